"""What stands under a month: need, cover, managers and handovers of each day, and of all of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean

from ..reports import PersonFigures
from ..solver.check import handovers
from ..solver.coverage import Gap
from ..solver.explain import Shortfall
from ..solver.problem import Shift
from ..verdict import Verdict
from .griddays import GridDay


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


def cover_of(verdict: Verdict) -> list[Cover]:
    """Need, work, missing, manager and handovers of every day, every meal break placed."""
    problem, duties = verdict.problem, verdict.duties
    needed: dict[int, int] = defaultdict(int)
    for row in problem.demand:
        needed[row.day] += row.needed * (row.end - row.start)
    short, gaps = missing_minutes(verdict.gaps), gaps_by_day(verdict.manager_gaps)
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


def missing_minutes(shortfalls: Iterable[Shortfall]) -> dict[int, int]:
    """By day: minutes of heads missing."""
    short: dict[int, int] = defaultdict(int)
    for gap in shortfalls:
        short[gap.day] += gap.minutes
    return short


def gaps_by_day(without_manager: Iterable[Gap]) -> dict[int, list[tuple[int, int]]]:
    """By day: the open times without a manager."""
    gaps: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for day, start, end in without_manager:
        gaps[day].append((start, end))
    return gaps


def present_minutes(shift: Shift) -> int:
    return sum(end - start for start, end in shift.segments) - shift.break_minutes


@dataclass(frozen=True)
class Totals:
    """The month in a few figures; amounts of work in minutes.

    The spread is between the person furthest above her own target and the one furthest below hers: part-timers
    and people who are away for a while are to work less.
    """

    mean_minutes: float
    spread_minutes: int
    missing_minutes: int
    cover_percent: float
    days_without_manager: int
    handovers_a_day: float


def totals_of(people: Sequence[PersonFigures], foot: Sequence[FootDay]) -> Totals:
    apart = [person.difference for person in people] or [0]
    needed, missing = sum(day.needed for day in foot), sum(day.missing for day in foot)
    open_days = [day for day in foot if day.day.is_open]
    return Totals(
        mean_minutes=mean([person.minutes for person in people] or [0]),
        spread_minutes=max(apart) - min(apart),
        missing_minutes=missing,
        cover_percent=round(100 * (needed - missing) / needed, 1) if needed else 100.0,
        days_without_manager=sum(not day.has_manager for day in open_days),
        handovers_a_day=round(mean(day.handovers for day in open_days), 1) if open_days else 0.0,
    )
