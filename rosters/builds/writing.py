"""What a build writes: its cells into the roster, under the revision, and its acts into the log."""

from collections.abc import Container
from typing import Any

from django.db.models import F

from staff import audit
from staff.models import User

from ..models import Assignment, Build, Roster
from ..month import Month
from ..problem import Place
from ..solver.duties import Duties
from ..solver.problem import Problem
from .cells import changes_to, kept_places
from .claims import Result, duties_from


def locked(roster: Roster) -> Roster:
    """The roster as it is now, held until the transaction ends."""
    rows = Roster.objects.select_for_update(of=("self",), no_key=True).select_related("hall__rule_settings")
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


def record(build: Build, act: str, *, by: User | None, after: dict[str, Any] | None = None) -> None:
    facts = {"build": str(build.pk)} | (after or {})
    audit.record(act, by=by, hall=build.roster.hall, subject=f"{build.roster.month:%Y-%m}", after=facts)
