from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import Problem
from ..scope import Scope
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Terms, Variables


@dataclass(frozen=True)
class Pins:
    """A pinned cell stays as it is pinned.

    Facts: `pinned` and `shift`, the shift ids wanted and found, None for a day off.
    """

    name: ClassVar[str] = "pins"
    is_hard: ClassVar[bool] = True
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for pin in problem.pins:
            found = duties.cells.get((pin.worker, pin.day))
            if found != pin.shift:
                facts = {"pinned": pin.shift, "shift": found}
                yield Violation(self.name, True, worker=pin.worker, days=(pin.day,), facts=facts)

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        for pin in problem.pins:
            worker = problem.worker_by_id[pin.worker]
            if pin.shift is None:
                x.model.add(x.works(worker, pin.day) == 0)
            else:
                x.model.add(x.has(worker, pin.day, pin.shift) == 1)
        return []
