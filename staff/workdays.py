"""What kind of day a date is in a hall, and when the hall is open on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import DateField, Q, Value

from .models import CalendarDay, Hall
from .models.halls import span_of

Kind = CalendarDay.Kind
Span = tuple[int, int]

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Day:
    """A date in a hall's calendar; exactly one of its three questions is answered yes.

    `kind` is a value of `CalendarDay.Kind`; `name` is empty for days like any other.
    """

    date: date
    kind: str
    name: str = ""

    @property
    def is_workday(self) -> bool:
        """Also for a weekend day that is worked to make up for a bridge day."""
        return self.kind in (Kind.WORKDAY, Kind.MAKEUP_WORKDAY)

    @property
    def is_holiday(self) -> bool:
        """Only for statutory holidays, on which work is paid threefold."""
        return self.kind == Kind.STATUTORY_HOLIDAY

    @property
    def is_rest(self) -> bool:
        """For weekends and for days off around a holiday."""
        return self.kind == Kind.REST_DAY


def calendar_of(hall: Hall, first: date, last: date) -> dict[date, Day]:
    """Every date from first to last; the hall's own rows go before the national ones."""
    rows = CalendarDay.objects.filter(Q(hall=hall) | Q(hall__isnull=True), date__range=(first, last))
    known: dict[date, CalendarDay] = {}
    for row in rows:
        if row.hall_id is not None or row.date not in known:
            known[row.date] = row
    return {
        day: Day(day, known[day].kind, known[day].name) if day in known else plain_day(day)
        for day in dates(first, last)
    }


def plain_day(day: date) -> Day:
    """What a date is when no row speaks of it."""
    return Day(day, Kind.REST_DAY if day.weekday() >= SATURDAY else Kind.WORKDAY)


def open_spans(hall: Hall, first: date, last: date) -> dict[date, tuple[Span, ...]]:
    """The spans in which the hall is open on every date, none when it stays closed.

    Minutes from midnight of the date on which it opens; past 1440 is the next day.
    """
    spans = opening_rows(hall, first, last)
    return {day: spans.get(day, spans.get(day.weekday(), ())) for day in dates(first, last)}


def opening_rows(hall: Hall, first: date, last: date) -> dict[date | int, tuple[Span, ...]]:
    """The spans of the special days by date, and those of the weekdays by number; one query."""
    times = ("opens", "closes", "closes_next_day")
    no_date = Value(None, output_field=DateField())
    weekly = hall.opening_hours.order_by().values_list(no_date, "weekday", Value(False), *times)
    special = hall.special_days.filter(date__range=(first, last)).order_by()
    rows = weekly.union(special.values_list("date", Value(-1), "is_closed", *times), all=True)
    return {
        weekday if day is None else day: () if is_closed or opens is None else (span_of(opens, closes, next_day),)
        for day, weekday, is_closed, opens, closes, next_day in rows
    }


def dates(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)
