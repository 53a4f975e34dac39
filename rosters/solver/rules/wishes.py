from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import Problem, Wish, Worker, half_up
from ..scope import Scope
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Terms, Variables


@dataclass(frozen=True)
class Wishes:
    """What people asked for is done: a shift or a day worked that they prefer, none that they avoid.

    A refused wish costs `weight` times its strength times the person's wish percentage,
    by 100, rounded half up. Facts: `shift`, the id or None for working at all;
    `prefers`, `strength`.
    """

    weight: int = 20
    name: ClassVar[str] = "wishes"
    is_hard: ClassVar[bool] = False
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for wish in problem.wishes:
            found = duties.cells.get((wish.worker, wish.day))
            is_so = found is not None if wish.shift is None else found == wish.shift
            price = self.price_of(problem.worker_by_id[wish.worker], wish)
            if is_so != wish.prefers and price:
                facts = {"shift": wish.shift, "prefers": wish.prefers, "strength": wish.strength}
                yield Violation(self.name, penalty=price, worker=wish.worker, days=(wish.day,), facts=facts)

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        terms: Terms = []
        for wish in problem.wishes:
            worker = problem.worker_by_id[wish.worker]
            price = self.price_of(worker, wish)
            literal = x.works(worker, wish.day) if wish.shift is None else x.has(worker, wish.day, wish.shift)
            terms += [(x.one, price), (literal, -price)] if wish.prefers else [(literal, price)]
        return terms

    def price_of(self, worker: Worker, wish: Wish) -> int:
        return half_up(self.weight * wish.strength * worker.wish_percent, 100)
