"""What kind of day a date is in a hall, and when the hall is open on it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, CharField, DateField, Q, QuerySet, TimeField, Value
from django.db.models.functions import Cast

from .models import CalendarDay, Hall, OpeningHours, SpecialDay
from .models.halls import span_of

Kind = CalendarDay.Kind
Span = tuple[int, int]
Rows = QuerySet[Any, tuple[Any, ...]]

SATURDAY = 5
# Where other rows have the number of a weekday.
SPECIAL, CALENDAR = -1, -2


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
    rows = calendar_rows(hall, first, last).values_list("date", "hall", "kind", "name")
    return days_from(rows, first, last)


def calendar_rows(hall: Hall, first: date, last: date) -> QuerySet[CalendarDay]:
    return CalendarDay.objects.filter(Q(hall=hall) | Q(hall__isnull=True), date__range=(first, last))


def days_from(rows: Iterable[tuple[date, int | None, str, str]], first: date, last: date) -> dict[date, Day]:
    """Rows of date, hall, kind and name as the days from first to last."""
    known: dict[date, Day] = {}
    for day, hall, kind, name in rows:
        if hall is not None or day not in known:
            known[day] = Day(day, kind, name)
    return {day: known.get(day) or plain_day(day) for day in dates(first, last)}


def plain_day(day: date) -> Day:
    """What a date is when no row speaks of it."""
    return Day(day, Kind.REST_DAY if day.weekday() >= SATURDAY else Kind.WORKDAY)


def open_spans(hall: Hall, first: date, last: date) -> dict[date, tuple[Span, ...]]:
    """The spans in which the hall is open on every date, none when it stays closed.

    Minutes from midnight of the date on which it opens; past 1440 is the next day.
    """
    weekly, special = opening_rows(hall, first, last)
    return spans_from(weekly.union(special, all=True), first, last)


def open_days(halls: Iterable[Hall], first: date, last: date) -> dict[int, list[date]]:
    """The dates from first to last on which each hall is open, by primary key, in two queries."""
    rows: dict[int, list[tuple[Any, ...]]] = {hall.pk: [] for hall in halls}
    times = ("opens", "closes", "closes_next_day")
    for pk, *row in OpeningHours.objects.filter(hall__in=rows).values_list("hall", "weekday", *times):
        rows[pk].append((None, row[0], False, *row[1:]))
    special = SpecialDay.objects.filter(hall__in=rows, date__range=(first, last))
    for pk, day, *row in special.values_list("hall", "date", "is_closed", *times):
        rows[pk].append((day, SPECIAL, *row))
    spans = {pk: spans_from(own, first, last) for pk, own in rows.items()}
    return {pk: [day for day, span in own.items() if span] for pk, own in spans.items()}


def days_and_spans(hall: Hall, first: date, last: date) -> tuple[dict[date, Day], dict[date, tuple[Span, ...]]]:
    """What `calendar_of` and `open_spans` say, in one query."""
    no_hall, no_text = Cast(Value(None), BigIntegerField()), Value("", CharField())
    no_time = Cast(Value(None), TimeField())
    calendar = calendar_rows(hall, first, last).order_by()
    named = calendar.values_list(
        "date", Value(CALENDAR), Value(False), no_time, no_time, Value(False), "hall", "kind", "name"
    )
    weekly, special = opening_rows(hall, first, last, no_hall, no_text, no_text)
    known = list(weekly.union(special, named, all=True))
    days = days_from([(row[0], *row[6:]) for row in known if row[1] == CALENDAR], first, last)
    return days, spans_from([row[:6] for row in known if row[1] != CALENDAR], first, last)


def opening_rows(hall: Hall, first: date, last: date, *more: Any) -> tuple[Rows, Rows]:
    """Date, weekday, whether closed, and times: of the weekdays, which have no date, and of the special days."""
    times = ("opens", "closes", "closes_next_day", *more)
    no_date = Value(None, output_field=DateField())
    weekly = hall.opening_hours.order_by().values_list(no_date, "weekday", Value(False), *times)
    special = hall.special_days.filter(date__range=(first, last)).order_by()
    return weekly, special.values_list("date", Value(SPECIAL), "is_closed", *times)


def spans_from(rows: Iterable[tuple[Any, ...]], first: date, last: date) -> dict[date, tuple[Span, ...]]:
    spans = {
        weekday if day is None else day: () if is_closed or opens is None else (span_of(opens, closes, next_day),)
        for day, weekday, is_closed, opens, closes, next_day in rows
    }
    return {day: spans.get(day, spans.get(day.weekday(), ())) for day in dates(first, last)}


def dates(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)
