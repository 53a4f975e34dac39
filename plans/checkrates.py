"""How the daily timetables of many halls went, day by day, in a number of queries that depends on nothing.

`plans.timetable` says the same of one day check by check.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Count, Q

from staff.models import Hall
from staff.models.halls import DAY
from staff.workdays import open_days

from .models import Tick, TimeBlock
from .models.timetable import minute_now
from .rates import InTime
from .spans import Span

Ticked = dict[tuple[int, date], tuple[int, int]]


@dataclass(frozen=True)
class Checks:
    """By hall and day how many blocks were over or done, and how many of them in time; `span` is what is summed up."""

    span: Span
    days: dict[tuple[int, date], InTime] = field(default_factory=dict)

    @cached_property
    def total(self) -> InTime | None:
        return added(one for (_hall, day), one in self.days.items() if self.is_in(day))

    def of_hall(self, hall: int) -> InTime | None:
        return self.by_hall.get(hall)

    def on(self, day: date) -> InTime | None:
        return self.by_day.get(day)

    def rate_of(self, month: date) -> float | None:
        found = added(one for (_hall, day), one in self.days.items() if day.replace(day=1) == month)
        return found.completion if found else None

    @cached_property
    def by_hall(self) -> dict[int, InTime]:
        found: dict[int, InTime] = defaultdict(InTime)
        for (hall, day), one in self.days.items():
            if self.is_in(day):
                found[hall] += one
        return dict(found)

    @cached_property
    def by_day(self) -> dict[date, InTime]:
        found: dict[date, InTime] = defaultdict(InTime)
        for (_hall, day), one in self.days.items():
            found[day] += one
        return dict(found)

    def is_in(self, day: date) -> bool:
        return self.span.first <= day <= self.span.last


def added(parts: Iterable[InTime]) -> InTime | None:
    """Their sum, None of none."""
    found = sum(parts, InTime())
    return found if found.over else None


def checks_of(halls: list[Hall], first: date, span: Span) -> Checks:
    """The days from the first one on, which may lie before the span, to its end."""
    blocks = TimeBlock.objects.filter(hall__in=halls, valid_from__lte=span.last).exclude(valid_to__lt=first)
    by_hall: dict[int, list[TimeBlock]] = defaultdict(list)
    for block in blocks:
        by_hall[block.hall_id].append(block)
    if not by_hall:
        return Checks(span)
    ticked, days = ticks_of(halls, first, span.last), open_days(halls, first, span.last)
    over, done = Counter[tuple[int, date]](), Counter[tuple[int, date]]()
    for hall in halls:
        for block in by_hall[hall.pk]:
            judged = list(done_days(hall, block, days[hall.pk], ticked))
            over.update((hall.pk, day) for day, _is_done in judged)
            done.update((hall.pk, day) for day, is_done in judged if is_done)
    return Checks(span, {key: InTime(done[key], n) for key, n in over.items()})


def ticks_of(halls: list[Hall], first: date, last: date) -> Ticked:
    """For each block and day how many of its checks are ticked, and how many of them late."""
    rows = Tick.objects.filter(block__hall__in=halls, date__range=(first, last)).order_by()
    counted = rows.values_list("block", "date").annotate(ticked=Count("pk"), late=Count("pk", filter=Q(is_late=True)))
    return {(block, day): (count, late) for block, day, count, late in counted}


def done_days(hall: Hall, block: TimeBlock, days: Iterable[date], ticked: Ticked) -> Iterable[tuple[date, bool]]:
    """The days on which the block is over or done, with whether it was done in time."""
    today, lines, end = hall.today(), len(block.lines), block.span[1]
    minute = minute_now(hall, today)
    for day in days:
        if day > today:
            return
        if block.counts_on(day):
            count, late = ticked.get((block.pk, day), (0, 0))
            if count >= lines or (today - day).days * DAY + minute >= end:
                yield day, count >= lines and not late
