"""People wanted on shift types, day by day, beside how many there are."""

from collections import Counter
from dataclasses import dataclass

from ..models import ShiftType
from ..problem import day_number, headcounts_wanted, worked_parts
from .grid import Grid
from .griddays import GridDay

Place = tuple[int, str]


@dataclass(frozen=True)
class Heads:
    """One shift type on one day; `needed` is None where no number is wanted."""

    day: GridDay
    have: int
    needed: int | None

    @property
    def is_off(self) -> bool:
        return self.needed is not None and self.have != self.needed


@dataclass(frozen=True)
class HeadRow:
    shift_type: ShiftType
    days: list[Heads]


def heads_of(grid: Grid) -> list[HeadRow]:
    """A row for each shift type of which the hall wants a number of people; who fell ill on it has been there."""
    needed = {(one.day, one.shift): one.needed for one in headcounts_wanted(grid.month)}
    left = Counter((day_number(grid.month, cell.date), str(whole)) for cell, whole in worked_parts(grid.month))
    wanted = {shift for _, shift in needed}
    rows = [row for row in grid.shift_types if str(row.pk) in wanted]
    return [HeadRow(row, [heads_on(grid, day, str(row.pk), needed, left) for day in grid.days]) for row in rows]


def heads_on(grid: Grid, day: GridDay, shift: str, needed: dict[Place, int], left: Counter[Place]) -> Heads:
    place = day.number, shift
    have = len(grid.duties.begun.get(day.number, {}).get(shift, ()))
    return Heads(day, have + left[place], needed.get(place))
