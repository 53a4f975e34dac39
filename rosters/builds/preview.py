"""A roster while it is being built: the best so far, shown in place of what stands and never saved."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..grids.grid import GridCell, Marks, cells_of
from ..grids.griddays import GridDay, days_of
from ..grids.gridfoot import Cover, FootDay, foot_of
from ..models import Assignment, Build
from ..month import Cell, CellKey, Month
from ..problem import Place
from .cells import Rewrite, changes_to, kept_places
from .claims import Result


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
    built, days = month_with(month, build.result), days_of(month)
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


def month_with(month: Month, result: Result | None) -> Month:
    """The month as it would be with this result in place; as it stands without one."""
    changes = changes_by(month, result) if result is not None else ()
    return replace(month, cells=month.cells | cells_after(month, changes))


def cells_apart(stood: Month, month: Month) -> frozenset[CellKey]:
    """The cells that hold something else than they did; none where nothing stood, since all would."""
    if not stood.cells:
        return frozenset()
    return frozenset(
        key for key, cell in month.cells.items() if key not in stood.cells or cell.key != stood.cells[key].key
    )


def changes_by(month: Month, result: Result) -> Iterator[Rewrite]:
    """What the result would change in the month as it stands: no pinned cell and none of the past."""
    return changes_to(month, shifts_of(result, month), kept_places(month, month.roster.hall.today()))


def shifts_of(result: Result, month: Month) -> dict[Place, str]:
    """A result by place, without shift types that are gone by now."""
    return {
        (code, int(day)): shift
        for code, shifts in result.items()
        for day, shift in shifts.items()
        if int(shift) in month.shift_types
    }


def cells_after(month: Month, changes: Iterable[Rewrite]) -> dict[CellKey, Cell]:
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
