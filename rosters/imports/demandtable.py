"""A hall's demand from a table: what would change, and changing it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import time
from typing import Any

from django.utils.translation import gettext_lazy as _

from staff.models import Hall, Skill, Station, User
from staff.models.halls import DAY

from ..models import Demand
from ..needs.demand_sets import TableChange, fingerprint_of, replace_tables
from ..needs.demand_table import DayKind, DemandTable, facts_of, is_in_steps
from .columns import BadCell, Line, Table, in_every_language, read_table
from .days import plain
from .found import Rest
from .moments import NoMoment, date_in
from .sheets import Sheet, text_of

LABELS: dict[str, Any] = {
    "day": _("day type"),
    "start": _("start"),
    "end": _("end"),
    "peak": _("peak"),
    "level": _("least level at the peak"),
}
YES, NO = _("yes"), _("no")
ANY = _("any")
LEVELS = {"0": ANY} | {str(level.value): level.label for level in Skill.Level}
CLOCK = re.compile(r"(\d{1,2})\s*[:时時]\s*(\d{1,2})(?:[:分]\d{0,2}秒?)?")
STATION, MOST = "station:", 200


class DemandPlan:
    """What a table would change in the hall's demand: each kind of day in it is replaced, others stay."""

    def __init__(self, hall: Hall, sheets: Iterable[Sheet]) -> None:
        self.hall = hall
        self.stations: list[Station] = list(hall.stations.all())
        heads = in_every_language(LABELS | {f"{STATION}{one.pk}": one.name for one in self.stations})
        self.table: Table = read_table(sheets, heads, {"day", "start", "end"})
        self.kinds = in_every_language({kind.value: kind.label for kind in Demand.DayType if kind != "date"})
        self.flags = in_every_language({"1": YES, "0": NO})
        self.levels = in_every_language(LEVELS)
        self.unplaced: list[Rest] = []
        self._tables: dict[str, DemandTable] = {}
        rows: dict[str, list[Demand]] = defaultdict(list)
        for line in self.table.lines:
            try:
                kind, fresh = self._rows_of(line, rows)
                rows[kind.key] += fresh
            except (BadCell, NoMoment) as error:
                self.unplaced.append(Rest(line.rest.sheet, line.rest.place, line.rest.text, str(error)))
        tables = [TableChange(self._tables[key], kind_rows) for key, kind_rows in rows.items()]
        self.changes = [one for one in tables if one.is_real]
        self.unchanged = len(tables) - len(self.changes)

    @property
    def ignored(self) -> list[Rest]:
        return self.table.ignored

    @property
    def seen(self) -> str:
        """Differs whenever what stands or what would change does."""
        return fingerprint_of(self.changes)

    def _rows_of(self, line: Line, known: dict[str, list[Demand]]) -> tuple[DayKind, list[Demand]]:
        kind = self._kind(line)
        table = self._tables.setdefault(kind.key, DemandTable(self.hall, kind))
        start, end = minute_in(line, "start"), minute_in(line, "end")
        end += DAY if end <= start else 0
        facts = {
            "start": start,
            "end": end,
            "is_peak": word_in(line, "peak", self.flags, "no-yes-or-no") == "1",
            "level": int(word_in(line, "level", self.levels, "no-level") or 0),
        }
        found = [
            Demand(hall=self.hall, station=one, day_type=kind.day_type, date=kind.date, needed=needed, **facts)
            for one in self.stations
            if (needed := number_in(line, f"{STATION}{one.pk}"))
        ]
        if found and not table.is_open(start, end):
            raise BadCell("closed-then")
        if found and not is_in_steps(start, end, table.spans):
            raise BadCell("not-in-steps")
        if any(overlaps(row, other) for row in found for other in known[kind.key]):
            raise BadCell("another-row-says")
        return kind, found

    def _kind(self, line: Line) -> DayKind:
        text = plain(line.text("day"))
        if text in self.kinds:
            return DayKind(self.kinds[text])
        if text in self.kinds.values():
            return DayKind(text)
        return DayKind(Demand.DayType.DATE, date_in(line.values.get("day")))

    def apply(self, *, by: User, name: str) -> list[dict[str, Any]]:
        """Put every kind of day in force; gives what taking them back needs."""
        undo = [
            {"kind": one.kind.key, "before": facts_of(one.table.rows), "after": facts_of(one.rows)}
            for one in self.changes
        ]
        replace_tables(self.hall, self.changes, by=by)
        return undo


def overlaps(one: Demand, other: Demand) -> bool:
    return one.station_id == other.station_id and one.start < other.end and other.start < one.end


def minute_in(line: Line, key: str) -> int:
    """Minutes from midnight; 26:00 is two o'clock the next day."""
    value = line.values.get(key, "")
    if isinstance(value, time):
        return value.hour * 60 + value.minute
    found = CLOCK.fullmatch(plain(text_of(value)))
    if not found or int(found[1]) * 60 + int(found[2]) > 2 * DAY or int(found[2]) > 59:
        raise BadCell("no-time")
    return int(found[1]) * 60 + int(found[2])


def number_in(line: Line, key: str) -> int:
    text = line.text(key)
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text) <= MOST):
        raise BadCell("no-count")
    return int(text)


def word_in(line: Line, key: str, words: dict[str, str], why: str) -> str:
    text = plain(line.text(key))
    if text and text not in words:
        raise BadCell(why)
    return words.get(text, "")
