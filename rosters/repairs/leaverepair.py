"""Repairs for people who will be away: leave that is approved with its repair, further days of an illness.

A repair belongs to one month. Leave across a month's edge is repaired month by month, so that the
second is looked at with the first in place.
"""

from datetime import date, timedelta

from staff import absences
from staff.absences import NotAbsent
from staff.models import Absence, Employee, User

from ..models import Assignment, Repair, Roster, SickShift
from .leavecover import meets
from .repairing import Event, NotRepairable, propose_repair
from .sickness import leads_floor


def propose_for_leave(absence: Absence, *, by: User, why: str = "") -> Repair:
    """What to change if she goes; accepting it approves the leave with this reason, if that is still to do.

    Raises NotAbsent where the leave could not be approved, NotRepairable where no roster can be repaired.
    """
    refuse(absence, by=by, why=why)
    first, last = absence.first_day, absence.last_day
    roster = roster_of_night_before(absence) or first_roster(absence.employee, first, last)
    return propose(roster, absence.employee, first, last, by=by, leave=absence, why=why)


def refuse(absence: Absence, *, by: User, why: str) -> None:
    absences.refuse_decider(absence, by=by)
    if absence.state not in (Absence.State.ASKED, Absence.State.APPROVED):
        raise NotAbsent("decided")
    if absence.is_open and not why.strip() and (doubt := next(iter(absences.doubts_about(absence)), None)):
        raise doubt


def propose_for_sick(row: SickShift, *, by: User) -> Repair:
    """What to change on the further days of an illness. Raises NotRepairable."""
    if row.employee.user_id == by.pk:
        raise NotRepairable("own_leave")
    row = SickShift.objects.select_related("employee__hall", "absence", "further").get(pk=row.pk)
    first, last = row.date + timedelta(days=1), row.last_day
    return propose(first_roster(row.employee, first, last), row.employee, first, last, by=by)


def propose_rest(done: Repair, *, by: User) -> Repair | None:
    """The same for the next month in which she is still away and has shifts; None when that was all."""
    asked, first = done.asked, done.roster.last_day + timedelta(days=1)
    if asked["what"] != Repair.What.AWAY or (last := date.fromisoformat(asked["last"])) < first:
        return None
    employee = done.roster.hall.employees.get(code=asked["employee"])
    leave = Absence.objects.filter(pk=asked.get("absence")).first()
    try:
        roster = first_roster(employee, first, last)
        return propose(roster, employee, first, last, by=by, leave=leave, why=asked.get("why", ""))
    except NotRepairable:
        return None


def propose(
    roster: Roster | None,
    employee: Employee,
    first: date,
    last: date,
    *,
    by: User,
    leave: Absence | None = None,
    why: str = "",
) -> Repair:
    if roster is None:
        raise NotRepairable("no_shifts")
    proposal = propose_repair(roster, Event(Repair.What.AWAY, first, last, employee, asked_for=leave), by=by)
    if leave:
        proposal.asked |= {"absence": leave.pk, "why": why.strip()[:200]}
        proposal.save(update_fields=["asked"])
    return proposal


def first_roster(employee: Employee, first: date, last: date) -> Roster | None:
    """The first published roster in which she works on one of the days that can still be changed."""
    tomorrow = employee.hall.today() + timedelta(days=1)
    rosters = Roster.objects.filter(hall=employee.hall, state=Roster.State.PUBLISHED).select_related(
        "hall__rule_settings"
    )
    days = (max(first, tomorrow), last)
    works = {"assignments__employee": employee, "assignments__shift_type__isnull": False}
    return rosters.filter(**works, assignments__date__range=days).order_by("month").first()


def roster_of_night_before(absence: Absence) -> Roster | None:
    """The published roster that has her on shift the night before, into the leave."""
    eve = absence.first_day - timedelta(days=1)
    cells = Assignment.objects.filter(employee=absence.employee_id, date=eve, roster__state=Roster.State.PUBLISHED)
    cell = cells.select_related("shift_type", "roster__hall__rule_settings").exclude(shift_type=None).first()
    if cell and cell.shift_type and eve > cell.roster.hall.today() and meets(absence, cell.shift_type, eve):
        return cell.roster
    return None


def may_decide(user: User, proposal: Repair) -> bool:
    """Whether it is hers to accept or discard: every repair for who manages the hall.

    Others have those of leave that they decide about, and of illness where they lead the floor; never of their own.
    """
    hall = proposal.roster.hall
    if absences.is_manager_of(user, hall):
        return True
    if proposal.asked["what"] != Repair.What.AWAY or not proposal.roster.is_published:
        return False
    if leave := proposal.asked.get("absence"):
        row = Absence.objects.filter(pk=leave, kind__in=absences.kinds_decided_by(user, hall)).first()
        return row is not None and row.employee.user_id != user.pk
    is_own = hall.employees.filter(code=proposal.asked["employee"], user=user).exists()
    return leads_floor(user, hall) and not is_own
