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
class Eligible:
    """Nobody works a shift she may not: no skill for it, not hers to work, outside her contract.

    Lies in the form of the variables, rule or no rule. Facts: `shift`, the code;
    `is_employed`, False when she may work nothing at all that day.
    """

    name: ClassVar[str] = "eligible"
    is_hard: ClassVar[bool] = True
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for worker in problem.workers:
            row = duties.row(worker)[HISTORY_DAYS:]
            for day, (shift, may) in enumerate(zip(row, worker.shifts, strict=True)):
                if shift and shift.id not in may:
                    facts = {"shift": shift.code, "is_employed": worker.is_employed_on(day)}
                    yield Violation(self.name, True, worker=worker.id, days=(day,), facts=facts)

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        return []
