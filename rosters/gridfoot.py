"""What stands under a month: need, cover, managers and handovers of each day, and of all of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean

from .griddays import GridDay
from .reports import PersonFigures
from .solver.check import Violation, handovers
from .solver.duties import Duties
from .solver.problem import Problem, Shift


@dataclass(frozen=True)
class Cover:
    """How a day is staffed: amounts in minutes of work; `gaps` are the open times without a manager."""

    people: int
    needed: int
    have: int
    missing: int
    gaps: list[tuple[int, int]]
    handovers: int

    @property
    def has_manager(self) -> bool:
        return not self.gaps


@dataclass(frozen=True)
class FootDay(Cover):
    """The cover of a column."""

    day: GridDay


def foot_of(cover: Iterable[Cover], days: Iterable[GridDay]) -> list[FootDay]:
    return [FootDay(**vars(one), day=day) for one, day in zip(cover, days, strict=True)]


def cover_of(problem: Problem, duties: Duties, violations: Iterable[Violation]) -> list[Cover]:
    """Need, work, missing, manager and handovers of every day, from what the check has said."""
    needed: dict[int, int] = defaultdict(int)
    for row in problem.demand:
        needed[row.day] += row.needed * (row.end - row.start)
    short, gaps = shortages_of(violations)
    return [
        Cover(
            people=sum(1 for _ in duties.present(day)),
            needed=needed[day],
            have=sum(present_minutes(shift) for _, shift in duties.present(day)),
            missing=short[day],
            gaps=gaps[day],
            handovers=handovers(problem, duties, day),
        )
        for day in range(problem.days)
    ]


def shortages_of(violations: Iterable[Violation]) -> tuple[dict[int, int], dict[int, list[tuple[int, int]]]]:
    """By day: minutes of heads missing, and the open times without a manager."""
    short: dict[int, int] = defaultdict(int)
    gaps: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for violation in violations:
        if violation.rule == "cover" and violation.facts["kind"] == "short":
            short[violation.days[0]] += violation.amount
        elif violation.rule == "manager-on-site":
            add_gap(gaps[violation.days[0]], violation.start or 0, violation.end or 0)
    return short, gaps


def add_gap(gaps: list[tuple[int, int]], start: int, end: int) -> None:
    """Neighbours are one gap."""
    if gaps and gaps[-1][1] == start:
        start = gaps.pop()[0]
    gaps.append((start, end))


def present_minutes(shift: Shift) -> int:
    return sum(end - start for start, end in shift.segments) - shift.break_minutes


@dataclass(frozen=True)
class Totals:
    """The month in a few figures; amounts of work in minutes."""

    mean_minutes: float
    spread_minutes: int
    missing_minutes: int
    cover_percent: float
    days_without_manager: int
    handovers_a_day: float


def totals_of(people: Sequence[PersonFigures], foot: Sequence[FootDay]) -> Totals:
    minutes = [person.minutes for person in people] or [0]
    needed, missing = sum(day.needed for day in foot), sum(day.missing for day in foot)
    open_days = [day for day in foot if day.day.is_open]
    return Totals(
        mean_minutes=mean(minutes),
        spread_minutes=max(minutes) - min(minutes),
        missing_minutes=missing,
        cover_percent=round(100 * (needed - missing) / needed, 1) if needed else 100.0,
        days_without_manager=sum(not day.has_manager for day in open_days),
        handovers_a_day=round(mean(day.handovers for day in open_days), 1) if open_days else 0.0,
    )
