"""A table copied from a spreadsheet, laid over people and days.

Columns of names or numbers before it choose the people, a line of days above it the days.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from staff.models import AbsenceKind, Employee

from ..imports.days import dates_of, day_named, is_in_step, weekday_named
from ..imports.meanings import Meanings
from ..imports.memory import told_of
from ..imports.people import SERIAL, Ambiguous, People, key_of
from ..imports.sheets import cell_name
from ..imports.wording import why_text
from ..month import Month
from .proposals import Proposal, Unplaced, Wanted, own_types, proposal_of
from .values import EMPTY, CellValue

# So many lines, a title among them, can stand above the days.
HEAD_REACH = 4
BESIDE = re.compile(r"[\s()（）]+")


def pasted(month: Month, text: str, people: list[Employee], first: date, *, empties: bool = False) -> Proposal:
    """The table laid over these people's days from `first` on, where it names no others itself."""
    told_people, told_values = told_of(month.roster.hall)
    words = Meanings(own_types(month), told_values, AbsenceKind.of(month.roster.hall).values())
    table = Table(lines_of(text), month, People(month.employees, told_people), words)
    wanted: list[Wanted] = []
    unplaced = list(table.unclear())
    for cell in table.cells(people, first):
        if cell.employee is None or cell.day is None:
            if cell.text:
                unplaced.append(Unplaced(cell.name, cell.text, _("outside the roster")))
        elif not cell.text:
            wanted += [(cell.employee, cell.day, EMPTY)] if empties else []
        elif not words.is_ignored(cell.text):
            try:
                wanted.append((cell.employee, cell.day, value_of(words, cell.text)))
            except Ambiguous as doubt:
                unplaced.append(Unplaced(cell.name, cell.text, why_text(doubt.why)))
    return proposal_of(month, wanted, unplaced)


def lines_of(text: str) -> list[list[str]]:
    """The table's texts. Spreadsheets quote a cell that holds a tab or lines, and end with an empty line."""
    lines = split(text, quote='"')
    # Quotes that say "as above" look as if all between them were one cell, or a cell of nothing but lines.
    if text.count('"') % 2 or any(is_made_of_ditto(cell) for line in lines for cell in line):
        lines = split(text, quote=None)
    while lines and not any(cell.strip() for cell in lines[-1]):
        lines.pop()
    return [[cell.strip() for cell in line] for line in lines]


def is_made_of_ditto(cell: str) -> bool:
    return "\n" in cell and ("\t" in cell or not cell.strip())


def split(text: str, *, quote: str | None) -> list[list[str]]:
    # The limit is the whole process's: it is raised and never lowered, as others may be reading.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    return list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", quotechar=quote))


def value_of(words: Meanings, text: str) -> CellValue:
    """What a cell says; one that says it twice, as by a code and its times, once. Raises Ambiguous."""
    if words.is_leave(text):
        raise Ambiguous("leave")
    try:
        return words.value(text)
    except Ambiguous:
        pieces = [piece for piece in BESIDE.split(text) if piece]
        if len(pieces) < 2:
            raise
    values = {words.value(piece).key: words.value(piece) for piece in pieces}
    if len(values) > 1:
        raise Ambiguous("not-understood")
    return values.popitem()[1]


@dataclass(frozen=True)
class TextCell:
    """One text of a table and the place it is for."""

    name: str
    text: str
    employee: Employee | None
    day: date | None


