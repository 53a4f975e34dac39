"""Customers counted in a hall: what a file or a program says of them takes the place of what stood."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from staff.audit import record
from staff.models import Hall, Station, User
from staff.models.halls import DAY

from ..imports.arrivals import Counted, Tally, read_arrivals
from ..imports.days import plain
from ..imports.safely import read_safely
from ..imports.sheets import NotReadable, Sheet
from ..models import Arrivals

# A ticket machine's year: two hundred thousand tickets of five cells.
MOST_CELLS = 1_000_000
AT_ONCE = 500
Moment = tuple[date, int]
Spoken = Mapping[Moment, int]


@dataclass(frozen=True)
class Interval:
    """Customers of one interval on the hall's clock; `station` None is whoever came without anybody knowing."""

    date: date
    start: int
    minutes: int
    station: Station | None
    count: int
    served: int = 0
    handling_seconds: int = 0
    waiting_seconds: int = 0

    @property
    def moment(self) -> Moment:
        return self.date, self.start


@dataclass
class Plan:
    """What taking intervals in would do. `refused`: they cut through one of another length that is on record."""

    fresh: list[Interval] = field(default_factory=list)
    stale: list[Arrivals] = field(default_factory=list)
    unchanged: int = 0
    refused: set[Moment] = field(default_factory=set)

    @property
    def customers(self) -> int:
        return sum(one.count for one in self.fresh)

    @property
    def days(self) -> tuple[date, date] | None:
        dates = [*(one.date for one in self.fresh), *(row.date for row in self.stale)]
        return (min(dates), max(dates)) if dates else None


# --- the act -----------------------------------------------------------------


def plan_of(hall: Hall, intervals: Iterable[Interval], spoken: Spoken) -> Plan:
    """What would change if the hall's customers in all `spoken` intervals (start: minutes) were these alone."""
    plan = Plan()
    rows = rows_touched(hall, spoken)
    plan.refused = clashes(spoken, rows)
    said = {moment: minutes for moment, minutes in spoken.items() if moment not in plan.refused}
    covered = minutes_of(said)
    wanted = {(one.date, one.start, one.station): one for one in intervals if one.moment in said}
    for row in rows:
        if not covered & minutes_of({(row.date, row.start): row.minutes}):
            continue
        one = wanted.get((row.date, row.start, row.station))
        if one and facts_of(one) == facts_of(row):
            del wanted[row.date, row.start, row.station]
            plan.unchanged += 1
        else:
            plan.stale.append(row)
    plan.fresh = list(wanted.values())
    return plan


@transaction.atomic
def take_in(
    hall: Hall, intervals: Iterable[Interval], spoken: Spoken, *, by: User | None, name: str, whole: bool = False
) -> Plan:
    """Put the intervals in the place of all that stood in the spoken ones; done twice it changes nothing more.

    `whole`: nothing at all if some would be refused.
    """
    # One at a time, so that nobody slips in between the look at what stands and its replacement.
    Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)
    plan = plan_of(hall, intervals, spoken)
    if whole and plan.refused:
        return plan
    stale = [row.pk for row in plan.stale]
    for place in range(0, len(stale), AT_ONCE):
        Arrivals.objects.filter(pk__in=stale[place : place + AT_ONCE]).delete()
    Arrivals.objects.bulk_create((Arrivals(hall=hall, **vars(one)) for one in plan.fresh), batch_size=AT_ONCE)
    if plan.days:
        first, last = plan.days
        after = {"customers": plan.customers, "first": str(first), "last": str(last)}
        record("arrivals_taken_in", by=by, hall=hall, subject=name, after=after)
    return plan


def rows_touched(hall: Hall, spoken: Spoken) -> list[Arrivals]:
    if not spoken:
        return []
    first, last = (found(day for day, _start in spoken) for found in (min, max))
    rows = Arrivals.objects.filter(hall=hall, date__range=(first - timedelta(days=1), last + timedelta(days=1)))
    return list(rows.select_related("station"))


