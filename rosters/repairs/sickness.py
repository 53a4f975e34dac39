"""Somebody falls ill today: on record and off the floor at once; calling others, and putting in who comes."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from staff import audit
from staff.absences import decide
from staff.banking import held
from staff.models import Absence, AbsenceKind, Employee, Hall, Post, User
from staff.models.halls import DAY
from staff.recorded import facts_of, record_change

from ..builds.writing import locked
from ..edits import editing
from ..edits.editing import REST, CellChange, CellValue, NotEditable
from ..models import CallNote, Edit, Roster, ShiftType, SickShift
from ..publications.publishing import NotPublishable, publish_cells
from ..solver.trial import Trial
from .parting import is_under_way, parted


class NotCalled(Exception):
    """An act that was refused; `sentence` says why.

    `reason` is not_leading, own, own_shift, other_hall, days, over, filled, no_roster, on_shift, breaks_rules
    or refused.
    """

    def __init__(self, reason: str, sentence: str = "") -> None:
        super().__init__(reason)
        self.reason, self.sentence = reason, sentence or SENTENCES[reason]()


SENTENCES = {
    "not_leading": lambda: _("Only hall managers and duty managers report somebody sick."),
    "own": lambda: _("Nobody decides about her own leave; ask for it on your own page, or tell another manager."),
    "other_hall": lambda: _("She belongs to another hall."),
    "days": lambda: _("The last day is before today, or more than a month away."),
    "own_shift": lambda: _("Nobody puts herself in for a shift that stands open; another manager can."),
    "over": lambda: _("Her shift of today is over; say until when she is ill."),
    "filled": lambda: _("Somebody else has been put in meanwhile."),
    "no_roster": lambda: _("No roster is published for this day, so nobody can be put in; publish it first."),
    "on_shift": lambda: _("She works today already."),
    "breaks_rules": lambda: _("This would break a hard rule."),
    "refused": lambda: _("The roster could not be changed; look at it first."),
}
DAYS_MOST = 31
FORBIDDEN = ("not_leading", "own", "own_shift")


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
def report_sick(
    employee: Employee, *, by: User, last_day: date | None = None, now: datetime | None = None
) -> SickShift | None:
    """Sick leave from now on, and what is left of her shift off the floor; a second report finds the first.

    Who is on last night's shift leaves that one alone, unless a last day is named. Hours that she has worked stay
    hers. What now stands open, None when that is nothing. Shifts of further days stay in the roster until they are
    repaired. Raises NotCalled.
    """
    refuse_deciding(employee, by)
    moment = employee.hall.now(now)
    today = moment.date()
    if last_day and not 0 <= (last_day - today).days <= DAYS_MOST:
        raise NotCalled("days")
    rosters = rosters_of(employee.hall, today)
    employee = held(employee)
    night = left_of_last_night(rosters, employee, moment, by=by)
    if night and last_day is None:
        return night
    if night and last_day:
        lengthened(night, last_day, by=by)
    return left_today(rosters.get(today.replace(day=1)), employee, moment, last_day or today, by=by) or night


def left_of_last_night(
    rosters: dict[date, Roster], employee: Employee, moment: datetime, *, by: User
) -> SickShift | None:
    """What is left, while it lasts, of a shift of hers that began yesterday."""
    eve, minute = moment.date() - timedelta(days=1), DAY + minute_of(moment)
    known = SickShift.objects.filter(employee=employee, date=eve, worked__isnull=False)
    if row := known.select_related("shift_type__part_of", "worked").first():
        return row if minute < row.whole.span[1] else None
    roster = rosters.get(eve.replace(day=1))
    shift = roster and shift_on(roster, employee, eve)
    if not (roster and shift and is_under_way(shift, minute)):
        return None
    return leave_off(roster, employee, shift, (eve, minute), by=by)


def left_today(
    roster: Roster | None, employee: Employee, moment: datetime, last_day: date, *, by: User
) -> SickShift | None:
    """What is left of her shift of today, with sick leave until that day."""
    today, minute = moment.date(), minute_of(moment)
    if known := SickShift.objects.filter(employee=employee, date=today).first():
        return lengthened(known, last_day, by=by)
    shift = roster and shift_on(roster, employee, today)
    if roster and shift and is_under_way(shift, minute):
        row = leave_off(roster, employee, shift, (today, minute), by=by)
        return lengthened(row, last_day, by=by)
    if shift and shift.span[1] <= minute:
        if last_day == today:
            raise NotCalled("over")
        sick_leave(employee, today + timedelta(days=1), last_day, by=by)
        return None
    absence = sick_leave(employee, today, last_day, by=by)
    return open_up(roster, employee, REST, shift, absence, today, by=by) if roster and shift else None


def minute_of(moment: datetime) -> int:
    """The minute of its day; the one before midnight counts as midnight, for leave of hours ends with it."""
    minute = moment.hour * 60 + moment.minute
    return DAY if minute == DAY - 1 else minute


def lengthened(row: SickShift, last_day: date, *, by: User) -> SickShift:
    """The row with sick leave until that day, if she was thought to be back earlier."""
    if not row.worked_id:
        sick_leave(row.employee, row.date, last_day, by=by)
    elif last_day > row.date:
        row.further = further_leave(row.employee, row.date + timedelta(days=1), last_day, row.further, by=by)
        row.save(update_fields=["further"])
    return row


def leave_off(roster: Roster, employee: Employee, shift: ShiftType, since: tuple[date, int], *, by: User) -> SickShift:
    """She falls ill on shift, at that minute of the day it began: until then she has worked, the rest stands open."""
    day, minute = since
    worked, left = parted(shift, day, minute, by=employee)
    absence, further = sick_hours(employee, left, by=by)
    row = open_up(roster, employee, CellValue(worked), left, absence, day, by=by)
    row.worked, row.further = worked, further
    row.save(update_fields=["worked", "further"])
    return row


def open_up(
    roster: Roster,
    employee: Employee,
    value: CellValue,
    left: ShiftType,
    absence: Absence | None,
    day: date,
    *,
    by: User,
) -> SickShift:
    """The shift that stands open from now on, her cell holding that value instead."""
    row = SickShift.objects.create(
        roster=roster, absence=absence, employee=employee, date=day, shift_type=left, reported_by=by
    )
    put(roster, {employee: value}, day, by=by, why=_("%(name)s is ill") % {"name": employee.name})
    return row


def shift_on(roster: Roster, employee: Employee, day: date) -> ShiftType | None:
    cell = roster.assignments.filter(employee=employee, date=day).select_related("shift_type").first()
    return cell.shift_type if cell else None


def rosters_of(hall: Hall, day: date) -> dict[date, Roster]:
    """The published rosters of a day and of the one before by month, held until the transaction ends."""
    months = {day.replace(day=1), (day - timedelta(days=1)).replace(day=1)}
    rows = Roster.objects.filter(hall=hall, month__in=months, published_at__isnull=False)
    return {roster.month: locked(roster) for roster in rows.order_by("pk")}


def sick_leave(employee: Employee, first: date, last: date, *, by: User) -> Absence:
    """Her sick leave of these days; what has begun already, or that she has asked for, is taken and made longer."""
    rows = employee.absences.standing().filter(kind=Absence.Kind.SICK).between(first, first)
    of_hours = Q(sick_shifts__isnull=False) | Q(pk__in=SickShift.objects.filter(employee=employee).values("further"))
    row = rows.whole_days().first() or rows.filter(of_hours).first()
    before = facts_of(row) if row else None
    row = row or Absence(employee=employee, kind=Absence.Kind.SICK, first_day=first, last_day=last)
    row.start = row.end = None
    row.last_day = max(row.last_day, last)
    return granted(row, before, by=by)


def further_leave(employee: Employee, first: date, last: date, known: Absence | None, *, by: User) -> Absence | None:
    """Her sick leave of the days after today that this report answers for, made longer if `known` already.

    Days for which other sick leave was approved before stay as they are: that leave has its own reason.
    """
    others = (
        employee.absences.approved().whole_days().filter(kind=Absence.Kind.SICK).exclude(pk=known.pk if known else 0)
    )
    while other := others.between(first, first).first():
        first = other.last_day + timedelta(days=1)
    return sick_leave(employee, first, last, by=by) if first <= last else known


def sick_hours(employee: Employee, left: ShiftType, *, by: User) -> tuple[Absence | None, Absence | None]:
    """Her sick leave of the hours that are left of a shift, and of what comes after: whole days asked for, or the
    hours past midnight.

    None of the hours where the hall grants it for whole days only.
    """
    day = left.valid_from or employee.hall.today()
    hours = {"start": left.start, "end": time(23, 59) if left.ends_next_day else left.end}
    may_be_hours = AbsenceKind.of(employee.hall)[Absence.Kind.SICK].may_be_hours
    rest = None
    for row in employee.absences.standing().whole_days().filter(kind=Absence.Kind.SICK, first_day=day):
        before = facts_of(row)
        if row.last_day == day and may_be_hours:
            row.start, row.end = hours["start"], hours["end"]
            return granted(row, before, by=by), sick_past_midnight(employee, left, day, by=by)
        if row.last_day > day:
            row.first_day = day + timedelta(days=1)
            rest = granted(row, before, by=by)
    if not may_be_hours:
        return None, rest
    absence = Absence(employee=employee, kind=Absence.Kind.SICK, first_day=day, last_day=day, **hours)
    return granted(absence, None, by=by), rest or sick_past_midnight(employee, left, day, by=by)


def sick_past_midnight(employee: Employee, left: ShiftType, day: date, *, by: User) -> Absence | None:
    """Her sick leave of the hours of the next day into which what is left of a shift lasts, unless she is away then."""
    morrow = day + timedelta(days=1)
    lasts = left.ends_next_day and left.end > time(0)
    if not lasts or employee.absences.approved().whole_days().between(morrow, morrow).exists():
        return None
    hours = {"start": time(0), "end": left.end}
    absence = Absence(employee=employee, kind=Absence.Kind.SICK, first_day=morrow, last_day=morrow, **hours)
    return granted(absence, None, by=by)


def granted(row: Absence, before: dict[str, Any] | None, *, by: User) -> Absence:
    """The absence approved, as it stands now; `before` is what was on record, None for nothing."""
    if row.state != Absence.State.APPROVED:
        row.state, row.decided_by, row.decided_at = Absence.State.APPROVED, by, timezone.now()
    row.save()
    record_change(row, before, by=by, hall=row.employee.hall)
    return row


@transaction.atomic
def comes_after_all(row: SickShift, *, by: User) -> None:
    """She is not ill after all: shift and day are hers again. Raises NotCalled once somebody is in for her."""
    refuse_deciding(row.employee, by)
    roster = locked(row.roster)
    row = taken(row)
    if row.filled_by_id:
        raise NotCalled("filled")
    for absence in Absence.objects.select_related("employee__hall").filter(
        pk__in=[pk for pk in (row.absence_id, row.further_id) if pk]
    ):
        decide(absence, Absence.State.DECLINED, by=by)
    why = _("%(name)s comes after all") % {"name": row.employee.name}
    put(roster, {row.employee: CellValue(row.whole)}, row.date, by=by, why=why)
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
    if employee.user_id == by.pk:
        raise NotCalled("own_shift")
    roster = rosters_of(row.employee.hall, row.opens_on).get(row.opens_on.replace(day=1))
    row = taken(row)
    if roster is None:
        raise NotCalled("no_roster")
    if row.filled_by_id == employee.pk:
        return row
    if row.filled_by_id:
        raise NotCalled("filled")
    if roster.assignments.filter(employee=employee, date=row.opens_on, shift_type__isnull=False).exists():
        raise NotCalled("on_shift")
    trial: Trial | None = trial_of(row, employee)
    if trial is None or trial.broken:
        raise NotCalled("breaks_rules")
    why = _("%(name)s comes for %(ill)s") % {"name": employee.name, "ill": row.employee.name}
    put(roster, {employee: CellValue(row.shift_type)}, row.opens_on, by=by, why=why)
    row.filled_by, row.filled_at = employee, timezone.now()
    row.save(update_fields=["filled_by", "filled_at"])
    CallNote.objects.create(shift=row, employee=employee, outcome=CallNote.Outcome.COMES, by=by)
    return row


def taken(row: SickShift) -> SickShift:
    """The row as it is now, held until the transaction ends."""
    rows = SickShift.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("employee", "shift_type__part_of", "worked").get(pk=row.pk)


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
