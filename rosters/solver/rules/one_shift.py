from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import DAY, HISTORY_DAYS, Problem
from ..scope import Scope
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Terms, Variables


@dataclass(frozen=True)
class OneShift:
    """Nobody is in two places: one shift a day, and none that begins before the last one ends.

    One shift a day lies in the form of duties and variables, rule or no rule. Facts:
    `first`, `second`: the codes of the shifts that overlap.
    """

    name: ClassVar[str] = "one-shift"
    is_hard: ClassVar[bool] = True
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for worker in problem.workers:
            row = duties.row(worker)[HISTORY_DAYS - 1 :]
            for day, (first, second) in enumerate(pairwise(row), -1):
                if first and second and first.end - DAY > second.start:
                    facts = {"first": first.code, "second": second.code}
                    yield Violation(self.name, True, worker=worker.id, days=(day, day + 1), facts=facts)

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        pairs = product(problem.shifts, repeat=2)
        overlapping = [(first.id, second.id) for first, second in pairs if second.start + DAY < first.end]
        for worker in problem.workers:
            for day in range(-1, problem.days - 1):
                for first, second in overlapping:
                    x.at_most_one([x.has(worker, day, first), x.has(worker, day + 1, second)])
        return []
