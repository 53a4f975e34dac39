"""Replacing a hall's demand for several kinds of day at once, and bringing back what stood before."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from staff.audit import record
from staff.models import Hall, Station, User
from staff.recorded import fingerprint

from ..models import Demand, EarlierDemand
from .demand_table import DayKind, DemandTable, Interval, Span, cut, facts_of


@dataclass(frozen=True)
class CellChange:
    """One station's people in one interval of a kind of day, before and after."""

    interval: Interval
    station: Station
    before: int
    after: int


@dataclass(frozen=True)
class TableChange:
    """What replacing a kind of day's demand by unsaved rows changes; without rows its table goes."""

    table: DemandTable
    rows: list[Demand]

    @property
    def kind(self) -> DayKind:
        return self.table.kind

    @property
    def is_removed(self) -> bool:
        return bool(self.table.rows) and not self.rows

    @property
    def is_real(self) -> bool:
        return facts_of(self.table.rows) != facts_of(self.rows)

    @property
    def cells(self) -> list[CellChange]:
        """Where the number of people differs, in pieces of the hall's step."""
        before, after = people_by_piece(self.table.rows), people_by_piece(self.rows)
        marks = [(row.start, row.end) for row in (*self.table.rows, *self.rows)]
        return [
            CellChange(Interval(*piece, is_open=True), station, old, new)
            for piece in cut(marks, self.table.step)
            for station in self.table.stations
            if (old := before(station, piece)) != (new := after(station, piece))
        ]

    @property
    def hours(self) -> tuple[float, float]:
        """Hours of work a day, before and after."""
        before, after = (
            sum(row.needed * (row.end - row.start) for row in rows) / 60 for rows in (self.table.rows, self.rows)
        )
        return before, after


def people_by_piece(rows: Iterable[Demand]) -> Callable[[Station, Span], int]:
    """The people whom rows ask for at a station in a piece of the day that no row cuts through."""
    by_station: dict[int, list[Demand]] = defaultdict(list)
    for row in rows:
        by_station[row.station_id].append(row)

    def people(station: Station, piece: Span) -> int:
        found = (row.needed for row in by_station[station.pk] if row.start <= piece[0] and piece[1] <= row.end)
        return max(found, default=0)

    return people


def fingerprint_of(changes: Iterable[TableChange]) -> str:
    """Differs whenever what stands or what would stand does."""
    return fingerprint([[one.kind.key, one.table.version, facts_of(one.rows)] for one in changes])


@transaction.atomic
def replace_tables(hall: Hall, changes: Iterable[TableChange], *, by: User) -> int:
    """Put all tables in force and keep what stood; says how many differ."""
    real = [one for one in changes if one.is_real]
    if real:
        keep_earlier(hall, by=by)
    for one in real:
        one.table.put(one.rows, by=by)
    return len(real)


@transaction.atomic
def restore_earlier(hall: Hall, *, by: User) -> bool:
    """Exchange the hall's demand with what stood before it was last replaced; False where nothing is kept."""
    Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)
    kept = EarlierDemand.objects.filter(hall=hall).first()
    if kept is None:
        return False
    stations = {one.code: one for one in hall.stations.all()}
    fresh = [row for facts in kept.rows if (row := row_from(facts, hall, stations))]
    before = rows_of(hall)
    keep_earlier(hall, by=by)
    Demand.objects.filter(hall=hall).delete()
    Demand.objects.bulk_create(fresh)
    record("demand_restored", by=by, hall=hall, subject=hall.name, before=before, after=rows_of(hall))
    return True


def keep_earlier(hall: Hall, *, by: User) -> None:
    EarlierDemand.objects.update_or_create(hall=hall, defaults={"rows": rows_of(hall), "by": by})


def rows_of(hall: Hall) -> list[list[Any]]:
    """All of the hall's demand, as JSON keeps it."""
    rows = Demand.objects.filter(hall=hall).select_related("station").order_by("pk")
    return [
        [
            row.station.code,
            row.day_type,
            row.date.isoformat() if row.date else "",
            row.start,
            row.end,
            row.needed,
            row.is_peak,
            row.level,
        ]
        for row in rows
    ]


def row_from(facts: list[Any], hall: Hall, stations: dict[str, Station]) -> Demand | None:
    """The row that was kept; None where its station has gone."""
    code, day_type, date, start, end, needed, is_peak, level = facts
    if code not in stations:
        return None
    return Demand(
        hall=hall,
        station=stations[code],
        day_type=day_type,
        date=datetime.date.fromisoformat(date) if date else None,
        start=start,
        end=end,
        needed=needed,
        is_peak=is_peak,
        level=level,
    )
