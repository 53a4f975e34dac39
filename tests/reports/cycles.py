"""April of a hall's cycle in tests: when its steps fall due, running the engine, what came of it."""

from datetime import date, datetime, timedelta

from notices.models import Notice
from reports.cycle import engine
from rosters.builds import building
from rosters.cycles.cycle import due_moments
from rosters.edits.editing import set_cell
from rosters.edits.values import CellValue
from rosters.models import Build, CycleStep, Roster, Step
from staff.models import Hall, User

APRIL = date(2027, 4, 1)
QUARTER = timedelta(minutes=15)


def due(hall: Hall, step: Step, month: date = APRIL) -> datetime:
    return due_moments(hall, month)[step]


def run(now: datetime) -> list[Step]:
    """The steps of April that the engine does at the moment."""
    return [row.step for row in engine.run(now).done if row.month == APRIL and row.hall]


def step_of(step: Step, month: date = APRIL) -> CycleStep:
    return CycleStep.objects.get(step=step, month=month, hall__isnull=False)


def fill(hall: Hall, by: User) -> Roster:
    """April with one shift in it, put there by hand; no build works on it."""
    roster = Roster.objects.get_or_create(hall=hall, month=APRIL)[0]
    for build in Build.objects.filter(roster=roster):
        building.stop_build(build, by=by)
    set_cell(roster, hall.employees.get(), APRIL, CellValue(hall.shift_types.get()), by=by)
    roster.refresh_from_db()
    return roster


def told(kind: str) -> list[str]:
    notices = Notice.objects.filter(kind=kind).select_related("user").order_by("at", "user__username")
    return [notice.user.username for notice in notices if notice.user]
