"""Acts on absences: asking, handing in a document, withdrawing, deciding."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .allowances import beyond_sentence, book_for
from .attachments import Attachment
from .audit import record
from .awaydays import full_days
from .banking import held
from .models import Absence, AbsenceFile, AbsenceKind, Employee, Hall, Post, User
from .recorded import facts_of, record_change

State = Absence.State

# Whether the days are closed to what staff ask for; the floor that knows the monthly cycle hands it down.
Closing = Callable[[Hall, date, date], bool]
_closings: list[Closing] = []


def know_closing(closing: Closing) -> None:
    _closings[:] = [closing]


def is_closed(hall: Hall, first: date, last: date) -> bool:
    """Whether leave on these days is closed to staff until their roster is published; managers may enter it."""
    return any(closing(hall, first, last) for closing in _closings)


class NotAbsent(Exception):
    """Leave that was refused; `sentence` says why, in words.

    `reason` is not_yours, own, not_leading, decided, begun, invalid, twin, not_employed, not_offered,
    past, closed, beyond, no_document, full or no_reason.
    """

    def __init__(self, reason: str, sentence: str = "", field: str | None = None) -> None:
        super().__init__(reason)
        self.reason, self.field = reason, field
        self.sentence = sentence or str(SENTENCES.get(reason, lambda: reason)())


SENTENCES = {
    "not_yours": lambda: _("This is somebody else’s leave."),
    "own": lambda: _("Nobody decides about her own leave; another manager can."),
    "not_leading": lambda: _("This is not yours to decide."),
    "decided": lambda: _("This has been decided or withdrawn meanwhile."),
    "begun": lambda: _("It has begun already; ask your manager to change it."),
    "past": lambda: _("These days are past. Your manager can still enter them."),
    "closed": lambda: _(
        "Leave for these days is closed until their roster is published. Until then your manager can enter it."
    ),
    "not_offered": lambda: _("This kind is entered by your manager."),
    "no_reason": lambda: _("Say why, in a few words."),
    "no_document": lambda: _("The document is missing. Wait for it, or say why you approve without."),
}


# --- who may -------------------------------------------------------------------


def is_manager_of(user: User, hall: Hall) -> bool:
    return user.is_superuser or any(
        post.hall_id == hall.pk and post.role == Post.Role.MANAGER for post in user.own_posts
    )


def kinds_decided_by(user: User, hall: Hall, kinds: Mapping[str, AbsenceKind] | None = None) -> set[str]:
    """The codes of the kinds that she approves in the hall: all of them for its managers.

    `kinds` spares reading the hall's.
    """
    kinds = AbsenceKind.of(hall) if kinds is None else kinds
    if is_manager_of(user, hall):
        return set(kinds)
    if not any(post.hall_id == hall.pk and post.role == Post.Role.DUTY_MANAGER for post in user.own_posts):
        return set()
    return {code for code, kind in kinds.items() if kind.approver == AbsenceKind.Approver.DUTY_MANAGER}


def refuse_decider(absence: Absence, *, by: User) -> None:
    """Raise NotAbsent unless the decision is hers to take."""
    if absence.employee.user_id == by.pk:
        raise NotAbsent("own")
    hall = absence.employee.hall
    if absence.kind not in kinds_decided_by(by, hall) and not is_manager_of(by, hall):
        raise NotAbsent("not_leading")


# --- asking --------------------------------------------------------------------


@transaction.atomic
def ask(absence: Absence, *, by: User, files: Iterable[Attachment] = ()) -> Absence:
    """Ask for leave, as the unsaved row has it; asking for the same again finds the first. Raises NotAbsent."""
    employee = held(absence.employee)
    if employee.user_id != by.pk:
        raise NotAbsent("not_yours")
    absence.employee = employee
    if same := employee.absences.standing().filter(**span_of(absence), kind=absence.kind).first():
        return same
    refuse_asking(absence, employee)
    absence.save()
    record_change(absence, None, by=by, hall=employee.hall)
    for file in files:
        attach(absence, file, by=by)
    return absence


def span_of(absence: Absence) -> dict[str, Any]:
    return {name: getattr(absence, name) for name in ("first_day", "last_day", "start", "end")}


def refuse_asking(absence: Absence, employee: Employee) -> None:
    kind = AbsenceKind.of(employee.hall).get(absence.kind)
    if kind is None or not kind.is_offered:
        raise NotAbsent("not_offered", field="kind")
    refuse_fault(absence)
    if absence.first_day < employee.hall.today():
        raise NotAbsent("past", field="first_day")
    if is_closed(employee.hall, absence.first_day, absence.last_day):
        raise NotAbsent("closed", field="first_day")
    if not (employee.is_employed_on(absence.first_day) and employee.is_employed_on(absence.last_day)):
        raise NotAbsent(
            "not_employed", _("%(name)s is not employed on this day.") % {"name": employee}, field="first_day"
        )
    if twin := twin_of(absence, employee):
        sentence = _("“%(twin)s” covers some of these days already.") % {"twin": twin}
        raise NotAbsent("twin", sentence, field="first_day")
    if sentence := beyond(absence):
        advice = _("Talk to your manager, who can enter it with a reason.")
        raise NotAbsent("beyond", f"{sentence} {advice}")


def refuse_fault(absence: Absence) -> None:
    """What the row itself has against its days, hours and kind."""
    try:
        absence.full_clean(exclude=["decided_by"], validate_unique=False)
    except ValidationError as error:
        field, texts = next(iter(error.message_dict.items()))
        raise NotAbsent("invalid", texts[0], field=None if field == "__all__" else field) from error


def twin_of(absence: Absence, employee: Employee) -> Absence | None:
    """Another absence of hers on the same days: of whole days, or whose hours meet."""
    others = employee.absences.standing().between(absence.first_day, absence.last_day).exclude(pk=absence.pk)
    if absence.start and absence.end:
        meeting = others.filter(start__lt=absence.end, end__gt=absence.start)
        return others.whole_days().first() or meeting.first()
    return others.first()


def beyond(absence: Absence) -> str:
    """How it goes beyond an allowance, in a sentence; empty when it does not."""
    found = book_for(absence).beyond(absence, absence.employee)
    return " ".join(beyond_sentence(absence.employee, balance, wanted) for balance, wanted in found)


@transaction.atomic
def attach(absence: Absence, file: Attachment, *, by: User) -> AbsenceFile:
    """Hand in a document; it may come after the absence. Raises NotAbsent."""
    if absence.employee.user_id != by.pk:
        refuse_decider(absence, by=by)
    row = AbsenceFile.objects.create(absence=absence, file=file.file, name=file.name, type=file.type, by=by)
    record("absence_attached", by=by, hall=absence.employee.hall, subject=str(absence), after={"document": row.name})
    return row


@transaction.atomic
def withdraw(absence: Absence, *, by: User) -> Absence:
    """No longer ask for it, or give back what was approved and has not begun. Raises NotAbsent."""
    absence = locked(absence)
    hall = absence.employee.hall
    if absence.employee.user_id != by.pk:
        raise NotAbsent("not_yours")
    if absence.state == State.WITHDRAWN:
        return absence
    if absence.state == State.DECLINED:
        raise NotAbsent("decided")
    if absence.state == State.APPROVED and absence.first_day <= hall.today():
        raise NotAbsent("begun")
    before = facts_of(absence)
    absence.state, absence.decided_by, absence.decided_at = State.WITHDRAWN, None, timezone.now()
    absence.save()
    record_change(absence, before, by=by, hall=hall)
    return absence


# --- entered by managers -------------------------------------------------------


@transaction.atomic
def enter(absence: Absence, *, by: User | None, why: str = "") -> Absence:
    """Put on record, as approved, leave that was granted elsewhere. Raises NotAbsent."""
    absence.employee = held(absence.employee)
    absence.state = State.APPROVED
    refuse_fault(absence)
    refuse_entering(absence, by=by)
    absence.is_late = is_closed(absence.employee.hall, absence.first_day, absence.last_day)
    note_decider(absence, by=by)
    absence.save()
    record_change(absence, None, by=by, hall=absence.employee.hall, why=why)
    return absence


def refuse_entering(absence: Absence, *, by: User | None) -> None:
    """Raise NotAbsent, with the field it is about, for what a manager cannot enter as the row has it.

    That is a verdict about her own leave, days that are covered already, and more than the allowance without a reason.
    """
    if absence.state in (State.APPROVED, State.DECLINED):
        refuse_own(absence, by=by)
    if absence.state in (State.ASKED, State.APPROVED):
        others = absence.employee.absences.between(absence.first_day, absence.last_day).exclude(pk=absence.pk)
        if twin := others.standing().whole_days().first():
            sentence = _("“%(twin)s” covers some of these days already.") % {"twin": twin}
            raise NotAbsent("twin", sentence, field="first_day")
    if absence.state == State.APPROVED and not absence.answer and (sentence := beyond(absence)):
        advice = _("Say why, to approve it all the same.")
        raise NotAbsent("beyond", f"{sentence} {advice}", field="answer")


def refuse_own(absence: Absence, *, by: User | None) -> None:
    if by and absence.employee.user_id == by.pk:
        raise NotAbsent("own", field="state")


def note_decider(absence: Absence, *, by: User | None) -> None:
    """Note on the unsaved row who has given it its state, and when; nobody while it is only asked for."""
    is_open = absence.state == State.ASKED
    absence.decided_by, absence.decided_at = (None, None) if is_open else (by, timezone.now())


# --- deciding ------------------------------------------------------------------


def locked(absence: Absence) -> Absence:
    """The absence as it is now with its person, both held until the transaction ends."""
    held(absence.employee)
    rows = Absence.objects.select_for_update(of=("self",), no_key=True).select_related("employee__hall")
    return rows.order_by().get(pk=absence.pk)


@transaction.atomic
def approve(absence: Absence, *, by: User, why: str = "") -> Absence:
    """Let her have it. Raises NotAbsent; what speaks against it but is the manager's to weigh needs `why`."""
    absence = to_decide(absence, State.APPROVED, by=by)
    if absence.is_open:
        if not why.strip() and (refusal := next(iter(doubts_about(absence)), None)):
            raise refusal
        decide(absence, State.APPROVED, by=by, why=why)
    return absence


