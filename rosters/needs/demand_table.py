"""A hall's demand for one kind of day as a table: intervals down, stations across."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from staff.audit import record
from staff.models import Hall, Station, User
from staff.models.halls import DAY
from staff.months import YEARS
from staff.recorded import fingerprint
from staff.workdays import open_spans

from ..models import Demand, RuleSettings
from .dayneeds import WEEKDAYS

DayType = Demand.DayType
Span = tuple[int, int]

STEPS = (15, 20, 30, 60)

GENERAL = [DayType.WEEKDAY, DayType.WEEKEND, DayType.HOLIDAY]


@dataclass(frozen=True)
class DayKind:
    """What a table is for: a type of day, or one date."""

    day_type: str
    date: datetime.date | None = None

    @classmethod
    def from_key(cls, key: str) -> "DayKind | None":
        """`weekday`, `mon` … or `2026-10-01`, as they stand in addresses; None for anything else."""
        if key in DayType.values and key != DayType.DATE:
            return cls(key)
        try:
            day = datetime.date.fromisoformat(key)
        except ValueError:
            return None
        return cls(DayType.DATE, day) if day.year in YEARS else None

    @property
    def key(self) -> str:
        return self.date.isoformat() if self.date else self.day_type

    @property
    def label(self) -> str:
        return self.date.isoformat() if self.date else str(DayType(self.day_type).label)


@dataclass(frozen=True)
class Interval:
    """Minutes from midnight; past 1440 is the next day."""

    start: int
    end: int
    is_open: bool

    @property
    def label(self) -> str:
        return f"{clock(self.start)}–{clock(self.end)}"

    @property
    def hours(self) -> float:
        return (self.end - self.start) / 60


@dataclass(frozen=True)
class Line:
    """What one interval asks for: heads by station, and how good they have to be."""

    needed: dict[int, int]
    is_peak: bool = False
    level: int = 0


def clock(minutes: int) -> str:
    """06:30 the next day is written 30:30, as timetables do."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


class DemandTable:
    """Reads and writes the rows of one kind of day, whatever steps they were made in."""

    def __init__(self, hall: Hall, kind: DayKind, step: int = 0):
        self.hall, self.kind = hall, kind
        self.step = step or step_of(hall)
        self.stations: list[Station] = list(hall.stations.all())
        self.spans = spans_for(hall, kind)
        self.rows = list(self.queryset.select_related("station"))

    @property
    def queryset(self) -> QuerySet[Demand]:
        return Demand.objects.filter(hall=self.hall, day_type=self.kind.day_type, date=self.kind.date)

    @cached_property
    def version(self) -> str:
        """Differs whenever somebody has changed the rows."""
        return fingerprint(facts_of(self.rows))

    def intervals(self, besides: Iterable[int] = ()) -> list[Interval]:
        """The open ones, those with demand, and closed ones that start at `besides`, in order."""
        spans = [*self.spans, *((row.start, row.end) for row in self.rows)]
        found = [Interval(*span, is_open=self.is_open(*span)) for span in cut(spans, self.step)]
        starts = {interval.start for interval in found}
        found += [Interval(start, start + self.step, is_open=False) for start in besides if start not in starts]
        return sorted(found, key=lambda interval: interval.start)

    def is_open(self, start: int, end: int) -> bool:
        return any(opens <= start and end <= closes for opens, closes in self.spans)

    def line_at(self, interval: Interval) -> Line:
        """What stands in the interval; where rows are finer or differ, the most of it."""
        rows = [row for row in self.rows if row.start < interval.end and interval.start < row.end]
        needed: dict[int, int] = {}
        for row in rows:
            needed[row.station_id] = max(row.needed, needed.get(row.station_id, 0))
        return Line(needed, any(row.is_peak for row in rows), max((row.level for row in rows), default=0))

    def save(self, lines: dict[Interval, Line], *, by: User) -> None:
        """Put the lines in the place of all that stood."""
        self.put(self.rows_from(lines), by=by)

    @transaction.atomic
    def put(self, fresh: list[Demand], *, by: User) -> None:
        """Put the rows in the place of all that stood."""
        before = facts_of(self.rows)
        self.queryset.delete()
        Demand.objects.bulk_create(fresh)
        after = facts_of(fresh)
        if before != after:
            record("demand-changed", by=by, hall=self.hall, subject=self.kind.key, before=before, after=after)

    def rows_from(self, lines: dict[Interval, Line]) -> list[Demand]:
        """The lines as unsaved rows; intervals without people leave none."""
        return [row for interval, line in lines.items() for row in self._rows_of(interval, line)]

    def _rows_of(self, interval: Interval, line: Line) -> Iterator[Demand]:
        shown = self.line_at(interval)
        as_shown = (line.is_peak, line.level) == (shown.is_peak, shown.level)
        for station in self.stations:
            if needed := line.needed.get(station.pk, 0):
                known = self._row_at(station, interval) if as_shown else None
                yield Demand(
                    hall=self.hall,
                    station=station,
                    day_type=self.kind.day_type,
                    date=self.kind.date,
                    start=interval.start,
                    end=interval.end,
                    needed=needed,
                    # Rows made elsewhere may differ between stations; a line left as shown keeps that.
                    is_peak=known.is_peak if known else line.is_peak,
                    level=known.level if known else line.level,
                )

    def _row_at(self, station: Station, interval: Interval) -> Demand | None:
        found = (row for row in self.rows if row.station_id == station.pk and row.start == interval.start)
        return next((row for row in found if row.end == interval.end), None)


