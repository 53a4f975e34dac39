from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import HISTORY_DAYS, Problem
from ..scope import Scope
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Terms, Variables


@dataclass(frozen=True)
class MonthMost:
    """Nobody is paid more minutes in the month than her limits allow.

    Counts the days of the month alone. `amount` is the minutes found; facts: `most`.
    """

    name: ClassVar[str] = "month-most"
    is_hard: ClassVar[bool] = True
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for worker in problem.workers:
            most = worker.limits.most_minutes
            if most is None:
                continue
            paid = sum(shift.paid_minutes for shift in duties.row(worker)[HISTORY_DAYS:] if shift)
            if paid > most:
                days = tuple(range(problem.days))
                yield Violation(self.name, True, worker=worker.id, days=days, amount=paid, facts={"most": most})

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        for worker in problem.workers:
            if worker.limits.most_minutes is not None:
                minutes = x.minutes(worker, range(problem.days))
                x.model.add(minutes.expression() <= worker.limits.most_minutes)
        return []
