"""A roster's cells as they stood at one moment: kept as JSON, compared, shown again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from ..models import Assignment, Roster
from ..month import Cell, CellKey

Json = dict[str, Any]


class Difference(NamedTuple):
    """A cell that holds something else; values as `editing.CellValue.key` names them."""

    employee_id: int
    date: date
    before: str
    after: str


@dataclass(frozen=True)
class Snapshot:
    """Values by cell, empty cells left out; and which of them are pinned or were set by hand."""

    values: Mapping[CellKey, str]
    pinned: frozenset[CellKey] = frozenset()
    by_hand: frozenset[CellKey] = frozenset()

    @property
    def shift_type_ids(self) -> set[int]:
        return {int(value) for value in self.values.values() if value.isdecimal()}

    def at(self, key: CellKey) -> tuple[str, bool, bool]:
        """All that is known of a cell: its value, whether it is pinned, whether it was set by hand."""
        return self.values.get(key, ""), key in self.pinned, key in self.by_hand

    def taking(self, other: "Snapshot", keys: Iterable[CellKey]) -> "Snapshot":
        """This snapshot with what the other has in these cells."""
        keys = frozenset(keys)
        kept = {key: value for key, value in self.values.items() if key not in keys}
        taken = {key: value for key, value in other.values.items() if key in keys}
        return Snapshot(
            kept | taken,
            (self.pinned - keys) | (other.pinned & keys),
            (self.by_hand - keys) | (other.by_hand & keys),
        )


NOTHING = Snapshot({})


def snapshot_of(cells: Iterable[Cell]) -> Snapshot:
    cells = [cell for cell in cells if cell.key]
    return Snapshot(
        {(cell.employee_id, cell.date): cell.key for cell in cells},
        frozenset((cell.employee_id, cell.date) for cell in cells if cell.is_pinned),
        frozenset((cell.employee_id, cell.date) for cell in cells if cell.origin == Assignment.Origin.BY_HAND),
    )


def snapshot_now(roster: Roster) -> Snapshot:
    """The roster as it stands, in one query."""
    rows = Assignment.objects.filter(roster=roster).order_by().values_list(*Cell._fields)
    return snapshot_of(Cell(*row) for row in rows)


def differences(before: Snapshot, after: Snapshot) -> list[Difference]:
    """The cells that hold something else, by employee and date."""
    return [
        Difference(*key, old, new)
        for key in sorted(before.values.keys() | after.values.keys())
        if (old := before.values.get(key, "")) != (new := after.values.get(key, ""))
    ]


def cells_of(snapshot: Snapshot, roster: Roster) -> dict[CellKey, Cell]:
    """The snapshot as rows of a month, to be shown and judged; they are in no table."""
    return {
        (employee, day): Cell(
            pk=0,
            roster_id=roster.pk,
            employee_id=employee,
            date=day,
            shift_type_id=int(value) if value.isdecimal() else None,
            day_off="" if value.isdecimal() else value,
            is_pinned=(employee, day) in snapshot.pinned,
            origin=Assignment.Origin.BY_HAND if (employee, day) in snapshot.by_hand else Assignment.Origin.BUILT,
        )
        for (employee, day), value in snapshot.values.items()
    }


def to_json(snapshot: Snapshot) -> Json:
    """Values, pinned and set by hand, each by employee and day of the month."""
    values: dict[str, dict[str, str]] = {}
    for (employee, day), value in sorted(snapshot.values.items()):
        values.setdefault(str(employee), {})[str(day.day)] = value
    return {"values": values, "pinned": places(snapshot.pinned), "by_hand": places(snapshot.by_hand)}


def places(keys: Iterable[CellKey]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for employee, day in sorted(keys):
        found.setdefault(str(employee), []).append(day.day)
    return found


def from_json(data: Json, month: date) -> Snapshot:
    """What `to_json` gave, of the month with this first day."""

    def keys(name: str) -> frozenset[CellKey]:
        found = data.get(name, {}).items()
        return frozenset((int(employee), month + timedelta(days=day - 1)) for employee, days in found for day in days)

    values = {
        (int(employee), month + timedelta(days=int(day) - 1)): value
        for employee, row in data["values"].items()
        for day, value in row.items()
    }
    return Snapshot(values, keys("pinned"), keys("by_hand"))
