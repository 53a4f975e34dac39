"""One day of a roster: who works which shift, and how far the need is met."""

from collections import defaultdict
from dataclasses import dataclass, replace

from staff.models import Station

from .grid import Grid, GridCell, GridRow
from .gridfoot import FootDay
from .models import ShiftType

Person = tuple[GridRow, GridCell]


@dataclass(frozen=True)
class Need:
    """A stretch of the day at one station; heads may be parts while people are at table."""

    start: int
    end: int
    station: str
    needed: int
    have: float

    @property
    def is_short(self) -> bool:
        return self.have < self.needed


@dataclass(frozen=True)
class DayView:
    """Who works, by shift; who is away or off; what is needed; the days beside it."""

    foot: FootDay
    shifts: list[tuple[ShiftType, list[Person]]]
    off: list[Person]
    needs: list[Need]

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
    return DayView(grid.foot[number], shifts, off, needs_of(grid, number))


def needs_of(grid: Grid, number: int) -> list[Need]:
    """What the day asks for, station by station; where the check is silent the need is met."""
    names = station_names(grid)
    gaps = {
        (violation.station, violation.start): violation.facts["have"]
        for violation in grid.violations
        if violation.rule == "cover" and violation.days == (number,) and violation.station
    }
    needs: dict[tuple[int, int, str], int] = defaultdict(int)
    for stretch in grid.problem.demand_slices:
        if stretch.day == number:
            for mark in stretch.marks:
                needs[stretch.start, stretch.end, mark.station] += mark.needed
    rows = [
        Need(start, end, names.get(code, code), needed, round(gaps.get((code, start), needed), 1))
        for (start, end, code), needed in needs.items()
        if needed
    ]
    return merged(sorted(rows, key=lambda row: (row.station, row.start)))


def merged(rows: list[Need]) -> list[Need]:
    """Neighbours of one station, need and cover made one."""
    whole: list[Need] = []
    for row in rows:
        last = whole[-1] if whole else None
        if last and replace(last, start=last.end, end=row.end) == row:
            whole[-1] = replace(last, end=row.end)
        else:
            whole.append(row)
    return whole


def station_names(grid: Grid) -> dict[str, str]:
    stations: list[Station] = [row.station for row in grid.month.demand]
    return {station.code: station.name for station in stations}
