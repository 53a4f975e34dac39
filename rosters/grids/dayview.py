"""One day of a roster: who works which shift, and how far the need is met."""

from collections import defaultdict
from dataclasses import dataclass, replace

from ..models import ReservedTime, ShiftType
from ..solver.check import coverage
from ..solver.duties import Duties
from .grid import Grid, GridCell, GridRow
from .gridfoot import FootDay

Person = tuple[GridRow, GridCell]


@dataclass(frozen=True)
class Need:
    """A stretch of the day at one station, by name; `code` is the station's."""

    start: int
    end: int
    station: str
    needed: int
    have: int
    code: str = ""

    @property
    def is_short(self) -> bool:
        return self.have < self.needed


@dataclass(frozen=True)
class DayView:
    """Who works, by shift; who is away or off; what is needed, and what of it for other work."""

    foot: FootDay
    shifts: list[tuple[ShiftType, list[Person]]]
    off: list[Person]
    needs: list[Need]
    reserved: list[ReservedTime]

    @property
    def short(self) -> list[Need]:
        return [need for need in self.needs if need.is_short]


def day_view(grid: Grid, number: int) -> DayView:
    by_type: dict[int, list[Person]] = defaultdict(list)
    off = []
    for row in grid.rows:
        cell = row.cells[number]
        if cell.shift_type:
            by_type[cell.shift_type.pk].append((row, cell))
        elif cell.is_employed:
            off.append((row, cell))
    types = {
        cell.shift_type.pk: cell.shift_type for people in by_type.values() for _, cell in people if cell.shift_type
    }
    shifts = [(row, by_type[row.pk]) for row in sorted(types.values(), key=lambda row: (row.span, row.code))]
    reserved = [row for row in grid.month.reserved if row.date == grid.days[number].date]
    return DayView(grid.foot[number], shifts, off, needs_of(grid, number), reserved)


def needs_of(grid: Grid, number: int) -> list[Need]:
    """What the day asks for, station by station, and who is there, meal breaks placed."""
    names = grid.station_names
    part = replace(grid.problem, demand=tuple(row for row in grid.problem.demand if row.day == number))
    return [
        Need(row.start, row.end, names.get(row.station, row.station), row.needed, row.have, row.station)
        for row in coverage(part, Duties(part, grid.duties.cells))
    ]
