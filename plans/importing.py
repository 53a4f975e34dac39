"""Figures from a workbook: what each of its rows would record, and why some would not; then recorded, each once."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core import signing
from django.db import transaction

from rosters.imports.safely import read_safely
from rosters.imports.sheets import Sheet
from staff.models import Hall, User
from staff.months import YEARS

from .models import Occurrence, PlanTask, Record
from .recording import Entry, NotRecordable, record, refuse_closed, refuse_wrong

# Task, name, day, figure, out of, note: the columns of the form that `figuresheet.py` hands out.
TASK, NAME, DAY, VALUE, BASE, NOTE = range(6)
MOST_ROWS = 1000
MOST_CELLS = 20_000
MOST_FIGURE = 1_000_000
SALT = "plans.importing"


class NotImportable(Exception):
    """A file without rows that could be figures, with too many, or what was previewed came back spoilt."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.facts = {"reason": reason}


@dataclass(frozen=True)
class Row:
    """What stands in a row of the sheet, whether it makes sense or not; `number` as the spreadsheet counts."""

    number: int
    task: str
    day: str
    value: str
    base: str
    note: str


@dataclass(frozen=True)
class Line:
    """What would become of a row: recorded for the occurrence, or not, for the reason that `refusal` says."""

    row: Row
    occurrence: Occurrence | None = None
    entry: Entry | None = None
    key: str = ""
    refusal: dict[str, Any] | None = None

    @property
    def is_good(self) -> bool:
        return self.refusal is None


def read_rows(content: bytes) -> list[Row]:
    """The rows of the first sheet that is shown; raises `NotReadable` or `NotImportable`."""
    sheets = [sheet for sheet in read_safely(content, most_cells=MOST_CELLS) if not sheet.is_hidden]
    rows = list(rows_of(sheets[0])) if sheets else []
    if not rows:
        raise NotImportable("no_figures")
    if len(rows) > MOST_ROWS:
        raise NotImportable("many_figures")
    return rows


def rows_of(sheet: Sheet) -> Iterator[Row]:
    """Rows with a figure, below a heading or without one; a row of the form that was left empty is none."""
    for number in sorted({row for row, _column in sheet.cells}):
        texts = [text_of(sheet.cells.get((number, column))) for column in range(NOTE + 1)]
        if texts[VALUE] + texts[BASE] and (number or not is_heading(texts)):
            yield Row(number + 1, texts[TASK] or texts[NAME], *texts[DAY:])


def is_heading(texts: list[str]) -> bool:
    """Whether it names columns: "Done (April)" has neither a number nor a day, which a row of figures has."""
    return day_in(texts[DAY]) is None and not any(is_number(texts[column]) for column in (VALUE, BASE))


def is_number(text: str) -> bool:
    try:
        float(text.replace(",", ""))
    except ValueError:
        return False
    return True


def text_of(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()[:500]


def packed(rows: list[Row], hall: Hall) -> str:
    """The rows as the page sends them back, so that what was previewed is what is recorded."""
    return signing.dumps([hall.pk, [list(vars(row).values()) for row in rows]], salt=SALT, compress=True)


def unpacked(text: str, hall: Hall) -> list[Row]:
    try:
        pk, rows = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        raise NotImportable("spoilt") from None
    if pk != hall.pk:
        raise NotImportable("spoilt")
    return [Row(*row) for row in rows]


def lines_of(rows: Iterable[Row], hall: Hall) -> list[Line]:
    """What would become of each row now."""
    book = Book(hall)
    lines = [book.line(row) for row in rows]
    keys = [line.key for line in lines if line.key]
    known = set(Record.objects.filter(import_key__in=keys).values_list("import_key", flat=True))
    return [replace(line, refusal={"reason": "imported"}) if line.key in known else line for line in lines]


class Book:
    """A hall's tasks and the occurrences that can be recorded, for rows to find theirs."""

    def __init__(self, hall: Hall) -> None:
        self.hall, self.today = hall, hall.today()
        self.seen: Counter[tuple[Any, ...]] = Counter()
        tasks = PlanTask.objects.filter(hall=hall)
        self.codes = {name.casefold(): task.code for task in tasks for name in (task.name, task.code)}
        rows = Occurrence.objects.filter(hall=hall, first_day__lte=self.today).select_related("task", "hall")
        self.rows = list(rows.filter(last_day__gte=self.today.replace(year=self.today.year - 1, day=1)))

    def line(self, row: Row) -> Line:
        try:
            occurrence = self.occurrence_for(row)
            entry = Entry(number_in(row.value), number_in(row.base), row.note)
            if not occurrence.task.adds_up:
                raise NotRecordable("no_figure_task")
            refuse_closed(occurrence, self.today)
            refuse_wrong(occurrence.task, entry)
        except NotRecordable as refusal:
            return Line(row, refusal=refusal.facts)
        return Line(row, occurrence, entry, self.key_of(row, occurrence))

    def occurrence_for(self, row: Row) -> Occurrence:
        code, day = self.codes.get(row.task.casefold()), day_in(row.day)
        if code is None:
            raise NotRecordable("no_task")
        if day is None:
            raise NotRecordable("no_day")
        for one in self.rows:
            if one.task.code == code and one.first_day <= day <= one.last_day:
                return one
        raise NotRecordable("no_occurrence")

    def key_of(self, row: Row, occurrence: Occurrence) -> str:
        """The same for the same row of the same file, or of a copy; rows that are alike differ by their order."""
        facts = (occurrence.pk, row.day, row.value, row.base, row.note)
        self.seen[facts] += 1
        return hashlib.sha256(repr((*facts, self.seen[facts])).encode()).hexdigest()[:40]


def number_in(text: str) -> int:
    if not text:
        return 0
    try:
        number = int(text.replace(",", ""))
    except ValueError:
        raise NotRecordable("no_number", text=text[:20]) from None
    if number > MOST_FIGURE:
        raise NotRecordable("no_number", text=text[:20])
    return number


def day_in(text: str) -> date | None:
    """A date, written with strokes, dots or slashes as well."""
    parts = text.replace("/", "-").replace(".", "-").split("-")
    try:
        day = date(*(int(part) for part in parts))
    except (TypeError, ValueError):
        return None
    return day if day.year in YEARS else None


@transaction.atomic
def record_rows(rows: Iterable[Row], hall: Hall, *, by: User) -> int:
    """Record what can be; a row that has been recorded stays the one. Says how many were new."""
    Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)
    good = [line for line in lines_of(rows, hall) if line.is_good]
    for line in good:
        assert line.occurrence is not None
        assert line.entry is not None
        record(line.occurrence, line.entry, by=by, import_key=line.key)
    return len(good)