def facts_of(rows: Iterable[Demand]) -> list[list[str | int | bool]]:
    """Rows as the log keeps them: station, start, end, needed, peak, level."""
    return sorted([row.station.code, row.start, row.end, row.needed, row.is_peak, row.level] for row in rows)


def rows_from_facts(table: DemandTable, facts: Iterable[list[Any]]) -> list[Demand]:
    """Unsaved rows of the table's kind from what `facts_of` gave, as far as their stations are still there."""
    stations = {one.code: one for one in table.stations}
    return [
        Demand(
            hall=table.hall,
            station=stations[code],
            day_type=table.kind.day_type,
            date=table.kind.date,
            start=start,
            end=end,
            needed=needed,
            is_peak=is_peak,
            level=level,
        )
        for code, start, end, needed, is_peak, level in facts
        if code in stations
    ]


def step_of(hall: Hall) -> int:
    """The hall's demand step in minutes."""
    rules = RuleSettings.objects.filter(hall=hall).first() or RuleSettings()
    return rules.demand_step


def spans_for(hall: Hall, kind: DayKind) -> list[Span]:
    """When the hall is open on at least one day of the kind."""
    if kind.date:
        return list(open_spans(hall, kind.date, kind.date)[kind.date])
    weekdays = weekdays_of(kind.day_type)
    spans = {row.span for row in hall.opening_hours.all() if row.weekday in weekdays}
    if kind.day_type == DayType.HOLIDAY:
        ahead = hall.special_days.filter(date__gte=hall.today())
        spans |= {row.span for row in ahead if row.span}
    return sorted(spans)


def weekdays_of(day_type: str) -> range | list[int]:
    if day_type == DayType.WEEKDAY:
        return range(5)
    if day_type == DayType.WEEKEND:
        return range(5, 7)
    return [WEEKDAYS.index(DayType(day_type))] if day_type in WEEKDAYS else range(7)


def is_in_steps(start: int, end: int, spans: Iterable[Span]) -> bool:
    """Whether a stretch of time begins and ends on a table's steps, or where one of the spans does."""
    edges = {edge for span in spans for edge in span}
    return any({start, end} <= edges | {mark for mark in (start, end) if mark % step == 0} for step in STEPS)


def cut(spans: Iterable[Span], step: int) -> list[Span]:
    """The spans in pieces that end where the clock's steps or any of the spans do."""
    spans = list(spans)
    marks = set(range(0, 2 * DAY + 1, step)) | {mark for span in spans for mark in span}
    return [(a, b) for a, b in pairwise(sorted(marks)) if any(start <= a and b <= end for start, end in spans)]


def kinds_with_rows(hall: Hall) -> list[DayKind]:
    """The kinds of day for which the hall has a table, dates last and in order."""
    pairs = Demand.objects.filter(hall=hall).order_by().values_list("day_type", "date").distinct()
    return sorted((DayKind(*pair) for pair in pairs), key=lambda kind: (kind.date or datetime.date.min, kind.day_type))
