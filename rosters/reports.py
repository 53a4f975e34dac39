"""Figures of a month (policy 4.2.2), for page, API and workbook alike."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from .solver.duties import Duties
from .solver.problem import EARLY, LATE, NIGHT, Problem, Shift, Worker
from .solver.rules.overtime import Overtime, overtime_of

WEEKEND, HOLIDAY = "weekend", "holiday"
SHARED = (EARLY, LATE, WEEKEND, HOLIDAY)


@dataclass(frozen=True)
class PersonFigures:
    """One person's month.

    Amounts of work are minutes. `shifts` counts shift types by code. `balances` says for
    early, late, weekend and holiday shifts how many more (+) or fewer (-) than a fair
    share she has had, earlier months included; a share is fair in proportion to the days
    a person can work.
    """

    code: str
    name: str
    is_manager: bool
    month_days: int
    minutes: int
    target: int
    days: int
    shifts: dict[str, int]
    early: int
    late: int
    night: int
    weekend: int
    holiday: int
    overtime: int
    changes: int
    bank_minutes: int
    balances: dict[str, float]

    @property
    def difference(self) -> int:
        """Minutes above (+) or below (-) the month's target."""
        return self.minutes - self.target

    @property
    def mean_weekly_minutes(self) -> float:
        return self.minutes * 7 / self.month_days

    @property
    def mean_weekly_shifts(self) -> dict[str, float]:
        """Mean number of each shift type a week, by code."""
        return {code: count * 7 / self.month_days for code, count in self.shifts.items()}

    @property
    def balance(self) -> float:
        """All her balances in one figure: shifts above (+) or below (-) a fair share."""
        return sum(self.balances.values())


def figures_of_people(problem: Problem, duties: Duties) -> list[PersonFigures]:
    """The figures of every worker, in the problem's order."""
    worked = {worker.id: worked_days(problem, duties, worker) for worker in problem.workers}
    counts = {worker.id: shares_of(problem, worked[worker.id]) for worker in problem.workers}
    balances = balances_of(problem, counts)
    return [
        person_figures(problem, duties, worker, worked[worker.id], balances[worker.id]) for worker in problem.workers
    ]


def person_figures(
    problem: Problem, duties: Duties, worker: Worker, worked: dict[int, Shift], balances: dict[str, float]
) -> PersonFigures:
    kinds = Counter(shift.kind for shift in worked.values())
    shares = shares_of(problem, worked)
    return PersonFigures(
        code=worker.id,
        name=worker.name,
        is_manager=worker.is_manager,
        month_days=problem.days,
        minutes=sum(shift.paid_minutes for shift in worked.values()),
        target=month_target(problem, worker),
        days=len(worked),
        shifts=dict(Counter(shift.code for shift in worked.values())),
        early=kinds[EARLY],
        late=kinds[LATE],
        night=kinds[NIGHT],
        weekend=shares[WEEKEND],
        holiday=shares[HOLIDAY],
        overtime=overtime_of(
            problem, duties, worker, problem.rules.get("overtime", {}).get("standard_day", Overtime.standard_day)
        ),
        changes=changes_of(duties, worker),
        bank_minutes=worker.bank_minutes,
        balances=balances,
    )


def worked_days(problem: Problem, duties: Duties, worker: Worker) -> dict[int, Shift]:
    shifts = ((day, duties.shift(worker, day)) for day in range(problem.days))
    return {day: shift for day, shift in shifts if shift is not None}


def shares_of(problem: Problem, worked: dict[int, Shift]) -> dict[str, int]:
    """How often she worked what everybody is to have an equal share of."""
    kinds = Counter(shift.kind for shift in worked.values())
    return {
        EARLY: kinds[EARLY],
        LATE: kinds[LATE],
        WEEKEND: sum(day in problem.weekends for day in worked),
        HOLIDAY: sum(day in problem.holidays for day in worked),
    }


def balances_of(problem: Problem, counts: dict[str, dict[str, int]]) -> dict[str, dict[str, float]]:
    """For each worker and kind: carried over, plus her count, less her fair share of all counts."""
    days = {worker.id: len(worker.available_days) for worker in problem.workers}
    all_days = sum(days.values()) or 1
    totals = {kind: sum(count[kind] for count in counts.values()) for kind in SHARED}
    return {
        worker.id: {
            kind: worker.carried.get(kind, 0) + counts[worker.id][kind] - totals[kind] * days[worker.id] / all_days
            for kind in SHARED
        }
        for worker in problem.workers
    }


def month_target(problem: Problem, worker: Worker) -> int:
    """Minutes wanted in the month; a week that began before it counts with its workdays in it."""
    weeks = zip(problem.weeks, worker.week_targets, strict=True)
    return round(sum(target * part_in_month(problem, week) for week, target in weeks))


def part_in_month(problem: Problem, week: range) -> float:
    inside = workdays(problem, range(max(0, week.start), week.stop))
    outside = workdays(problem, range(week.start, min(0, week.stop)))
    return inside / (inside + outside) if inside + outside else 1.0


def workdays(problem: Problem, days: Iterable[int]) -> int:
    """Days that are neither weekend nor holiday; those of the month before go by their weekday."""
    off = problem.weekends | problem.holidays
    return sum(problem.date_of(day).weekday() < 5 if day < 0 else day not in off for day in days)


def changes_of(duties: Duties, worker: Worker) -> int:
    """Changes of shift type from one working day to the next, days off between them or not."""
    shifts = [id for day in range(duties.problem.days) if (id := duties.shift_id(worker, day))]
    return sum(before != after for before, after in pairwise(shifts))
