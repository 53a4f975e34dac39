"""Where halls stand with their months: for the first page, in a number of queries that no number of halls moves."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from operator import attrgetter

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from staff.models import Employee, Hall, User
from staff.months import shifted

from .cycles.cycleline import Line, Point, cycle_lines
from .grids.gridfoot import missing_minutes
from .models import Assignment, Build, Roster, ShiftType
from .month import load_month
from .problem import duties_of, problem_of
from .publications.published import published_shifts
from .verdict import verdict_of

BAR_STEP, BAR_HEIGHT = 10, 44


@dataclass(frozen=True)
class HallMonth:
    """One hall's month as far as the user may know it.

    `cells` counts filled cells; `build` is the last one, without its problem and result; `cycle` is the
    month as a line of steps.
    """

    hall: Hall
    month: date
    today: date
    roster: Roster | None = None
    build: Build | None = None
    cells: int = 0
    is_managed: bool = False
    cycle: Line | None = None

    @property
    def state(self) -> str:
        """`building`, `published`, `draft`, or `empty` when nothing stands in it."""
        if self.build and not self.build.is_finished:
            return "building"
        if self.roster and self.roster.is_published:
            return "published"
        return "draft" if self.cells else "empty"

    @property
    def is_coming(self) -> bool:
        return self.month > self.today

    @property
    def next_due(self) -> Point | None:
        """The first step of the cycle that is not done, of those that the user may know of."""
        return self.cycle.next if self.cycle else None


@dataclass(frozen=True)
class HallLine:
    """A hall with this month and the next."""

    hall: Hall
    is_managed: bool
    this: HallMonth
    coming: HallMonth

    @property
    def shown(self) -> HallMonth | None:
        """The newest month that everyone may see."""
        return next((month for month in (self.coming, self.this) if month.state == "published"), None)

    @property
    def is_late(self) -> bool:
        return self.coming.next_due is not None and self.coming.next_due.is_late


@dataclass(frozen=True)
class DayCover:
    """Work needed and missing on one day, in minutes."""

    date: date
    needed: int
    missing: int


@dataclass(frozen=True)
class Bar:
    """One piece of a day's bar."""

    x: int
    y: float
    height: float
    day: DayCover
    is_short: bool


@dataclass(frozen=True)
class Judgement:
    """What the checker says of a month in few words: broken hard rules, minutes of work missing, the penalty."""

    broken: int
    penalty: int
    days: list[DayCover] = field(default_factory=list)

    @cached_property
    def missing(self) -> int:
        return sum(day.missing for day in self.days)

    @cached_property
    def short_days(self) -> int:
        return sum(day.missing > 0 for day in self.days)

    @cached_property
    def needed(self) -> int:
        return sum(day.needed for day in self.days)

    @cached_property
    def percent(self) -> float | None:
        """Of the work needed, what somebody is there for; below 100 while a minute is missing, None without demand."""
        if not self.needed:
            return None
        percent = round(100 * (self.needed - self.missing) / self.needed, 1)
        return min(percent, 99.9) if self.missing else percent

    @property
    def width(self) -> int:
        return len(self.days) * BAR_STEP

    @cached_property
    def bars(self) -> list[Bar]:
        """The work needed each day, what is missing of it on top, in a field `width` by `BAR_HEIGHT`."""
        most = max((day.needed for day in self.days), default=0) or 1
        bars = []
        for n, day in enumerate(self.days):
            whole = round(BAR_HEIGHT * day.needed / most, 1)
            short = round(max(3.0, BAR_HEIGHT * day.missing / most), 1) if day.missing else 0.0
            bars.append(Bar(n * BAR_STEP, BAR_HEIGHT - whole, whole, day, is_short=False))
            if short:
                bars.append(Bar(n * BAR_STEP, BAR_HEIGHT - whole, short, day, is_short=True))
        return bars


def lines_of(user: User, halls: Iterable[Hall]) -> list[HallLine]:
    """Each hall with its own this month and next, by its own clock; drafts only where the user manages."""
    halls = list(halls)
    managed = set(Hall.objects.managed_by(user).values_list("pk", flat=True))
    todays = {hall.pk: hall.today() for hall in halls}
    months = {hall.pk: todays[hall.pk].replace(day=1) for hall in halls}
    wanted = {*months.values(), *(shifted(month, 1) for month in months.values())}
    known = rosters_of(user, halls, wanted)
    stands = {key: (roster, cells) for key, (roster, _build, cells) in known.items()}
    cycles = cycle_lines(halls, wanted, timezone.now(), stands)

    def month_of(hall: Hall, month: date) -> HallMonth:
        roster, build, cells = known.get((hall.pk, month), (None, None, 0))
        is_managed = hall.pk in managed
        line = cycles[hall.pk, month].seen(all_of_it=is_managed or user.reads_all_halls)
        return HallMonth(hall, month, todays[hall.pk], roster, build, cells, is_managed, line)

    return [
        HallLine(
            hall,
            hall.pk in managed,
            month_of(hall, months[hall.pk]),
            month_of(hall, shifted(months[hall.pk], 1)),
        )
        for hall in halls
    ]


def rosters_of(
    user: User, halls: list[Hall], months: Iterable[date]
) -> dict[tuple[int, date], tuple[Roster, Build | None, int]]:
    cells = Assignment.objects.filter(roster=OuterRef("pk")).order_by().values("roster")
    last = Build.objects.of_rosters().filter(roster=OuterRef("pk")).order_by("-asked_at")
    rosters = (
        Roster.objects.visible_to(user)
        .filter(hall__in=halls, month__in=list(months))
        .annotate(
            cells=Coalesce(Subquery(cells.annotate(n=Count("pk")).values("n")), 0),
            last_build=Subquery(last.values("pk")[:1]),
        )
    )
    rows = list(rosters)
    builds = Build.objects.defer("problem", "before", "result", "progress").in_bulk([row.last_build for row in rows])
    return {(row.hall_id, row.month): (row, builds.get(row.last_build), row.cells) for row in rows}


def on_duty(month: HallMonth) -> list[tuple[ShiftType, list[str]]]:
    """Who works today by shift, earliest first; empty unless the month is published."""
    if month.roster is None or not month.roster.is_published:
        return []
    cells = published_shifts(month.hall, month.today, month.today)
    people = Employee.objects.in_bulk([cell.employee_id for cell in cells if cell.shift_type])
    on: dict[ShiftType, list[Employee]] = defaultdict(list)
    for cell in cells:
        person = people.get(cell.employee_id)  # who stands in nothing but this may have been deleted since
        if person and cell.shift_type:
            on[cell.shift_type].append(person)
    return [
        (kind, [person.name for person in sorted(on[kind], key=lambda one: (not one.is_manager, one.code))])
        for kind in sorted(on, key=attrgetter("start", "code"))
    ]


def judgement_of(roster: Roster) -> Judgement:
    """What the checker says of the roster as it stands now."""
    month = load_month(roster)
    problem = problem_of(roster, month)
    duties = duties_of(roster, problem, month)
    verdict = verdict_of(problem, duties)
    short = missing_minutes(verdict.gaps)
    needed = [0] * problem.days
    for row in problem.demand:
        needed[row.day] += row.needed * (row.end - row.start)
    return Judgement(
        broken=len(verdict.broken),
        penalty=verdict.penalty,
        days=[DayCover(problem.date_of(n), needed[n], short[n]) for n in range(problem.days)],
    )
