from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import HISTORY_DAYS, Problem, Worker, half_up
from ..scope import Scope
from ..violation import Violation
from .time_bank import WEEK, goes_on, spendable

if TYPE_CHECKING:
    from ..variables import Terms, Variables

STEP = 30
SATURDAY = 5


@dataclass(frozen=True)
class WeeklyHours:
    """Every week pays the minutes wanted of it, history in the first week counted.

    What lies more than `tolerance_minutes` above or below the target counts in started
    half hours, each for half the weight of an hour, rounded half up. The half hours below
    target that pay back the time bank are free, the earliest weeks' first. A last week that
    goes on in the next month may leave to that month's weekend what it can hold: a fifth of the contract
    for each day of it on which the hall is open.
    One violation for each week that costs: `days` is the week, `amount` the minutes
    off target; facts: `kind`, over or under; `minutes` and `target`.
    """

    weight_over: int = 300
    weight_under: int = 100
    tolerance_minutes: int = 60
    name: ClassVar[str] = "weekly-hours"
    is_hard: ClassVar[bool] = False
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for worker in problem.workers:
            free = spendable(problem, worker) // STEP
            row = duties.row(worker)
            for week, target in zip(problem.weeks, worker.week_targets, strict=True):
                shifts = row[week.start + HISTORY_DAYS : week.stop + HISTORY_DAYS]
                minutes = sum(shift.paid_minutes for shift in shifts if shift)
                is_over = minutes > target
                off = minutes - target if is_over else max(0, least_of(problem, week, worker, target) - minutes)
                steps = -(min(self.tolerance_minutes - off, 0) // STEP)
                if not is_over:
                    steps, free = max(steps - free, 0), max(free - steps, 0)
                penalty = steps * half_up(self.weight_over if is_over else self.weight_under, 2)
                if penalty:
                    facts = {"kind": "over" if is_over else "under", "minutes": minutes, "target": target}
                    days = tuple(week)
                    yield Violation(self.name, penalty=penalty, worker=worker.id, days=days, amount=off, facts=facts)

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        return [term for worker in problem.workers for term in self._terms(problem, x, worker)]

    def _terms(self, problem: Problem, x: "Variables", worker: Worker) -> "Terms":
        over, under = half_up(self.weight_over, 2), half_up(self.weight_under, 2)
        below = []
        terms: Terms = []
        for week, target in zip(problem.weeks, worker.week_targets, strict=True):
            minutes = x.minutes(worker, week)
            above = x.at_least([minutes.less(target + self.tolerance_minutes)], unit=STEP)
            terms.append((above, over))
            least = least_of(problem, week, worker, target)
            below.append(x.at_least([minutes.negated().less(self.tolerance_minutes - least)], unit=STEP))
        if free := spendable(problem, worker) // STEP:
            below = [x.at_least([x.sum_of([(var, 1) for var in below], -free)])]
        return terms + [(var, under) for var in below]


def least_of(problem: Problem, week: range, worker: Worker, target: int) -> int:
    """What the week has to pay at least: its target, in a cut one less what the weekend after it can hold."""
    if not goes_on(problem, week):
        return target
    weekend = range(week.start - WEEK + max(len(week), SATURDAY), week.start)
    left = sum(bool(problem.open[day]) for day in weekend if day >= 0)
    return max(0, target - left * (worker.weekly_minutes // 5))
