"""What the completion pages, the API and the workbook show: figures by task, hall, person and day.

The number of queries is the same for one hall as for hundreds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, IntegerField, Value, When

from staff.models import Hall
from staff.months import shifted

from .checkrates import Checks, checks_of
from .models import Occurrence, PlanTask
from .models.occurrences import OccurrenceQuerySet
from .rates import InTime, Standing, Tally, figure_of, standing_by_now, standing_of, tallies
from .spans import MONTH, Span

MONTHS = 12
LEANS_ON = 3
OVERDUE_SHOWN = 50


@dataclass(frozen=True)
class Point:
    """A month in a trend; `figure` None where there is none."""

    month: date
    figure: float | None


@dataclass(frozen=True)
class TaskLine:
    """One task in all halls of the page."""

    standing: Standing
    trend: list[Point]
    halls: int

    @property
    def task(self) -> PlanTask:
        return self.standing.task


@dataclass(frozen=True)
class OnTarget:
    """Of how many tasks there is a figure to hold against a target, and how many stand at theirs."""

    met: int
    judged: int

    @classmethod
    def of(cls, standings: Iterable[Standing | None]) -> "OnTarget":
        found = [one.is_met for one in standings if one and one.is_met is not None]
        return cls(sum(found), len(found))

    def __str__(self):
        return f"{self.met} / {self.judged}" if self.judged else "–"


@dataclass(frozen=True)
class HallLine:
    """One hall; its standings in the order of the page's tasks, None where it does not have one.

    `before` counts the whole month, quarter or year before the page's.
    """

    hall: Hall
    tally: Tally
    standings: list[Standing | None]
    checks: InTime | None = None
    before: Tally = field(default_factory=Tally)

    @property
    def change(self) -> float | None:
        """By how many percentage points its completion lies above the one before."""
        now, before = self.tally.completion, self.before.completion
        return None if now is None or before is None else round(now - before, 1)

    @property
    def on_target(self) -> OnTarget:
        return OnTarget.of(self.standings)


@dataclass(frozen=True)
class PersonLine:
    """What one person answered for, in all and task by task as in `HallLine`; no name for work that nobody did."""

    name: str
    tally: Tally
    standings: list[Standing | None]


@dataclass(frozen=True)
class DayCell:
    """A day of the heat strip; `level` 0 is nothing due, 1 to 4 least to most completed."""

    date: date
    tally: Tally
    is_today: bool
    checks: InTime | None = None

    @property
    def level(self) -> int:
        return level_of(self.tally.completion)


def level_of(completion: float | None) -> int:
    return 0 if completion is None else 1 + (completion >= 50) + (completion >= 80) + (completion >= 100)


@dataclass(frozen=True)
class Dashboard:
    """A month, quarter or year of a plan, with the months before it.

    `checks` is how the daily timetable went, None where nothing was to be checked; its trend is one hall's.
    """

    span: Span
    today: date
    halls: list[Hall]
    total: Tally
    tasks: list[TaskLine]
    lines: list[HallLine]
    days: list[DayCell]
    people: list[PersonLine] = field(default_factory=list)
    overdue: list[Occurrence] = field(default_factory=list)
    overdue_in_all: int = 0
    waiting: int = 0
    unnamed: int = 0
    checks: InTime | None = None
    checks_trend: list[Point] = field(default_factory=list)

    @property
    def month(self) -> date:
        return self.span.first

    @property
    def on_target(self) -> OnTarget:
        return OnTarget.of(line.standing for line in self.tasks)


def dashboard_of(
    halls: Iterable[Hall],
    day: date,
    *,
    kind: str = MONTH,
    code: str = "",
    with_people: bool = False,
) -> Dashboard:
    """The figures of the halls for the month, quarter or year that holds the day; `code` narrows it to one task.

    The timetable's trend is that of one hall alone.
    """
    halls, span = list(halls), Span.around(day, kind)
    today = max((hall.today() for hall in halls), default=span.first)
    rows = Occurrence.objects.filter(hall__in=halls).with_state(halls)
    if code:
        rows = rows.filter(task__code=code)
    table = Table(rows, halls, span, today)
    months = table.trend if len(halls) == 1 else []
    checks = checks_of([] if code else halls, months[0] if months else span.first, span)
    due = rows.filter(due_on__range=(span.first, span.last))
    tasks = table.task_lines()
    codes = [line.task.code for line in tasks]
    return Dashboard(
        span=span,
        today=today,
        halls=halls,
        total=table.sum_of(lambda key: key.month in span.months),
        tasks=tasks,
        lines=table.hall_lines(codes, checks),
        days=days_of(due, span, today, checks),
        people=people_of(due, table.tasks, codes) if with_people else [],
        overdue=overdue_of(rows),
        overdue_in_all=rows.overdue().count(),
        waiting=rows.waiting().count(),
        unnamed=rows.unnamed(today).count(),
        checks=checks.total,
        checks_trend=[Point(month, checks.rate_of(month)) for month in months],
    )


@dataclass(frozen=True)
class PlanMonth:
    """What a summary says of a month of the plan: all of it together, each task, and the daily timetable."""

    total: Tally
    tasks: list[TaskLine]
    checks: InTime | None


def plan_month(halls: Iterable[Hall], day: date) -> PlanMonth:
    """The figures of the month that holds the day, in three queries; a dashboard asks for far more."""
    halls, span = list(halls), Span.around(day, MONTH)
    today = max((hall.today() for hall in halls), default=span.first)
    table = Table(Occurrence.objects.filter(hall__in=halls).with_state(halls), halls, span, today)
    checks = checks_of(halls, span.first, span).total
    return PlanMonth(table.sum_of(lambda key: key.month == span.first), table.task_lines(), checks)


@dataclass(frozen=True)
class Key:
    task: PlanTask
    hall: int
    month: date


class Table:
    """Tallies by task, hall and month: one query, and one for the tasks.

    Of the last year, of what projections lean on, and of the span before, with which halls are compared.
    """

    def __init__(self, rows: OccurrenceQuerySet, halls: list[Hall], span: Span, today: date) -> None:
        self.halls, self.span, self.today = halls, span, today
        self.trend = [shifted(span.months[-1], n - MONTHS + 1) for n in range(MONTHS)]
        self.before = [shifted(span.first, n - LEANS_ON) for n in range(LEANS_ON)]
        months = sorted({*self.trend, *self.before, *span.previous.months})
        known = rows.filter(due_on__range=(months[0], span.last)).annotate(place=place_in(months))
        counted = tallies(known, "task_id", "hall_id", "place")
        self.tasks = PlanTask.objects.in_bulk({task for task, _hall, _place in counted})
        self.cells = {
            Key(self.tasks[task], hall, months[place]): tally for (task, hall, place), tally in counted.items()
        }

    def sum_of(self, holds: Callable[[Key], bool]) -> Tally:
        return sum((tally for key, tally in self.cells.items() if holds(key)), Tally())

    def by_code(self) -> dict[str, dict[Key, Tally]]:
        groups: dict[str, dict[Key, Tally]] = defaultdict(dict)
        for key, tally in self.cells.items():
            if key.month in self.trend or key.month in self.before:
                groups[key.task.code][key] = tally
        return {code: cells for code, cells in groups.items() if any(key.month in self.trend for key in cells)}

    def task_lines(self) -> list[TaskLine]:
        order = {period: place for place, period in enumerate(PlanTask.Period.values)}
        lines = [self.task_line(cells) for cells in self.by_code().values()]
        return sorted(lines, key=lambda line: (order[line.task.period], line.task.code))

    def task_line(self, cells: dict[Key, Tally]) -> TaskLine:
        """The newest definition speaks for all of one code."""
        task = newest(key.task for key in cells)
        by_month: dict[date, Tally] = defaultdict(Tally)
        for key, tally in cells.items():
            by_month[key.month] += tally
        trend = [Point(month, figure_of(task, by_month[month])) for month in self.trend]
        halls = {key.hall for key in cells if key.month in self.span.months}
        return TaskLine(self.standing(task, by_month, {key.task for key in cells}), trend, len(halls))

    def standing(self, task: PlanTask, by_month: dict[date, Tally], rows: set[PlanTask]) -> Standing:
        now, before = (sum((by_month[one] for one in months), Tally()) for months in (self.span.months, self.before))
        return standing_of(task, rows, now, before, self.span, self.today)

    def hall_lines(self, codes: list[str], checks: Checks) -> list[HallLine]:
        groups: dict[int, dict[str, dict[PlanTask, Tally]]] = defaultdict(lambda: defaultdict(dict))
        before: dict[int, Tally] = defaultdict(Tally)
        for key, tally in self.cells.items():
            if key.month in self.span.months:
                cells = groups[key.hall][key.task.code]
                cells[key.task] = cells.get(key.task, Tally()) + tally
            elif key.month in self.span.previous.months:
                before[key.hall] += tally
        lines = {hall.pk: self.standings_of(groups[hall.pk]) for hall in self.halls}
        return [
            HallLine(
                hall,
                sum((one.tally for one in lines[hall.pk].values()), Tally()),
                [lines[hall.pk].get(code) for code in codes],
                checks.of_hall(hall.pk),
                before[hall.pk],
            )
            for hall in self.halls
        ]

    def standings_of(self, groups: dict[str, dict[PlanTask, Tally]]) -> dict[str, Standing]:
        """One hall's by code; the newest definition speaks for all of one code here too."""
        return {
            code: standing_of(newest(cells), cells, sum(cells.values(), Tally()), Tally(), self.span, self.today)
            for code, cells in groups.items()
        }


