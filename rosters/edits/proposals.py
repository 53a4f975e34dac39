"""What a change of many cells would do, looked at before it is done.

Cells that change, cells that stay, texts that are not understood.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from staff.models import Employee

from ..imports.sheets import column_name
from ..models import Assignment
from ..month import Month
from ..targets import absences_on
from .editing import CellChange, state_in
from .reading import Words, plain
from .values import EMPTY, CellValue, NotEditable

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


def pasted(month: Month, text: str, people: list[Employee], first: date, *, empties: bool = False) -> Proposal:
    """A tab-separated text laid over these people's days from `first` on.

    A first column of names chooses the people, a first line of dates or day numbers the days.
    """
    words = Words(own_types(month))
    lines = [line.split("\t") for line in text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")]
    table = Table(lines, month)
    wanted: list[Wanted] = []
    unplaced = list(table.unclear())
    for cell in table.cells(people, first):
        value = words.value(cell.text) if cell.text.strip() else EMPTY
        if cell.employee is None or cell.day is None:
            why = _("outside the roster")
        elif value is None:
            why = _("leave is entered in set-up") if words.is_leave(cell.text) else _("not understood")
        else:
            if value != EMPTY or empties:
                wanted.append((cell.employee, cell.day, value))
            continue
        if cell.text.strip():
            unplaced.append(Unplaced(cell.name, cell.text.strip(), why))
    return proposal_of(month, wanted, unplaced)


@dataclass(frozen=True)
class TextCell:
    """One text of a table and the place it is for."""

    name: str
    text: str
    employee: Employee | None
    day: date | None


class Table:
    """Lines of texts, with the names and days that they may begin with."""

    def __init__(self, lines: list[list[str]], month: Month):
        self.days: list[date | None] | None = days_named(lines[0], month) if len(lines) > 1 else None
        self.first_line = 1 if self.days else 0
        self.lines = lines[self.first_line :]
        known = meanings(month.employees)
        named = [known.get(plain(line[0]), []) for line in self.lines]
        is_named = any(named) or (self._begins_beside_the_days() and any(line[0].strip() for line in self.lines))
        self.named = named if len(lines[0]) > 1 and is_named else None
        self.first_column = 1 if self.named else 0
        self.month = month

    def _begins_beside_the_days(self) -> bool:
        return self.days is not None and self.days[0] is None

    def cells(self, people: list[Employee], first: date) -> Iterable[TextCell]:
        """Every text with its place, but for lines of which it is not clear whose they are."""
        rows = [one[0] if one else None for one in self.named] if self.named else people
        for y, line in enumerate(self.lines):
            for x, text in enumerate(line[self.first_column :] if y not in self.faults else []):
                name = self._name(self.first_column + x, y)
                yield TextCell(name, text, rows[y] if y < len(rows) else None, self._day(first, x))

    def unclear(self) -> Iterable[Unplaced]:
        """Lines whose name means nobody, may mean several people, or somebody for whom there is another line."""
        for y, why in self.faults.items():
            yield Unplaced(self._name(0, y), self.lines[y][0].strip(), why)

    @cached_property
    def faults(self) -> dict[int, str]:
        """Why a line is nobody's, by its number."""
        named = self.named or []
        lines = Counter(meant[0].pk for meant in named if len(meant) == 1)
        faults = {y: self._fault(y, meant, lines) for y, meant in enumerate(named)}
        return {y: why for y, why in faults.items() if why}

    def _fault(self, y: int, meant: list[Employee], lines: Counter[int]) -> str:
        name, *texts = self.lines[y]
        if not meant and name.strip() and any(text.strip() for text in texts):
            return _("nobody of this hall has this name or number")
        if len(meant) > 1:
            codes = _(", ").join(sorted(one.code for one in meant))
            return _("may be any of %(codes)s; put the code in place of the name") % {"codes": codes}
        return _("named more than once") if meant and lines[meant[0].pk] > 1 else ""

    def _name(self, x: int, y: int) -> str:
        return f"{column_name(x)}{y + self.first_line + 1}"

    def _day(self, first: date, x: int) -> date | None:
        if self.days:
            return self.days[x + self.first_column] if x + self.first_column < len(self.days) else None
        day = first + timedelta(days=x)
        return day if self.month.roster.month <= day <= self.month.roster.last_day else None


def meanings(people: Iterable[Employee]) -> dict[str, list[Employee]]:
    """Whom a text may mean: a code one person, a name everybody who bears it."""
    names: dict[str, list[Employee]] = {}
    codes: dict[str, list[Employee]] = {}
    for one in people:
        names.setdefault(plain(one.name), []).append(one)
        codes.setdefault(plain(one.code), []).append(one)
    return names | codes


def days_named(line: list[str], month: Month) -> list[date | None] | None:
    """The days that a line of dates or numbers names, one after the other; None for a line that is no such header."""
    found = [day_named(text, month) for text in line]
    days = [day for day in found if day is not None]
    return found if len(days) > len(found) // 2 and days == sorted(set(days)) else None


def day_named(text: str, month: Month) -> date | None:
    text = text.strip()
    for day in month.roster.days:
        if text in (str(day.day), day.isoformat(), f"{day.month}/{day.day}", f"{day.month}-{day.day}", f"{day.day}日"):
            return day
    return None


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
