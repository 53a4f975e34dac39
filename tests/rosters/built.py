"""A small month to build in this process, and what came of it."""

from datetime import date

from rosters.builds.building import finish_build, start_build
from rosters.edits.editing import CellValue
from rosters.models import Build, Roster, ShiftType
from staff.models import Employee, Hall
from tests import make
from tests.make import NEXT


def roster_of_three(hall: Hall) -> Roster:
    """Next month of a hall of three, of whom one is needed at a time, every day."""
    counter = make.station(hall)
    for code in ("ann", "bob", "cat"):
        make.employee(hall, code, stations=(counter,), is_manager=code == "ann")
    make.shift_type(hall)
    make.demand(counter)
    make.demand(counter, day_type="weekend")
    return make.roster(hall, NEXT)


def employee(code: str) -> Employee:
    return Employee.objects.get(code=code)


def value(code: str = "D") -> CellValue:
    return CellValue(ShiftType.objects.get(code=code))


def build_now(roster: Roster, **more) -> Build:
    build = start_build(roster, by=None, seconds=1, send=False, **more)
    finish_build(build.pk)
    build.refresh_from_db()
    return build


def shifts_of(roster: Roster) -> set[tuple[str, date]]:
    rows = roster.assignments.filter(shift_type__isnull=False)
    return set(rows.values_list("employee__code", "date"))
