"""Arithmetic of the completion figures; `templates/plans/definitions.html` says the same in words."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from operator import add, attrgetter
from typing import Any

from django.db.models import Count, Q, Sum

from staff.workdays import SATURDAY

from .models import PlanTask
from .models.occurrences import OccurrenceQuerySet, State
from .recurring import LONGEST_REST, periods
from .spans import Span

Measure = PlanTask.Measure
REST = timedelta(days=LONGEST_REST)


@dataclass(frozen=True)
class Tally:
    """Occurrences counted by what became of them, and the sum of their figures."""

    done: int = 0
    late: int = 0
    missed: int = 0
    excused: int = 0
    open: int = 0
    overdue: int = 0
    met: int = 0
    judged: int = 0
    value: int = 0
    base: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*map(add, amounts_of(self), amounts_of(other)))

    @property
    def total(self) -> int:
        return self.done + self.late + self.missed + self.excused + self.open

    @property
    def due(self) -> int:
        """Those that had to be done by now: neither excused nor with time left."""
        return self.done + self.late + self.missed + self.overdue

    @property
    def completed(self) -> int:
        return self.done + self.late

    @property
    def completion(self) -> float | None:
        return percent(self.completed, self.due)

    @property
    def attainment(self) -> float | None:
        """How many of those completed reach their target."""
        return percent(self.met, self.judged)

    @property
    def rate(self) -> float | None:
        return percent(self.value, self.base)


amounts_of = attrgetter(*(one.name for one in fields(Tally)))


def percent(part: float, whole: float) -> float | None:
    """With one decimal; None when there is nothing to be a part of."""
    return round(100 * part / whole, 1) if whole else None


@dataclass(frozen=True)
class InTime:
    """Of so many blocks of the daily timetable that are over or done, how many were done in time."""

    done: int = 0
    over: int = 0

    def __add__(self, other: "InTime") -> "InTime":
        return InTime(self.done + other.done, self.over + other.over)

    @property
    def completion(self) -> float | None:
        return percent(self.done, self.over)


def tallies(rows: OccurrenceQuerySet, *keys: str) -> dict[tuple[Any, ...], Tally]:
    """One tally for each combination of the keys, counted by the database; the rows know their state."""
    completed = Q(state__in=(State.DONE, State.LATE))
    counted = (
        rows.order_by()
        .values(*keys)
        .annotate(
            done=Count("pk", filter=Q(state=State.DONE)),
            late=Count("pk", filter=Q(state=State.LATE)),
            missed=Count("pk", filter=Q(state=State.MISSED)),
            excused=Count("pk", filter=Q(state=State.EXCUSED)),
            open=Count("pk", filter=Q(state=State.OPEN)),
            overdue=Count("pk", filter=Q(is_overdue=True)),
            met=Count("pk", filter=completed & Q(is_met=True)),
            judged=Count("pk", filter=completed & Q(is_met__isnull=False)),
            sum_value=Sum("value", filter=~Q(state=State.EXCUSED), default=0),
            sum_base=Sum("base", filter=~Q(state=State.EXCUSED), default=0),
        )
    )
    return {tuple(row.pop(key) for key in keys): tally_of(row) for row in counted}


def tally_of(row: dict[str, Any]) -> Tally:
    return Tally(value=row.pop("sum_value"), base=row.pop("sum_base"), **row)


@dataclass(frozen=True)
class Standing:
    """Where a task stands in a month, quarter or year: its figure, its target, and where that is heading."""

    task: PlanTask
    tally: Tally
    figure: float | None
    target: float | None
    projected: float | None = None

    @property
    def is_percent(self) -> bool:
        return self.task.measure not in (Measure.COUNT, Measure.ZERO)

    @property
    def is_met(self) -> bool | None:
        return reaches(self.task, self.figure, self.target)

    @property
    def will_be_met(self) -> bool | None:
        return reaches(self.task, self.projected, self.target)


def reaches(task: PlanTask, figure: float | None, target: float | None) -> bool | None:
    if figure is None or target is None:
        return None
    is_most = task.measure == Measure.ZERO or (task.has_target and task.bound == PlanTask.Bound.MOST)
    return figure <= target if is_most else figure >= target


def standing_of(
    task: PlanTask, rows: Collection[PlanTask], tally: Tally, before: Tally, span: Span, today: date
) -> Standing:
    """The task's standing, of whose code `rows` are; `before` sums up the months that the projection leans on."""
    unmade = sum(unmade_in(row, span) for row in rows if row.measure == Measure.COUNT)
    since = min(row.valid_from for row in rows)
    target, projected = target_of(task, tally, unmade), projected_of(task, tally, before, span, today, since)
    return Standing(task, tally, figure_of(task, tally), target, projected)


def standing_by_now(task: PlanTask, tally: Tally) -> Standing:
    """The same of some of its occurrences, without a look ahead."""
    return Standing(task, tally, figure_of(task, tally), target_of(task, tally))


def figure_of(task: PlanTask, tally: Tally) -> float | None:
    """What is held against the target: a rate, a number, or for work done or not the share completed."""
    if task.measure == Measure.RATE:
        return tally.rate
    if task.measure in (Measure.COUNT, Measure.ZERO):
        return tally.value if tally.total else None
    return tally.completion


def target_of(task: PlanTask, tally: Tally, unmade: int = 0) -> float | None:
    """What the figure is held against; a count's target is that of all its periods, made ahead or not yet."""
    if task.measure == Measure.ZERO:
        return 0
    if not task.has_target:
        return 100
    target = task.target or Decimal(0)
    if task.measure == Measure.COUNT:
        return float(target * (tally.total - tally.excused + unmade))
    return float(target)


def unmade_in(task: PlanTask, span: Span) -> int:
    """How many more occurrences the task will have that are due in the span; that far ahead only weekends are known."""
    if task.made_until is None:
        return 0
    first = max(task.made_until, span.first - REST)
    ahead = periods(task.rule, first, span.last + REST, lambda day: day.weekday() < SATURDAY)
    return sum(one.first > task.made_until and span.first <= one.due <= span.last for one in ahead)


def projected_of(
    task: PlanTask, tally: Tally, before: Tally, span: Span, today: date, since: date = date.min
) -> float | None:
    """The figure at the span's end, None when no days are left; days before the task began do not count.

    A rate's days left have as many cases as those so far, at the rate of the months before; a count goes on as so far.
    """
    first = max(span.first, since)
    days = (span.last - first).days + 1
    passed = min(max((today - first).days + 1, 0), days)
    if not 0 < passed < days:
        return None
    left = (days - passed) / passed
    if task.measure == Measure.RATE:
        base = tally.base * left
        usual = before.value / before.base if before.base else None
        value = base * usual if usual is not None else tally.value * left
        return percent(tally.value + value, tally.base + base)
    if task.measure in (Measure.COUNT, Measure.ZERO):
        return round(tally.value * (1 + left), 1)
    return None
