from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import HISTORY_DAYS, Problem
from ..scope import Scope
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Terms, Variables


@dataclass(frozen=True)
class Succession:
    """No shift is followed on the next day by one that the hall bars after it.

    The last day of history counts as the day before. Facts: `first`, `second`, the codes.
    """

    name: ClassVar[str] = "succession"
    is_hard: ClassVar[bool] = True
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        if not any(shift.barred_next for shift in problem.shifts):
            return
        for worker in problem.workers:
            for day, (first, second) in enumerate(pairwise(duties.row(worker)[HISTORY_DAYS - 1 :]), -1):
                if first and second and second.id in first.barred_next:
                    facts = {"first": first.code, "second": second.code}
                    yield Violation(self.name, True, worker=worker.id, days=(day, day + 1), facts=facts)

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        groups: dict[frozenset[str], list[str]] = defaultdict(list)
        for shift in problem.shifts:
            if shift.barred_next:
                groups[shift.barred_next].append(shift.id)
        for worker in problem.workers:
            for day in range(-1, problem.days - 1):
                for later, earlier in groups.items():
                    before = [x.has(worker, day, id) for id in earlier]
                    x.at_most_one(before + [x.has(worker, day + 1, id) for id in sorted(later)])
        return []
