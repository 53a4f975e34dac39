"""A hall's forecast: past customers from the database, people needed out of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, Sum

from staff.models import CalendarDay, Hall, Station
from staff.models.halls import DAY
from staff.months import last_day_of
from staff.workdays import Day, calendar_of, open_spans

from ..forecasting.profile import Accuracy, ComingDay, PastDay, Profile, accuracy_of
from ..forecasting.staffing import Staffing, Target, staffing_for
from ..models import Arrivals, ForecastSettings, Promotion, Workload
from ..outcome import moment
from .demand_table import Span, cut, step_of

# Whoever takes a ticket so long before the doors open is served when they do.
EARLY = 60
# Of fewer customers the time they took says little.
MEASURED_FROM = 30
WHOLE = None
KINDS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class NoHistory(Exception):
    """Nobody has been counted in the hall yet."""


@dataclass(frozen=True)
class Work:
    """What a customer is to a station."""

    station: Station
    share: float
    handling: float
    least: int


@dataclass(frozen=True)
class Expected:
    """One station in one interval of a day."""

    date: date
    start: int
    end: int
    station: Station
    customers: float
    staffing: Staffing

    @property
    def people(self) -> int:
        return self.staffing.people


@dataclass(frozen=True)
class MadeOf:
    """What a forecast was made of."""

    first: date
    last: date
    days: int
    customers: int
    outside: int
    dropped: list[date]
    trend: float
    like: dict[str, int] = field(default_factory=dict)


class Forecast:
    """What is to be expected of a hall's month; raises NoHistory."""

    def __init__(self, hall: Hall, month: date) -> None:
        self.hall, self.month = hall, month.replace(day=1)
        self.step = step_of(hall)
        self.settings = ForecastSettings.objects.filter(hall=hall).first() or ForecastSettings(hall=hall)
        self.target = Target(self.settings.percent / 100, self.settings.within_minutes)
        self.promotions = list(hall.promotions.all())
        self.history = History(self)
        self.works = works_of(hall, measured_in(hall))
        self.profiles = {key: Profile(days) for key, days in self.history.series.items()}
        last = last_day_of(self.month)
        self.calendar = calendar_of(hall, self.month, last)
        self.open = open_spans(hall, self.month, last)

    @cached_property
    def expected(self) -> list[Expected]:
        """Every open interval of the month, station by station."""
        return [
            one for day, info in self.calendar.items() for one in self.on(info, self.open[day], self.promotion_on(day))
        ]

    def on(self, day: Day, spans: Iterable[Span], promotion: float = 1.0) -> Iterator[Expected]:
        """Each station in each interval of such a day."""
        intervals = cut(spans, self.step)
        starts = tuple(start // self.step * self.step for start, _end in intervals)
        coming = ComingDay(day.date, kinds_of(day), starts, promotion)
        made = {key: profile.expected(coming) for key, profile in self.profiles.items()}
        for (start, end), slot in zip(intervals, starts, strict=True):
            part = (end - start) / self.step
            for work in self.works:
                whole = made.get(WHOLE, {}).get(slot, 0.0) * work.share
                customers = (whole + made.get(work.station.pk, {}).get(slot, 0.0)) * part
                yield Expected(
                    day.date, start, end, work.station, customers, self.staffing(customers, end - start, work)
                )

    def staffing(self, customers: float, minutes: int, work: Work) -> Staffing:
        return staffing_for(customers, minutes, work.handling, self.target, work.least)

    def promotion_on(self, day: date) -> float:
        return promotion_on(self.promotions, day)

    @cached_property
    def accuracy(self) -> Accuracy | None:
        """Tried on all customers together; None where the history is too short."""
        return accuracy_of(self.history.together)

    @cached_property
    def made_of(self) -> MadeOf:
        days = self.history.together
        kinds = {kind: sum(kind in day.kinds[:1] for day in days) for kind in (*KINDS, "makeup", "rest", "holiday")}
        whole = Profile(days)
        return MadeOf(
            days[0].date,
            days[-1].date,
            len(days),
            round(sum(sum(day.counts.values()) for day in days)),
            round(self.history.outside),
            whole.dropped,
            whole.trend,
            kinds,
        )

    def as_json(self) -> dict[str, Any]:
        """The keys of the command line's contract; waits are minutes, parts of customers 0 to 1."""
        zone = ZoneInfo(self.hall.time_zone)
        return {
            "hall": self.hall.code,
            "month": f"{self.month:%Y-%m}",
            "intervals": [expected_json(one, zone) for one in self.expected],
            "accuracy": accuracy_json(self.accuracy),
            "made_of": made_of_json(self.made_of),
            "target": {"percent": self.settings.percent, "within_minutes": self.settings.within_minutes},
            "stations": [
                {
                    "station": work.station.code,
                    "share": round(work.share, 2),
                    "handling_minutes": round(work.handling, 1),
                    "least": work.least,
                }
                for work in self.works
            ],
        }


class History:
    """Customers of the last weeks by day, in the hall's step; raises NoHistory."""

    def __init__(self, forecast: Forecast) -> None:
        self.hall, self.step, self.promotions = forecast.hall, forecast.step, forecast.promotions
        # For a month that is past, what came later would be hindsight.
        rows = Arrivals.objects.filter(hall=self.hall, date__lt=min(forecast.month, self.hall.today()))
        last = rows.aggregate(last=Max("date"))["last"]
        if last is None:
            raise NoHistory
        self.first = last - timedelta(weeks=forecast.settings.weeks) + timedelta(days=1)
        self.last = last
        self.outside = 0.0
        self.rows = list(rows.filter(date__gte=self.first).values_list("station", "date", "start", "minutes", "count"))
        self._place()
        if not any(day.total for day in self.together):
            raise NoHistory

    def _place(self) -> None:
        before = self.first - timedelta(days=1)
        spans, calendar = open_spans(self.hall, before, self.last), calendar_of(self.hall, before, self.last)
        counts: dict[int | None, dict[date, dict[int, float]]] = defaultdict(dict)
        counted = {row[1] for row in self.rows}
        for station, on, start, minutes, number in self.rows:
            day, begin = business_moment(on, start, spans)
            self._spread(counts[station].setdefault(day, {}), spans.get(day, ()), begin, minutes, number)
        days = [day for day in sorted(counted) if spans[day]]
        self.series = {
            station: [self._day(day, calendar, spans, by_day.get(day, {})) for day in days]
            for station, by_day in counts.items()
        }
        self.series = {key: days for key, days in self.series.items() if any(day.total for day in days)}
        together: dict[date, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for by_day in counts.values():
            for day, slots in by_day.items():
                for slot, count in slots.items():
                    together[day][slot] += count
        self.together = [self._day(day, calendar, spans, together.get(day, {})) for day in days]

    def _day(self, day: date, calendar: dict[date, Day], spans: dict[date, tuple[Span, ...]], counts: dict) -> PastDay:
        starts = {start // self.step * self.step for start, _end in cut(spans[day], self.step)}
        whole = {start: counts.get(start, 0.0) for start in sorted(starts | counts.keys())}
        return PastDay(day, kinds_of(calendar[day]), whole, promotion_on(self.promotions, day))

    def _spread(self, slots: dict[int, float], spans: Iterable[Span], start: int, minutes: int, count: int) -> None:
        """Put an interval's customers into the slots that it lies over; who came early is in the first open one."""
        for slot in range(start // self.step * self.step, start + minutes, self.step):
            part = (min(slot + self.step, start + minutes) - max(slot, start)) / minutes * count
            opening = next((span for span in spans if span[0] - EARLY < slot + self.step and slot < span[1]), None)
            if opening is None:
                self.outside += part
            else:
                at = max(slot, opening[0] // self.step * self.step)
                slots[at] = slots.get(at, 0.0) + part


def measured_in(hall: Hall) -> dict[int | None, float]:
    """Minutes that customers took, by station; None is all of them. Only where enough were measured."""
    rows = Arrivals.objects.filter(hall=hall, served__gt=0).order_by()
    sums = rows.values_list("station").annotate(Sum("served"), Sum("handling_seconds"))
    found = [(station, served, seconds) for station, served, seconds in sums]
    totals = [*found, (WHOLE, sum(row[1] for row in found), sum(row[2] for row in found))]
    return {station: seconds / served / 60 for station, served, seconds in totals if served >= MEASURED_FROM}


def works_of(hall: Hall, measured: dict[int | None, float]) -> list[Work]:
    """The stations that customers come to; without any settings all of them come to the first."""
    stations = list(hall.stations.all())
    known = {row.station_id: row for row in Workload.objects.filter(station__hall=hall)}
    with_own = set(
        Arrivals.objects.filter(hall=hall, station__isnull=False)
        .order_by()
        .values_list("station", flat=True)
        .distinct()
    )
    rows = [
        known.get(one.pk) or default_workload(one, measured, is_first=not known and one is stations[0])
        for one in stations
    ]
    return [
        Work(row.station, row.share / 100, float(row.handling_minutes), row.least)
        for row in rows
        if row.share or row.station_id in with_own
    ]


def default_workload(station: Station, measured: dict[int | None, float], *, is_first: bool) -> Workload:
    """What a station that nobody has set is taken for: the time that was measured, else eight minutes."""
    minutes = measured.get(station.pk) or measured.get(WHOLE) or 8
    return Workload(station=station, share=100 if is_first else 0, handling_minutes=max(0.5, round(minutes, 1)))


def kinds_of(day: Day) -> tuple[str, ...]:
    """The kind of a day, then those it is like, as the forecast knows them."""
    own = KINDS[day.date.weekday()]
    is_weekend = day.date.weekday() >= 5
    if day.is_holiday:
        return "holiday", "weekend"
    if day.kind == CalendarDay.Kind.REST_DAY:
        return (own, "weekend") if is_weekend else ("rest", "holiday", "weekend")
    return ("makeup", "weekday") if is_weekend else (own, "weekday")


def business_moment(day: date, start: int, spans: dict[date, tuple[Span, ...]]) -> tuple[date, int]:
    """The day whose opening hours a time belongs to; past midnight that may be the day before."""
    before = day - timedelta(days=1)
    is_of_before = any(opens <= start + DAY < closes for opens, closes in spans.get(before, ()))
    is_of_day = any(opens <= start < closes for opens, closes in spans.get(day, ()))
    return (before, start + DAY) if is_of_before and not is_of_day else (day, start)


def promotion_on(promotions: Iterable[Promotion], day: date) -> float:
    """How many times the usual customers promotions bring; of two the larger."""
    return max((one.percent / 100 for one in promotions if one.first_day <= day <= one.last_day), default=1.0)


def expected_json(one: Expected, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "date": one.date.isoformat(),
        "start": moment(one.date, one.start, zone),
        "end": moment(one.date, one.end, zone),
        "station": one.station.code,
        "arrivals": round(one.customers, 2),
        "people": one.people,
        "load": round(one.staffing.load, 3),
        "occupancy": round(one.staffing.occupancy, 3),
        "wait_minutes": round(one.staffing.wait, 2),
        "part_in_time": round(one.staffing.met, 4),
    }


def accuracy_json(found: Accuracy | None) -> dict[str, Any]:
    if found is None:
        return {"weeks": 0, "wape": None, "naive_wape": None, "wape_by_day": None, "bias": None}
    return {
        "weeks": found.weeks,
        "wape": round(found.wape, 4),
        "naive_wape": round(found.naive, 4),
        "wape_by_day": round(found.by_day, 4),
        "bias": round(found.bias, 4),
    }


def made_of_json(found: MadeOf) -> dict[str, Any]:
    return {
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "days": found.days,
        "customers": found.customers,
        "outside_opening_hours": found.outside,
        "left_out": [day.isoformat() for day in found.dropped],
        "trend_a_week": round(found.trend, 4),
        "days_of_kind": found.like,
    }
