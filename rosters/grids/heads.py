"""People wanted on shift types, day by day, beside how many there are."""

from dataclasses import dataclass

from ..models import ShiftType
from .grid import Grid
from .griddays import GridDay


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
    """A row for each shift type of which the hall wants a number of people."""
    needed = {(one.day, one.shift): one.needed for one in grid.problem.headcounts}
    wanted = {shift for _, shift in needed}
    rows = [row for row in grid.shift_types if str(row.pk) in wanted]
    return [HeadRow(row, [heads_on(grid, day, str(row.pk), needed) for day in grid.days]) for row in rows]


def heads_on(grid: Grid, day: GridDay, shift: str, needed: dict[tuple[int, str], int]) -> Heads:
    have = len(grid.duties.begun.get(day.number, {}).get(shift, ()))
    return Heads(day, have, needed.get((day.number, shift)))
