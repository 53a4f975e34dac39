from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import HISTORY_DAYS, Problem, Worker
from ..scope import Scope
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Terms, Variables


@dataclass(frozen=True)
class ConsecutiveDays:
    """Nobody works more than `most` days in a row, those of the month before counted.

    Her own limit comes before the hall's.

    One violation for each run that is too long and reaches into the month; `days` is the
    run, `amount` its length. Facts: `most`.
    """

    most: int = 6
    name: ClassVar[str] = "consecutive-days"
    is_hard: ClassVar[bool] = True
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for worker in problem.workers:
            most = most_of(worker, self.most)
            run: list[int] = []
            for day, shift in enumerate((*duties.row(worker), None), -HISTORY_DAYS):
                if shift:
                    run.append(day)
                    continue
                if len(run) > most and run[-1] >= 0:
                    facts = {"most": most}
                    yield Violation(self.name, True, worker=worker.id, days=tuple(run), amount=len(run), facts=facts)
                run = []

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        for worker in problem.workers:
            most = most_of(worker, self.most)
            for first in range(-min(most, HISTORY_DAYS), problem.days - most):
                window = [x.works(worker, day) for day in range(first, first + most + 1)]
                x.model.add(sum(window) <= most)
        return []


def most_of(worker: Worker, common: int) -> int:
    """The working days in a row the worker may have, her own limit before the common one."""
    return common if worker.limits.most_run is None else worker.limits.most_run
