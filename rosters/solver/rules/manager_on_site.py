from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..placing import Floor
from ..problem import Problem, half_up
from ..scope import Scope
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Terms, Variables


@dataclass(frozen=True)
class ManagerOnSite:
    """Whenever the hall is open a manager is on site, meal breaks counted.

    Every part of a head missing costs `Slice.price(weight)`; weight is for an hour.
    `amount` is in minutes without a manager.
    """

    weight: int = 4000
    name: ClassVar[str] = "manager-on-site"
    is_hard: ClassVar[bool] = False
    scope: ClassVar[Scope] = Scope.DAYS

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        floor = Floor(duties, {worker.id: 1 for worker in problem.workers if worker.is_manager})
        for slice in problem.open_slices:
            gap = slice.parts - sum(parts for _, parts in floor.supply(slice))
            if gap > 0:
                yield Violation(
                    self.name,
                    penalty=gap * slice.price(self.weight),
                    days=(slice.day,),
                    start=slice.start,
                    end=slice.end,
                    amount=half_up(gap * slice.minutes, slice.parts),
                )

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        managers = frozenset(worker.id for worker in problem.workers if worker.is_manager)
        return [
            (var, slice.price(self.weight))
            for slice in problem.open_slices
            for var in x.shortage.missing(slice, [(managers, 1)])
        ]