def place_in(months: list[date]) -> Case:
    """Which of the months a row is due in; SQLite would cut dates to months by calling Python for every row."""
    backwards = reversed(list(enumerate(months)))
    whens = (When(due_on__gte=month, then=Value(place)) for place, month in backwards)
    return Case(*whens, output_field=IntegerField())


def days_of(rows: OccurrenceQuerySet, span: Span, today: date, checks: Checks) -> list[DayCell]:
    """Each day with what was due on it."""
    counted = tallies(rows, "due_on")
    return [DayCell(day, counted.get((day,), Tally()), day == today, checks.on(day)) for day in span.days]


def people_of(rows: OccurrenceQuerySet, tasks: dict[int, PlanTask], codes: list[str]) -> list[PersonLine]:
    """Who answered for how much, most due first; the standings in the order of the codes."""
    groups: dict[str, dict[str, dict[PlanTask, Tally]]] = defaultdict(lambda: defaultdict(dict))
    for (name, pk), tally in tallies(rows, "answerable_name", "task_id").items():
        groups[name][tasks[pk].code][tasks[pk]] = tally
    lines = [person_line(name, cells, codes) for name, cells in groups.items()]
    return sorted(
        (line for line in lines if line.tally.due), key=lambda line: (line.name == "", -line.tally.due, line.name)
    )


def person_line(name: str, groups: dict[str, dict[PlanTask, Tally]], codes: list[str]) -> PersonLine:
    """A task of which nothing was due yet, nor anything recorded, says nothing of a person."""
    sums = {code: sum(cells.values(), Tally()) for code, cells in groups.items()}
    found = {
        code: standing_by_now(newest(groups[code]), tally)
        for code, tally in sums.items()
        if tally.due or tally.value or tally.base
    }
    return PersonLine(name, sum(sums.values(), Tally()), [found.get(code) for code in codes])


def newest(tasks: Iterable[PlanTask]) -> PlanTask:
    return max(tasks, key=lambda one: (one.valid_from, one.pk))


def overdue_of(rows: OccurrenceQuerySet) -> list[Occurrence]:
    """What is past its day and can still be done, longest first, as many as a page shows."""
    found = rows.overdue().select_related("task", "hall")
    return list(found.order_by("due_on", "hall__name", "task__code")[:OVERDUE_SHOWN])
