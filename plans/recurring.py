"""When recurring work is done: periods of the calendar, each with the day it is due. Pure dates, no Django.

The periods of a rule lie side by side from its first valid day to its last: none overlaps another and none
is missing, whatever stretch of days is asked for. The first and the last are cut where the rule begins and ends.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from staff.months import last_day_of, shifted

DAILY, WEEKLY, MONTHLY, QUARTERLY, YEARLY = "daily", "weekly", "monthly", "quarterly", "yearly"
STAYS, BEFORE, AFTER = "stays", "before", "after"
MONTHS = {MONTHLY: 1, QUARTERLY: 3, YEARLY: 12}
# No calendar rests longer; a day that finds no workday within it stays where it is.
LONGEST_REST = 31
ONE_DAY = timedelta(days=1)

IsWorkday = Callable[[date], bool]


@dataclass(frozen=True)
class Rule:
    """How often, due when, and valid from when to when.

    `weekday` (0 is Monday) is for weeks; `day` of the month for all longer periods, a month that is shorter
    takes its last; `month` counts within the quarter or year. `moves` says what becomes of a due day
    that is no workday.
    """

    period: str
    valid_from: date
    valid_to: date | None = None
    weekday: int = 6
    day: int = 31
    month: int = 12
    moves: str = STAYS


@dataclass(frozen=True, order=True)
class Period:
    """From first to last day; due on a day that a holiday may have moved out of it."""

    first: date
    last: date
    due: date


def periods(rule: Rule, first: date, last: date, is_workday: IsWorkday) -> list[Period]:
    """The rule's periods that touch a day from first to last, in order."""
    first, last = max(first, rule.valid_from), min(last, rule.valid_to or last)
    return [cut(rule, start, is_workday) for start in starts(rule.period, first, last)] if first <= last else []


def starts(period: str, first: date, last: date) -> Iterator[date]:
    """The first days of the calendar's periods that touch a day from first to last."""
    start = start_of(period, first)
    while start <= last:
        yield start
        start = next_start(period, start)


def start_of(period: str, day: date) -> date:
    """The first day of the period in which a day lies."""
    if period == DAILY:
        return day
    if period == WEEKLY:
        return day - timedelta(days=day.weekday())
    length = MONTHS[period]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def next_start(period: str, start: date) -> date:
    if period in (DAILY, WEEKLY):
        return start + timedelta(days=1 if period == DAILY else 7)
    return shifted(start, MONTHS[period])


def cut(rule: Rule, start: date, is_workday: IsWorkday) -> Period:
    """The calendar's period that begins on that day, as far as the rule is valid in it."""
    end = next_start(rule.period, start) - ONE_DAY
    first, last = max(start, rule.valid_from), min(end, rule.valid_to or end)
    due = nominal_due(rule, start)
    return Period(first, last, moved(due if first <= due <= last else last, rule.moves, is_workday))


def nominal_due(rule: Rule, start: date) -> date:
    if rule.period == DAILY:
        return start
    if rule.period == WEEKLY:
        return start + timedelta(days=rule.weekday)
    month = shifted(start, min(rule.month, MONTHS[rule.period]) - 1)
    return month.replace(day=min(rule.day, last_day_of(month).day))


def moved(day: date, moves: str, is_workday: IsWorkday) -> date:
    """The day itself when it is a workday, else the nearest one in the direction asked for; never lost."""
    if moves == STAYS:
        return day
    step = -ONE_DAY if moves == BEFORE else ONE_DAY
    found = day
    for _ in range(LONGEST_REST):
        if is_workday(found):
            return found
        found += step
    return day
