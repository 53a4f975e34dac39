"""What a build writes: its cells into the roster, under the revision, and its acts into the log."""

from collections.abc import Container
from datetime import date
from typing import Any

from django.db.models import F

from staff import audit
from staff.models import Employee, User

from ..models import Assignment, Build, Roster
from ..month import Month
from ..problem import Place
from ..publications.snapshots import Snapshot, cells_of, snapshot_of
from ..solver.duties import Duties
from ..solver.problem import Problem
from .cells import changes_to, kept_places
from .claims import Result, duties_from


def locked(roster: Roster) -> Roster:
    """The roster as it is now, held until the transaction ends."""
    rows = Roster.objects.select_for_update(of=("self",)).select_related("hall__rule_settings")
    return rows.get(pk=roster.pk)


def put(month: Month, problem: Problem, result: Result) -> int:
    """Put a result into the roster, but for what was pinned when its build began; says how many cells have changed."""
    keep = kept_places(month, month.roster.hall.today()) | {(pin.worker, pin.day) for pin in problem.pins}
    return write(month, duties_from(result, problem), keep)


def write(month: Month, duties: Duties, keep: Container[Place]) -> int:
    """Put the duties into the roster and move its revision on; says how many cells have changed."""
    changes = list(changes_to(month, duties.cells, keep))
    Assignment.objects.filter(pk__in=[change.stands.pk for change in changes if change.stands]).delete()
    Assignment.objects.bulk_create(
        Assignment(
            roster=month.roster,
            employee_id=change.key[0],
            date=change.key[1],
            shift_type_id=change.shift_type_id,
            day_off=Assignment.DayOff.REST if change.is_day_off else "",
            origin=Assignment.Origin.BUILT,
        )
        for change in changes
        if change.shift_type_id or change.is_day_off
    )
    Roster.objects.filter(pk=month.roster.pk).update(revision=F("revision") + 1)
    return len(changes)


def restore(month: Month, wanted: Snapshot) -> int:
    """Let the roster hold what was kept of it, pins too, and move its revision on; says how many cells have changed.

    Cells of people who are gone, and of shift types that are, stay as they are.
    """
    stands = snapshot_of(month.cells.values())
    people = {employee.pk: employee for employee in month.employees}
    keys = {
        key
        for key in stands.values.keys() | wanted.values.keys()
        if stands.at(key) != wanted.at(key) and key not in month.elsewhere
        if may_hold(month, people.get(key[0]), key[1], wanted.values.get(key, ""))
    }
    Assignment.objects.filter(pk__in=[month.cells[key].pk for key in keys if key in month.cells]).delete()
    rows = cells_of(wanted, month.roster)
    Assignment.objects.bulk_create(
        Assignment(**rows[key]._asdict() | {"pk": None}) for key in sorted(keys) if key in rows
    )
    Roster.objects.filter(pk=month.roster.pk).update(revision=F("revision") + 1)
    return len(keys)


def may_hold(month: Month, employee: Employee | None, day: date, value: str) -> bool:
    """Whether a kept value can still stand there: an empty cell can, and who is gone has none."""
    if not value.isdecimal():
        return not value or (employee is not None and employee.is_employed_on(day))
    return employee is not None and employee.is_employed_on(day) and int(value) in month.shift_types


def record(build: Build, act: str, *, by: User | None, after: dict[str, Any] | None = None) -> None:
    facts = {"build": str(build.pk)} | (after or {})
    audit.record(act, by=by, hall=build.roster.hall, subject=f"{build.roster.month:%Y-%m}", after=facts)
