"""A roster while it is being built: the best so far, shown in place of what stands and never saved."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .claims import Result
from .grid import GridCell, Marks, cells_of
from .griddays import GridDay, days_of
from .gridfoot import Cover, FootDay, foot_of
from .merging import Change, Place, changes_to, kept_places
from .models import Assignment, Build
from .month import Cell, CellKey, Month


@dataclass(frozen=True)
class Preview:
    """The cells of the best roster so far, by employee code, and the cover of its days.

    `best` counts the rosters this build has found; 0 before the first.
    """

    best: int
    days: list[GridDay]
    rows: dict[str, list[GridCell]]
    foot: list[FootDay]


def preview_of(month: Month, build: Build) -> Preview:
    """The build as far as it has come, without judging it: its worker has done so."""
    built, days = month_built(month, build), days_of(month)
    unjudged = Marks([], discreet=False)
    cover = [Cover(**facts) for facts in build.progress.get("cover", [])]
    return Preview(
        best=best_number(build),
        days=days,
        rows={employee.code: list(cells_of(built, days, employee, unjudged)) for employee in month.employees},
        foot=foot_of(cover, days) if cover else [],
    )


def best_number(build: Build) -> int:
    return int(build.progress.get("best", 0))


def month_built(month: Month, build: Build) -> Month:
    """The month as it would be if the build ended now; as it stands while nothing has been found."""
    if build.result is None:
        return month
    keep = kept_places(month, month.roster.hall.today())
    return replace(
        month, cells=month.cells | cells_after(month, changes_to(month, shifts_of(build.result, month), keep))
    )


def shifts_of(result: Result, month: Month) -> dict[Place, str]:
    """A result by place, without shift types that are gone by now."""
    return {
        (code, int(day)): shift
        for code, shifts in result.items()
        for day, shift in shifts.items()
        if int(shift) in month.shift_types
    }


def cells_after(month: Month, changes: Iterable[Change]) -> dict[CellKey, Cell]:
    return {
        change.key: Cell(
            pk=0,
            roster_id=month.roster.pk,
            employee_id=change.key[0],
            date=change.key[1],
            shift_type_id=change.shift_type_id,
            day_off=Assignment.DayOff.REST if change.is_day_off else "",
            is_pinned=False,
            origin=Assignment.Origin.BUILT,
        )
        for change in changes
    }
