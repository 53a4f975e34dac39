"""Lists of days, read from CSV or a spreadsheet's cells: official arrangements come by decree each autumn."""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from .audit import record
from .models import CalendarDay, Hall, User

Kind = CalendarDay.Kind

KINDS = {kind.value: kind for kind in Kind} | {
    "statutory_300": Kind.STATUTORY_HOLIDAY,
    "day_off_adjusted": Kind.REST_DAY,
}
COLUMNS = ("date", "kind", "name")
WRITTEN_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
MOST_ROWS = 5000


class Unreadable(Exception):
    """A list that cannot be taken; `faults` says of each line what to mend, translated."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(*faults)
        self.faults = faults


@dataclass(frozen=True)
class DayChange:
    """What an import does to one date; `before` None says that no row spoke of it."""

    date: date
    kind: str
    name: str
    before: CalendarDay | None

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def changes_nothing(self) -> bool:
        return self.before is not None and (self.before.kind, self.before.name) == (self.kind, self.name)

    @property
    def kind_name(self) -> str:
        return str(Kind(self.kind).label)


def decode(content: bytes) -> str:
    """The text of an uploaded file, as Excel and WPS write it; raises `Unreadable`."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable([_("This is not a text file. Save the list as CSV first.")])


def read_days(text: str) -> list[CalendarDay]:
    """The unsaved days of a list with the columns date, kind and name; raises `Unreadable`."""
    days, faults = read_lines(reader_of(text.lstrip("\ufeff").replace("\0", "")))
    faults += [
        _("%(date)s stands in the list twice.") % {"date": day}
        for day, times in Counter(day.date for day in days).items()
        if times > 1
    ]
    if faults or not days or len(days) > MOST_ROWS:
        raise Unreadable(faults[:20] or [_("There are no days in it.") if not days else _("The list is too long.")])
    return days


def reader_of(text: str) -> "csv.DictReader[str]":
    """The list's lines by column; the first line may name the columns, in any order, or be a day already."""
    first, _end, rest = text.partition("\n")
    delimiter = "\t" if "\t" in first else ","
    headings = [column_of(cell) for cell in first.strip().split(delimiter)]
    names_columns = {"date", "kind"} <= set(headings)
    if not names_columns and not WRITTEN_DAY.fullmatch(headings[0]):
        raise Unreadable([_("The first line has to name the columns: date,kind,name.")])
    # An empty line in the headings' place keeps the lines' numbers.
    lines = io.StringIO("\n" + rest if names_columns else text)
    return csv.DictReader(lines, headings if names_columns else COLUMNS, delimiter=delimiter)


def column_of(heading: str) -> str:
    """The column that a heading means, in any of the product's languages; else the heading itself."""
    heading = heading.strip().strip('"').lower()
    for column, known in zip(COLUMNS, (_("date"), _("kind"), _("name")), strict=True):
        if heading in (column, known):
            return column
    return heading


def kinds_by_name() -> dict[str, CalendarDay.Kind]:
    """Every way of writing a kind: our code, the official one, and its name in each language."""
    names = dict(KINDS)
    for language, _name in settings.LANGUAGES:
        with override(language):
            names |= {str(kind.label): kind for kind in Kind}
    return names


def read_lines(reader: "csv.DictReader[str]") -> tuple[list[CalendarDay], list[str]]:
    """The good lines as days, and what is wrong with the others."""
    days: list[CalendarDay] = []
    faults: list[str] = []
    kinds = kinds_by_name()
    try:
        for row in reader:
            try:
                days.append(read_day(row, kinds))
            except ValueError as error:
                faults.append(_("Line %(line)d: %(fault)s") % {"line": reader.line_num, "fault": error})
    except csv.Error as error:
        raise Unreadable([_("This is not a list of days in CSV.")]) from error
    return days, faults


def read_day(row: dict[str, str | None], kinds: dict[str, CalendarDay.Kind]) -> CalendarDay:
    """One line as an unsaved day; a ValueError says what is wrong with it."""
    written, kind, name = ((row.get(column) or "").strip() for column in COLUMNS)
    try:
        parts = WRITTEN_DAY.fullmatch(written)
        day = date(*map(int, parts.groups())) if parts else date.fromisoformat(written)
    except ValueError as error:
        raise ValueError(_("“%(text)s” is not a date like 2026-10-01.") % {"text": written[:50]}) from error
    if kind not in kinds:
        known = _(", ").join(str(known.label) for known in Kind)
        raise ValueError(
            _("“%(text)s” is not a kind of day; use one of %(kinds)s.") % {"text": kind[:50], "kinds": known}
        )
    if len(name) > 50:
        raise ValueError(_("The name is longer than 50 characters."))
    return CalendarDay(date=day, kind=kinds[kind], name=name)


def changes_of(days: list[CalendarDay], hall: Hall | None) -> list[DayChange]:
    """What taking these days over would do to the hall's own calendar, or to the national one (None)."""
    known = {row.date: row for row in own_days(hall).filter(date__in=[day.date for day in days])}
    found = [DayChange(day.date, day.kind, day.name, known.get(day.date)) for day in days]
    return sorted(found, key=lambda change: change.date)


def own_days(hall: Hall | None) -> QuerySet[CalendarDay]:
    rows = CalendarDay.objects.all()
    return rows.filter(hall=hall) if hall else rows.filter(hall__isnull=True)


@transaction.atomic
def import_days(days: list[CalendarDay], hall: Hall | None, *, by: User, through: Hall) -> int:
    """Put the days in force and say how many changed; `through` is the hall whose log keeps it."""
    changes = [change for change in changes_of(days, hall) if not change.changes_nothing]
    for change in changes:
        CalendarDay.objects.update_or_create(
            hall=hall, date=change.date, defaults={"kind": change.kind, "name": change.name}
        )
    if changes:
        scope = "hall" if hall else "national"
        after = [[str(change.date), change.kind, change.name] for change in changes]
        record("calendar-imported", by=by, hall=through, subject=scope, after=after)
    return len(changes)
