from collections import Counter
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
class ShiftCount:
    """Nobody works a shift type more often in the month than her limits allow.

    `days` are those on which she works it, `amount` how many; facts: `shift`, the code,
    and `most`.
    """

    name: ClassVar[str] = "shift-count"
    is_hard: ClassVar[bool] = True
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for worker in problem.workers:
            if not worker.limits.shift_most:
                continue
            row = duties.row(worker)[HISTORY_DAYS:]
            counts = Counter(shift.id for shift in row if shift)
            for id, most in worker.limits.shift_most.items():
                if counts[id] > most:
                    facts = {"shift": problem.shift_by_id[id].code, "most": most}
                    days = tuple(day for day, shift in enumerate(row) if shift and shift.id == id)
                    yield Violation(self.name, True, worker=worker.id, days=days, amount=counts[id], facts=facts)

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        for worker in problem.workers:
            for id, most in worker.limits.shift_most.items():
                literals = [x.has(worker, day, id) for day in range(problem.days) if id in worker.shifts[day]]
                if len(literals) > most:
                    x.model.add(sum(literals) <= most)
        return []
