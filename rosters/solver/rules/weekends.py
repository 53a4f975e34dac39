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
class Weekends:
    """Nobody works on more weekends of the month than her limits allow.

    A weekend counts when a shift begins on its Saturday or its Sunday, however many; a
    make-up workday is no weekend. `days` are the weekend days worked, `amount` the
    weekends; facts: `most`.
    """

    name: ClassVar[str] = "weekends"
    is_hard: ClassVar[bool] = True
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for worker in problem.workers:
            most = worker.limits.most_weekends
            if most is None:
                continue
            days = tuple(day for day in sorted(problem.weekends) if duties.works(worker, day))
            weekends = {problem.date_of(day).isocalendar()[:2] for day in days}
            if len(weekends) > most:
                facts = {"most": most}
                yield Violation(self.name, True, worker=worker.id, days=days, amount=len(weekends), facts=facts)

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        for worker in problem.workers:
            most = worker.limits.most_weekends
            weekends = [[day for day in week if day in problem.weekends] for week in problem.weeks]
            if most is None or most >= sum(map(bool, weekends)):
                continue
            worked = [x.any_of([x.works(worker, day) for day in days]) for days in weekends]
            x.model.add(sum(worked) <= most)
        return []