@transaction.atomic
def decline(absence: Absence, *, by: User, why: str) -> Absence:
    """Refuse it, and say why. Raises NotAbsent."""
    absence = to_decide(absence, State.DECLINED, by=by)
    if absence.is_open:
        if not why.strip():
            raise NotAbsent("no_reason")
        decide(absence, State.DECLINED, by=by, why=why)
    return absence


def to_decide(absence: Absence, verdict: str, *, by: User) -> Absence:
    """The absence, held; one that has got the same verdict already is no fault."""
    absence = locked(absence)
    refuse_decider(absence, by=by)
    if not absence.is_open and absence.state != verdict:
        raise NotAbsent("decided")
    return absence


def doubts_about(absence: Absence) -> list[NotAbsent]:
    """What a manager has to give a reason for: beyond the allowance, no document, too many away."""
    doubts, advice = [], _("Say why, to approve it all the same.")
    if sentence := beyond(absence):
        doubts.append(NotAbsent("beyond", f"{sentence} {advice}"))
    kind = AbsenceKind.of(absence.employee.hall).get(absence.kind)
    if kind and kind.needs_attachment and not absence.files.exists():
        doubts.append(NotAbsent("no_document"))
    if days := full_days(absence):
        sentence = _("As many people as may be are away already on %(days)s.") % {"days": days_text(days)}
        doubts.append(NotAbsent("full", f"{sentence} {advice}"))
    return doubts


def days_text(days: list[date]) -> str:
    return _(", ").join(f"{day:%m-%d}" for day in days)


@transaction.atomic
def decide(absence: Absence, verdict: str, *, by: User, why: str = "") -> None:
    """Approve or decline (a value of `Absence.State`); a verdict that stands may be changed."""
    before = facts_of(Absence.objects.get(pk=absence.pk))
    absence.state = Absence.State(verdict)
    absence.decided_by, absence.decided_at, absence.answer = by, timezone.now(), why.strip()[:200]
    absence.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    record_change(absence, before, by=by, hall=absence.employee.hall, why=absence.answer)
