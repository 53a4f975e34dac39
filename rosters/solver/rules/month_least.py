from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import HISTORY_DAYS, Problem, half_up
from ..scope import Scope
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Terms, Variables

STEP = 30


@dataclass(frozen=True)
class MonthLeast:
    """Everybody is paid at least the minutes in the month that her limits promise her.

    Counts the days of the month alone. What is missing counts in started half hours, each
    for half of `weight`, rounded half up. `amount` is the minutes missing; facts: `least`.
    """

    weight: int = 200
    name: ClassVar[str] = "month-least"
    is_hard: ClassVar[bool] = False
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for worker in problem.workers:
            least = worker.limits.least_minutes or 0
            missing = least - sum(shift.paid_minutes for shift in duties.row(worker)[HISTORY_DAYS:] if shift)
            if missing > 0 and self.weight:
                yield Violation(
                    self.name,
                    penalty=-(-missing // STEP) * half_up(self.weight, 2),
                    worker=worker.id,
                    days=tuple(range(problem.days)),
                    amount=missing,
                    facts={"least": least},
                )

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        price = half_up(self.weight, 2)
        return [
            (x.at_least([x.minutes(worker, range(problem.days)).less(least).negated()], unit=STEP), price)
            for worker in problem.workers
            if (least := worker.limits.least_minutes)
        ]
