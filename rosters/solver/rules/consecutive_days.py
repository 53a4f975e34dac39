from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import HISTORY_DAYS, Problem
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Terms, Variables


@dataclass(frozen=True)
class ConsecutiveDays:
    """Nobody works more than `most` days in a row, those of the month before counted.

    One violation for each run that is too long and reaches into the month; `days` is the
    run, `amount` its length. Facts: `most`.
    """

    most: int = 6
    name: ClassVar[str] = "consecutive-days"
    is_hard: ClassVar[bool] = True

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for worker in problem.workers:
            run: list[int] = []
            for day, shift in enumerate((*duties.row(worker), None), -HISTORY_DAYS):
                if shift:
                    run.append(day)
                    continue
                if len(run) > self.most and run[-1] >= 0:
                    yield self._violation(worker.id, run)
                run = []

    def _violation(self, worker: str, run: list[int]) -> Violation:
        return Violation(self.name, True, worker=worker, days=tuple(run), amount=len(run), facts={"most": self.most})

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        for worker in problem.workers:
            for first in range(-min(self.most, HISTORY_DAYS), problem.days - self.most):
                window = [x.works(worker, day) for day in range(first, first + self.most + 1)]
                x.model.add(sum(window) <= self.most)
        return []
