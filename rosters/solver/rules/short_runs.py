from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import Problem, Worker
from ..runs import runs_of, starts_of, too_short
from ..scope import Scope
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Terms, Variables


@dataclass(frozen=True)
class ShortRuns:
    """Who works, works at least as many days in a row as her limits want.

    Each shorter run that ends inside the month costs `weight`. A run that reaches the
    month's last day may go on and costs nothing; neither does one that touches the first
    day of somebody of whom no shift before the month is known.
    `days` is the run, `amount` its length; facts: `least`.
    """

    weight: int = 60
    name: ClassVar[str] = "short-runs"
    is_hard: ClassVar[bool] = False
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for worker in problem.workers:
            least = worker.limits.least_run or 0
            if least > 1 and self.weight:
                runs = runs_of(duties, worker, is_working=True)
                yield from too_short(self.name, self.weight, worker, runs, least)

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        return [term for worker in problem.workers for term in self._terms(problem, x, worker)]

    def _terms(self, problem: Problem, x: "Variables", worker: Worker) -> "Terms":
        terms: Terms = []
        least = worker.limits.least_run or 0
        for first in starts_of(problem, worker, least, is_working=True):
            begins = [(x.works(worker, first), 1), (x.works(worker, first - 1), -1)]
            days = range(max(first + 1, 0), min(first + least, problem.days))
            breaks = [x.sum_of([*begins, (x.works(worker, day), -1)]) for day in days]
            terms.append((x.at_least(breaks, 1), self.weight))
        return terms