def clashes(spoken: Spoken, rows: Iterable[Arrivals]) -> set[Moment]:
    """Spoken intervals that lie over a part of a row, and would lose or double the rest of it."""
    owner = {minute: moment for moment, length in spoken.items() for minute in minutes_of({moment: length})}
    covered, found = set(owner), set()
    pending = [minutes_of({(row.date, row.start): row.minutes}) for row in rows]
    while cut := [minutes for minutes in pending if minutes & covered and not minutes <= covered]:
        refused = {owner[minute] for minutes in cut for minute in minutes & covered}
        found |= refused
        covered -= minutes_of({moment: spoken[moment] for moment in refused})
    return found


def minutes_of(intervals: Spoken) -> set[int]:
    """Every minute of the intervals, counted from the beginning of the calendar."""
    starts = ((day.toordinal() * DAY + start, length) for (day, start), length in intervals.items())
    return {minute for first, length in starts for minute in range(first, first + length)}


def facts_of(one: Interval | Arrivals) -> tuple[int, ...]:
    return one.minutes, one.count, one.served, one.handling_seconds, one.waiting_seconds


# --- files -------------------------------------------------------------------


@dataclass
class Taking:
    """A file's customers as intervals of the hall; `services` are the file's words for stations and what they mean."""

    counted: Counted
    intervals: list[Interval]
    spoken: dict[Moment, int]
    services: dict[str, Station | None]

    def refuse(self, refused: set[Moment]) -> None:
        """Move the rows of refused intervals to the unplaced."""
        for key in [key for key in self.counted.tallies if moment_of(key[0]) in refused]:
            cells = self.counted.tallies.pop(key).cells
            self.counted.unplaced += [replace(cell, why="clashes-with-record") for cell in cells]
        self.intervals = [one for one in self.intervals if one.moment not in refused]

    @property
    def length(self) -> int:
        """Minutes of most intervals."""
        lengths = [one.minutes for one in self.intervals]
        return max(set(lengths), key=lengths.count, default=0)


def read_file(content: bytes, hall: Hall) -> Taking:
    """The customers in a file (.csv, .xlsx, .xls, .ods); raises NotReadable."""
    try:
        sheets = read_safely(content, most_cells=MOST_CELLS)
    except NotReadable as refusal:
        raise NotReadable("too_many_arrivals" if refusal.reason == "too_many_cells" else refusal.reason) from None
    return taking_from(sheets, hall)


def taking_from(sheets: Iterable[Sheet], hall: Hall) -> Taking:
    """The customers in sheets."""
    now = hall.now().replace(tzinfo=None)
    return taking_of(read_arrivals(sheets, ZoneInfo(hall.time_zone), now), hall)


def taking_of(counted: Counted, hall: Hall) -> Taking:
    stations = {plain(text): one for one in hall.stations.all() for text in (one.code, one.name)}
    services = {text: stations.get(plain(text)) for _at, text in counted.tallies if text}
    merged: dict[tuple[datetime, Station | None], Tally] = defaultdict(Tally)
    for (at, text), tally in counted.tallies.items():
        total = merged[at, services.get(text)]
        for name in ("count", "served", "handling_seconds", "waiting_seconds"):
            setattr(total, name, getattr(total, name) + getattr(tally, name))
    intervals = [
        Interval(
            *moment_of(at),
            minutes=counted.spoken[at],
            station=station,
            count=tally.count,
            served=tally.served,
            handling_seconds=tally.handling_seconds,
            waiting_seconds=tally.waiting_seconds,
        )
        for (at, station), tally in merged.items()
    ]
    spoken = {moment_of(at): minutes for at, minutes in counted.spoken.items()}
    return Taking(counted, intervals, spoken, services)


def moment_of(at: datetime) -> Moment:
    return at.date(), at.hour * 60 + at.minute


def import_arrivals(taking: Taking, hall: Hall, *, by: User | None, name: str) -> Plan:
    """Take a file's customers in; rows that clash with what is on record join its unplaced ones."""
    plan = take_in(hall, taking.intervals, taking.spoken, by=by, name=name)
    taking.refuse(plan.refused)
    return plan
