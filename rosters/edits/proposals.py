"""What a change of many cells would do, looked at before it is done.

Cells that change, cells that stay, texts that are not understood.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from staff.models import Employee

from ..models import Assignment
from ..month import Month
from ..targets import absences_on
from .editing import CellChange, state_in
from .values import CellValue, NotEditable

Wanted = tuple[Employee, date, CellValue]


@dataclass(frozen=True)
class Unplaced:
    """A text that nothing becomes of, where it stood, and why."""

    cell: str
    text: str
    why: str


@dataclass(frozen=True)
class Kept:
    """A cell that stays as it is, and why."""

    employee: Employee
    day: date
    why: str


@dataclass(frozen=True)
class Proposal:
    """Changes to look at, and what is left out of them."""

    month: Month
    changes: list[CellChange] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)

    @cached_property
    def moves(self) -> list["Move"]:
        return [Move(one, state_in(self.month, one.employee, one.day).value, self.month) for one in self.changes]

    @cached_property
    def overwritten(self) -> int:
        """How many cells hold a shift that goes."""
        return sum(move.before.shift_type is not None for move in self.moves)

    @cached_property
    def reasons(self) -> dict[str, int]:
        """Why cells stay, and how many for each reason."""
        counts: dict[str, int] = {}
        for one in self.kept:
            counts[one.why] = counts.get(one.why, 0) + 1
        return counts


@dataclass(frozen=True)
class Move:
    """A change with what stands there now."""

    change: CellChange
    before: CellValue
    month: Month

    @property
    def after(self) -> CellValue:
        return self.before if self.change.value is None else self.change.value

    @property
    def place(self) -> str:
        return f"{self.change.employee.code} {(self.change.day - self.month.roster.month).days}"


Propose = Callable[[Month], Proposal]


def proposal_of(
    month: Month,
    wanted: Iterable[Wanted],
    unplaced: list[Unplaced] | None = None,
    origin: str = Assignment.Origin.BY_HAND,
) -> Proposal:
    """Sorted into what changes and what stays: pinned cells, leave, days without a contract or a valid shift."""
    changes, kept = [], []
    for employee, day, value in wanted:
        if why := why_kept(month, employee, day, value):
            kept.append(Kept(employee, day, why))
        elif state_in(month, employee, day).value != value:
            changes.append(CellChange(employee, day, value=value, origin=origin))
    return Proposal(month, changes, kept, unplaced or [])


def why_kept(month: Month, employee: Employee, day: date, value: CellValue) -> str:
    try:
        stands = state_in(month, employee, day)
    except NotEditable:
        return _("of another month or hall")
    if stands.value == value:
        return ""
    if stands.is_pinned:
        return _("pinned")
    if any(absence.is_whole_day for absence in absences_on(month, employee, day)):
        return _("on leave")
    if not employee.is_employed_on(day):
        return _("no contract on this day")
    if value.shift_type and not value.shift_type.is_valid_on(day):
        return _("this shift is not in use then")
    return ""


# --- where the values come from ----------------------------------------------


def filled(
    month: Month, people: list[Employee], first: date, last: date, pattern: list[CellValue], *, offset: int = 0
) -> Proposal:
    """The pattern over and over from `first` to `last`; each next person begins `offset` places further on."""
    days = days_between(first, last)
    wanted = [
        (employee, day, pattern[(n + row * offset) % len(pattern)])
        for row, employee in enumerate(people)
        for n, day in enumerate(days)
    ]
    return proposal_of(month, wanted)


def repeated(month: Month, people: list[Employee], source: date, first: date, last: date) -> Proposal:
    """What stood from `source` on, put on the days from `first` to `last`; days that held nothing stay."""
    apart = first - source
    rows = Assignment.objects.filter(
        employee__in=[one.pk for one in people], date__range=(source, last - apart)
    ).select_related("shift_type")
    known = {one.pk: one for one in people}
    hall = month.roster.hall_id
    wanted = [
        (known[row.employee_id], row.date + apart, CellValue.of(row))
        for row in rows.order_by("employee__code", "date")
        if row.shift_type is None or row.shift_type.hall_id == hall
    ]
    return proposal_of(month, wanted, origin=Assignment.Origin.COPIED)


def pinned(month: Month, people: list[Employee], first: date, last: date, *, pin: bool) -> Proposal:
    """Pins, or none, on every cell of these people and days that holds something."""
    changes = []
    for employee in people:
        for day in days_between(first, last):
            state = state_in(month, employee, day)
            if not state.is_empty and state.is_pinned != pin:
                changes.append(CellChange(employee, day, pin=pin))
    return Proposal(month, changes)


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def own_types(month: Month) -> list[Any]:
    return [row for row in month.shift_types.values() if row.hall_id == month.roster.hall_id and not row.part_of_id]
