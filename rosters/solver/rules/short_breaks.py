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
class ShortBreaks:
    """Who is off, is off at least as many days in a row as her limits want.

    Each shorter run of days off that ends inside the month costs `weight`, unless one of
    its days is leave for the whole day. A run that reaches the month's last day may go on
    and costs nothing; neither does one that touches the first day of somebody of whom no
    shift before the month is known.
    `days` is the run, `amount` its length; facts: `least`.
    """

    weight: int = 60
    name: ClassVar[str] = "short-breaks"
    is_hard: ClassVar[bool] = False
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for worker in problem.workers:
            least = worker.limits.least_rest or 0
            if least > 1 and self.weight:
                away = away_days(worker)
                runs = (run for run in runs_of(duties, worker, is_working=False) if away.isdisjoint(run))
                yield from too_short(self.name, self.weight, worker, runs, least)

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        return [term for worker in problem.workers for term in self._terms(problem, x, worker)]

    def _terms(self, problem: Problem, x: "Variables", worker: Worker) -> "Terms":
        terms: Terms = []
        least = worker.limits.least_rest or 0
        away = away_days(worker)
        for first in starts_of(problem, worker, least, is_working=False):
            begins = [(x.works(worker, first - 1), 1), (x.works(worker, first), -1)]
            until = min([first + least, problem.days, *(day + 1 for day in away if day >= first)])
            days = range(max(first + 1, 0), until)
            breaks = [x.sum_of([*begins, (x.works(worker, day), 1)], -1) for day in days]
            terms.append((x.at_least(breaks, 1), self.weight))
        return terms


def away_days(worker: Worker) -> set[int]:
    return {absence.day for absence in worker.absences if absence.is_whole_day}