@dataclass(frozen=True)
class Table:
    """Lines of texts, with the names and days that they may begin with."""

    lines: list[list[str]]
    month: Month
    people: People
    words: Meanings

    def cells(self, people: list[Employee], first: date) -> Iterable[TextCell]:
        """Every text with its place, but for lines of which it is not clear whose they are."""
        for y in self.body:
            if y in self.faults or self._is_passed_over(y):
                continue
            for x, text in enumerate(self.lines[y][self.labels :], self.labels):
                if self.days is None or x in self.days:
                    yield TextCell(cell_name((y, x)), text, self._person(people, y), self._day(first, x))

    def unclear(self) -> Iterable[Unplaced]:
        """Lines whose name means nobody, may mean several people, or somebody for whom there is another line."""
        for y, why in self.faults.items():
            names = self._names(y)
            text = key_of(tuple(names)) if names else next(filter(None, self.lines[y]))
            yield Unplaced(cell_name((y, self.lines[y].index(text))), text, why)

    # --- days above ----------------------------------------------------------

    @cached_property
    def head(self) -> int | None:
        """The line that names days."""
        return next((y for y in range(min(HEAD_REACH, len(self.lines) - 1)) if self._is_head(self.lines[y])), None)

    def _is_head(self, line: list[str]) -> bool:
        texts = [text for text in line if text]
        days = [day for text in texts if (day := day_named(text, self.month.roster.month))]
        numbers = [day.number for day in days]
        is_full = len(days) > len(texts) / 2 and numbers == sorted(set(numbers))
        if not is_full and (not is_in_step(days) or any(map(self.people.is_person, texts))):
            return False
        # Where shifts are called 1, 2, 3, a line of them alone is one of shifts.
        return not line[0] or not all(map(self.words.is_known, texts))

    @cached_property
    def days(self) -> dict[int, date | None] | None:
        """The day of each column that has one; None without a line of days."""
        if self.head is None:
            return None
        month = self.month.roster.month
        named = {x: day for x, text in enumerate(self.lines[self.head]) if (day := day_named(text, month))}
        return dict(zip(named, dates_of(list(named.values()), month, is_first=True), strict=True))

    def _day(self, first: date, x: int) -> date | None:
        day = first + timedelta(x - self.labels) if self.days is None else self.days[x]
        return day if day and self.month.roster.month <= day <= self.month.roster.last_day else None

    # --- people beside -------------------------------------------------------

    @cached_property
    def body(self) -> range:
        return range(0 if self.head is None else self.head + 1, len(self.lines))

    @cached_property
    def labels(self) -> int:
        """How many columns say whose the lines are."""
        if self.days:
            return min(self.days)
        columns = list(self._label_columns())
        last = max((x for x in columns if any(self.people.is_person(text) for text in self._column(x))), default=-1)
        return last + 1 if any(len(line) > last + 1 for line in self.lines) else 0

    def _label_columns(self) -> Iterable[int]:
        """The first columns in which something stands, and nothing that could stand in a roster."""
        for x in range(max(map(len, self.lines), default=0)):
            texts = self._column(x)
            if not texts or any(map(self.words.is_known, texts)):
                return
            yield x

    def _column(self, x: int) -> list[str]:
        return [self.lines[y][x] for y in self.body if len(self.lines[y]) > x and self.lines[y][x]]

    @cached_property
    def is_named(self) -> bool:
        return any(any(self._names(y)) for y in self.body)

    def _names(self, y: int) -> list[str]:
        return [text for text in self.lines[y][: self.labels] if text]

    @cached_property
    def meant(self) -> dict[int, set[Employee]]:
        """Whom each line may mean."""
        return {y: self._meant(self._names(y)) for y in self.body}

    def _meant(self, names: list[str]) -> set[Employee]:
        texts = [text for text in names if not SERIAL.fullmatch(text)] or names
        found = [fitting for text in texts if (fitting := self.people.fitting(text))]
        return set.intersection(*found) if found else set()

    def _person(self, people: list[Employee], y: int) -> Employee | None:
        if self.is_named:
            return next(iter(self.meant[y]))
        row = y - self.body.start
        return people[row] if row < len(people) else None

    def _is_passed_over(self, y: int) -> bool:
        """Whether the line says nothing: it is empty, of weekdays, or of somebody the hall has said is nobody."""
        texts = [text for text in self.lines[y][self.labels :] if text]
        weekdays = sum(weekday_named(text) is not None for text in texts) if self.days else 0
        is_of_weekdays = weekdays > len(texts) / 2 and not self.meant[y]
        return (not texts and self.is_named) or is_of_weekdays or self.people.is_ignored(self._names(y))

    @cached_property
    def faults(self) -> dict[int, str]:
        """Why a line is nobody's, by its number."""
        if not self.is_named:
            return {}
        lines = Counter(one.pk for meant in self.meant.values() if len(meant) == 1 for one in meant)
        faults = {y: self._fault(y, lines) for y in self.body if not self._is_passed_over(y)}
        return {y: why for y, why in faults.items() if why}

    def _fault(self, y: int, lines: Counter[int]) -> str:
        meant = self.meant[y]
        if not meant:
            names = self._names(y)
            is_known = any(map(self.people.is_person, names))
            return why_text("name-and-code-disagree" if is_known else "unknown-person" if names else "no-name-in-row")
        if len(meant) > 1:
            codes = _(", ").join(sorted(one.code for one in meant))
            return _("may be any of %(codes)s; put the code in place of the name") % {"codes": codes}
        return _("named more than once") if lines[next(iter(meant)).pk] > 1 else ""
