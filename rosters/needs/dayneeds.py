"""Which of a hall's rows of demand or headcounts speak for a date."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Generic, TypeVar

from staff.models import CalendarDay
from staff.workdays import Day

from ..models import Demand, Headcount

DayType = Demand.DayType
Span = tuple[int, int]
Need = tuple[int, int, Demand]  # start and end, cut to opening hours

WEEKDAYS = [
    DayType.MONDAY,
    DayType.TUESDAY,
    DayType.WEDNESDAY,
    DayType.THURSDAY,
    DayType.FRIDAY,
    DayType.SATURDAY,
    DayType.SUNDAY,
]


Row = TypeVar("Row", Demand, Headcount)


class DayRows(Generic[Row]):
    """A hall's rows by kind of day, ready to be asked for dates."""

    def __init__(self, rows: Iterable[Row]):
        self.by_date: dict[date, list[Row]] = defaultdict(list)
        self.by_type: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if row.date is None:
                self.by_type[row.day_type].append(row)
            else:
                self.by_date[row.date].append(row)

    def rows_for(self, day: Day) -> list[Row]:
        """The rows of the most particular kind of day that has any."""
        if day.date in self.by_date:
            return self.by_date[day.date]
        kind = day_type_for(day, self.by_type.keys())
        return self.by_type[kind] if kind else []


class DayNeeds(DayRows[Demand]):
    """A hall's demand, ready to be asked for dates."""

    def on(self, day: Day, spans: Sequence[Span]) -> Iterator[Need]:
        """Each row that speaks for the date, cut to the spans in which the hall is open."""
        for row in self.rows_for(day):
            for opens, closes in spans:
                start, end = max(row.start, opens), min(row.end, closes)
                if row.needed and start < end:
                    yield start, end, row


def day_type_for(day: Day, known: Collection[str]) -> str | None:
    """The first of the kinds that fit the day for which the hall has rows, None without any.

    A make-up workday is like other weekdays, a bridge day off like the holiday it belongs to.
    """
    return next((kind for kind in fitting_types(day) if kind in known), None)


def fitting_types(day: Day) -> list[str]:
    own = WEEKDAYS[day.date.weekday()]
    is_weekend = day.date.weekday() >= 5
    if day.is_holiday:
        return [DayType.HOLIDAY, own, DayType.WEEKEND]
    if day.kind == CalendarDay.Kind.REST_DAY:
        return [own, DayType.WEEKEND] if is_weekend else [DayType.HOLIDAY, DayType.WEEKEND, DayType.SUNDAY, own]
    if is_weekend:  # worked in exchange for a bridge day
        return [DayType.WEEKDAY, *reversed(WEEKDAYS[:5])]
    return [own, DayType.WEEKDAY]
