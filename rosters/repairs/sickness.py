"""Somebody falls ill today: on record and off the floor at once; calling others, and putting in who comes."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from staff import audit
from staff.absences import decide
from staff.banking import held
from staff.models import Absence, Employee, Hall, Post, User
from staff.recorded import record_change

from ..edits import editing
from ..edits.editing import REST, CellChange, CellValue, NotEditable
from ..models import CallNote, Edit, Roster, SickShift
from ..publications.publishing import NotPublishable, locked, publish_cells
from ..solver.trial import Trial


class NotCalled(Exception):
    """An act that was refused; `sentence` says why.

    `reason` is not_leading, own, other_hall, days, no_roster, filled, on_shift, breaks_rules or refused.
    """

    def __init__(self, reason: str, sentence: str = "") -> None:
        super().__init__(reason)
        self.reason, self.sentence = reason, sentence or SENTENCES[reason]()


SENTENCES = {
    "not_leading": lambda: _("Only hall managers and duty managers report somebody sick."),
    "own": lambda: _("Nobody decides about her own leave; ask for it on your own page, or tell another manager."),
    "other_hall": lambda: _("She belongs to another hall."),
    "days": lambda: _("The last day is before today, or more than a month away."),
    "no_roster": lambda: _("No roster is published for today."),
    "filled": lambda: _("Somebody else has been put in meanwhile."),
    "on_shift": lambda: _("She works today already."),
    "breaks_rules": lambda: _("This would break a hard rule."),
    "refused": lambda: _("The roster could not be changed; look at it first."),
}
DAYS_MOST = 31
FORBIDDEN = ("not_leading", "own")


def leads_floor(user: User, hall: Hall) -> bool:
    """Whether she manages the hall or the floor of its shifts."""
    roles = (Post.Role.MANAGER, Post.Role.DUTY_MANAGER)
    return user.is_superuser or any(post.hall_id == hall.pk and post.role in roles for post in user.own_posts)


def refuse_stranger(employee: Employee, by: User) -> None:
    if not leads_floor(by, employee.hall):
        raise NotCalled("not_leading")


def refuse_deciding(employee: Employee, by: User) -> None:
    """Being ill is leave, and leave is for somebody else to grant or to take back."""
    refuse_stranger(employee, by)
    if employee.user_id == by.pk:
        raise NotCalled("own")


# --- ill -------------------------------------------------------------------------


@transaction.atomic
def report_sick(employee: Employee, *, by: User, last_day: date | None = None) -> SickShift | None:
    """Sick leave from today on, and today's shift off the floor; a second report finds the first.

    The shift that now stands open, None when she had none. Shifts of further days stay in the
    roster until they are repaired. Raises NotCalled.
    """
    refuse_deciding(employee, by)
    today = employee.hall.today()
    last_day = last_day or today
    if not 0 <= (last_day - today).days <= DAYS_MOST:
        raise NotCalled("days")
    roster = roster_of(employee.hall, today)
    employee = held(employee)
    absence = sick_leave(employee, today, last_day, by=by)
    known = SickShift.objects.filter(employee=employee, date=today).first()
    if known or roster is None:
        return known
    cell = roster.assignments.filter(employee=employee, date=today).select_related("shift_type").first()
    if cell is None or cell.shift_type is None:
        return None
    row = SickShift.objects.create(
        roster=roster,
        absence=absence,
        employee=employee,
        date=today,
        shift_type=cell.shift_type,
        reported_by=by,
    )
    put(roster, {employee: REST}, today, by=by, why=_("%(name)s is ill") % {"name": employee.name})
    return row


def roster_of(hall: Hall, day: date) -> Roster | None:
    """The published roster of a day, held until the transaction ends."""
    roster = Roster.objects.filter(hall=hall, month=day.replace(day=1), published_at__isnull=False).first()
    return locked(roster) if roster else None


def sick_leave(employee: Employee, first: date, last: date, *, by: User) -> Absence:
    """Her sick leave of these days; one that has begun already is made longer."""
    rows = employee.absences.approved().whole_days().filter(kind=Absence.Kind.SICK)
    row = rows.between(first, first).first()
    if row is None:
        row = Absence(employee=employee, kind=Absence.Kind.SICK, first_day=first, last_day=last, state="approved")
        row.decided_by, row.decided_at = by, timezone.now()
        row.save()
        record_change(row, None, by=by, hall=employee.hall)
    elif last > row.last_day:
        before = {"last_day": row.last_day.isoformat()}
        row.last_day = last
        row.save(update_fields=["last_day"])
        audit.record("absence-changed", by=by, hall=employee.hall, subject=str(row), before=before,
                     after={"last_day": last.isoformat()})  # fmt: skip
    return row


@transaction.atomic
def comes_after_all(row: SickShift, *, by: User) -> None:
    """She was not ill: her shift and her day are hers again. Raises NotCalled once somebody is in for her."""
    refuse_deciding(row.employee, by)
    roster = locked(row.roster)
    row = SickShift.objects.select_for_update(of=("self",)).select_related("employee", "shift_type").get(pk=row.pk)
    if row.filled_by_id:
        raise NotCalled("filled")
    decide(Absence.objects.select_related("employee__hall").get(pk=row.absence_id), Absence.State.DECLINED, by=by)
    why = _("%(name)s comes after all") % {"name": row.employee.name}
    put(roster, {row.employee: CellValue(row.shift_type, "")}, row.date, by=by, why=why)
    row.delete()


# --- calling ---------------------------------------------------------------------


@transaction.atomic
def note_call(row: SickShift, employee: Employee, outcome: str, *, by: User, note: str = "") -> CallNote:
    """Keep what came of a call. Raises NotCalled."""
    refuse_stranger(row.employee, by)
    refuse_other_hall(row, employee)
    call = CallNote.objects.create(
        shift=row, employee=employee, outcome=CallNote.Outcome(outcome), note=note.strip()[:200], by=by
    )
    audit.record("called", by=by, hall=row.employee.hall, subject=employee.name, after={"outcome": outcome})
    return call


@transaction.atomic
def send_in(row: SickShift, employee: Employee, *, by: User) -> SickShift:
    """Put the one who comes into the roster and publish it; pressed twice, she is in once. Raises NotCalled."""
    from .calllist import trial_of  # leaf: the list reads what this module writes

    refuse_stranger(row.employee, by)
    refuse_other_hall(row, employee)
    roster = locked(row.roster)
    row = SickShift.objects.select_for_update(of=("self",)).select_related("employee", "shift_type").get(pk=row.pk)
    if row.filled_by_id == employee.pk:
        return row
    if row.filled_by_id:
        raise NotCalled("filled")
    if roster.assignments.filter(employee=employee, date=row.date, shift_type__isnull=False).exists():
        raise NotCalled("on_shift")
    trial: Trial | None = trial_of(row, employee)
    if trial is None or trial.broken:
        raise NotCalled("breaks_rules")
    why = _("%(name)s comes for %(ill)s") % {"name": employee.name, "ill": row.employee.name}
    put(roster, {employee: CellValue(row.shift_type, "")}, row.date, by=by, why=why)
    row.filled_by, row.filled_at = employee, timezone.now()
    row.save(update_fields=["filled_by", "filled_at"])
    CallNote.objects.create(shift=row, employee=employee, outcome=CallNote.Outcome.COMES, by=by)
    return row


def refuse_other_hall(row: SickShift, employee: Employee) -> None:
    if employee.hall_id != row.employee.hall_id:
        raise NotCalled("other_hall")


def put(roster: Roster, values: dict[Employee, CellValue], day: date, *, by: User, why: str) -> None:
    """Cells of a day as these values, drafted and published at once; the people concerned are told."""
    try:
        changes = [CellChange(employee, day, value=value) for employee, value in values.items()]
        done = editing.set_cells(roster, changes, by=by, why=why)
        if done.edit:
            Edit.objects.filter(pk=done.edit.pk).update(is_settled=True)
        publish_cells(roster, [(employee.pk, day) for employee in values], by=by, why=why)
    except (NotEditable, NotPublishable) as refusal:
        raise NotCalled("refused") from refusal
