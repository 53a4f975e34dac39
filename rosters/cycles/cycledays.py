"""On which day a step of the monthly cycle falls due: dates alone, no rows."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from staff.months import last_day_of

IsWorkday = Callable[[date], bool]


def due_day(month: date, day: int, is_workday: IsWorkday) -> date:
    """That day of the month, its last day in a shorter one.

    A day on which nobody works gives way to the workday before it; where the month has none
    before, to the first one after.
    """
    last = last_day_of(month)
    wanted = last.replace(day=min(day, last.day))
    for found in (*back(wanted, month), *forward(wanted, last)):
        if is_workday(found):
            return found
    return wanted


def back(day: date, until: date) -> Iterator[date]:
    return (day - timedelta(days=n) for n in range((day - until).days + 1))


def forward(day: date, until: date) -> Iterator[date]:
    return (day + timedelta(days=n) for n in range(1, (until - day).days + 1))


def in_order(moments: Iterable[datetime]) -> Iterator[datetime]:
    """The moments, none before the one that it follows: two steps may have given way to the same workday."""
    latest: datetime | None = None
    for moment in moments:
        latest = max(moment, latest) if latest else moment
        yield latest
