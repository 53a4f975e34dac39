"""Sheets as they are read: what stands where. Pure Python."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

Position = tuple[int, int]
"""Row and column, counted from 0."""
Value = str | int | float | bool | date | time
Area = tuple[Position, Position]


class NotReadable(Exception):
    """A file that cannot be read; `reason` is a key of `wording.REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Broken:
    """A formula without a value, or with an error for one."""

    text: str


@dataclass(frozen=True)
class Unsaid:
    """What the values of a sheet do not tell: its broken formulas, and merged areas that nobody else has read."""

    broken: dict[Position, Broken] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """Cells that hold something, by row and column from 0, and areas that are one cell."""

    name: str
    cells: dict[Position, Value | Broken]
    merged: tuple[Area, ...] = ()
    is_hidden: bool = False
    is_turned: bool = field(default=False, kw_only=True)

    @cached_property
    def turned(self) -> "Sheet":
        """Rows as columns."""
        cells = {turn(place): value for place, value in self.cells.items()}
        merged = tuple((turn(first), turn(last)) for first, last in self.merged)
        return Sheet(self.name, cells, merged, self.is_hidden, is_turned=not self.is_turned)

    @cached_property
    def spread(self) -> dict[Position, Position]:
        """Places without a cell of their own, and the merged cell that lies over them."""
        return {
            (row, column): first
            for first, last in self.merged
            if first in self.cells
            for row in range(first[0], last[0] + 1)
            for column in range(first[1], last[1] + 1)
            if (row, column) != first
        }

    @cached_property
    def filled(self) -> dict[Position, Value | Broken]:
        """The cells with what merged ones spread over."""
        return self.cells | {place: self.cells[first] for place, first in self.spread.items()}

    @cached_property
    def rows(self) -> dict[int, dict[int, Value | Broken]]:
        """Columns and values of each row that holds something, in order."""
        rows: dict[int, dict[int, Value | Broken]] = {}
        for (row, column), value in sorted(self.filled.items(), key=lambda item: item[0]):
            rows.setdefault(row, {})[column] = value
        return rows

    def text(self, place: Position) -> str:
        return text_of(self.filled.get(place, ""))

    def own(self, place: Position) -> Position:
        """The place as the file has it, whichever way the sheet is turned."""
        return turn(place) if self.is_turned else place


def turn(place: Position) -> Position:
    return place[1], place[0]


def text_of(value: Value | Broken) -> str:
    """What a reader sees in the cell, about."""
    if isinstance(value, Broken):
        return value.text
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return str(value).strip()


def column_name(number: int) -> str:
    """A column as a spreadsheet calls it: A, B, …, Z, AA."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def cell_name(place: Position) -> str:
    return f"{column_name(place[1])}{place[0] + 1}"


def sheet_of(name: str, lines: Iterable[Iterable[object]], merged: tuple[Area, ...] = ()) -> Sheet:
    """A sheet from lines of values; empty ones hold nothing."""
    cells: dict[Position, Value | Broken] = {
        (y, x): value for y, line in enumerate(lines) for x, raw in enumerate(line) if (value := value_from(raw)) != ""
    }
    return Sheet(name, cells, merged)


def value_from(raw: object) -> Value:
    if isinstance(raw, timedelta):
        minutes = int(raw.total_seconds()) // 60
        return f"{minutes // 60:02}:{minutes % 60:02}"
    if isinstance(raw, datetime) and raw.time() == time():
        return raw.date()
    if isinstance(raw, bool | int | float | date | time):
        return raw
    return "" if raw is None else str(raw).strip()
