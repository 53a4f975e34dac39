"""What stands in a roster's cells, beside what a build wants there."""

from collections.abc import Container, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from staff.models import Employee

from ..month import Cell, CellKey, Month
from ..problem import Place
from ..targets import absences_on

Before = dict[str, dict[str, str]]


class Rewrite(NamedTuple):
    """A cell that is to hold something else: a shift type, a day off, or (both empty) nothing."""

    key: CellKey
    stands: Cell | None
    shift_type_id: int | None
    is_day_off: bool


def cells_before(month: Month) -> Before:
    """What stands in the cells, by employee code and day: a shift's id or a kind of day off."""
    before: Before = {}
    for (code, day), cell in places_of(month):
        if cell is not None:
            before.setdefault(code, {})[str(day)] = cell.key
    return before


def changed_since(before: Before, month: Month) -> set[Place]:
    """The places that hold something else than they did."""
    return {
        (code, day)
        for (code, day), cell in places_of(month)
        if before.get(code, {}).get(str(day)) != (cell and cell.key)
    }


def kept_places(month: Month, today: date) -> set[Place]:
    """The places no build may change: pinned, before today, or filled by another hall's roster."""
    keys = {key: (code, day) for code, day, key in keyed_places(month)}
    return {
        place
        for key, place in keys.items()
        if key[1] < today or key in month.elsewhere or (key in month.cells and month.cells[key].is_pinned)
    }


def changes_to(month: Month, shifts: Mapping[Place, str], keep: Container[Place]) -> Iterator[Rewrite]:
    """What has to be written so that the month holds the shifts, but for the places to keep.

    A day off is not written over another kind of day off, nor into days outside the
    contract or of leave, which show themselves.
    """
    for employee in month.employees:
        for number, day in enumerate(month.days):
            if (employee.code, number) in keep:
                continue
            stands = month.cells.get((employee.pk, day))
            shift = shifts.get((employee.code, number))
            change = Rewrite(
                (employee.pk, day), stands, int(shift) if shift else None, not shift and is_there(month, employee, day)
            )
            if not says_the_same(change):
                yield change


def says_the_same(change: Rewrite) -> bool:
    if change.stands is None:
        return change.shift_type_id is None and not change.is_day_off
    return change.stands.shift_type_id == change.shift_type_id and (bool(change.shift_type_id) or change.is_day_off)


def is_there(month: Month, employee: Employee, day: date) -> bool:
    away = absences_on(month, employee, day)
    return employee.is_employed_on(day) and not any(absence.is_whole_day for absence in away)


def keyed_places(month: Month) -> Iterator[tuple[str, int, CellKey]]:
    for employee in month.employees:
        for number, day in enumerate(month.days):
            yield employee.code, number, (employee.pk, day)


def places_of(month: Month) -> Iterator[tuple[Place, Cell | None]]:
    for code, day, key in keyed_places(month):
        yield (code, day), month.cells.get(key)
