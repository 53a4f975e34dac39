from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import DAY, Problem, Worker
from ..violation import Violation

if TYPE_CHECKING:
    from ..cpsat import IntVar
    from ..variables import Terms, Variables


@dataclass(frozen=True)
class WeeklyRest:
    """Every week from Monday to Sunday has one full day of rest.

    On a day of rest no shift begins and none of the day before runs past midnight into
    it. The first week counts its days of history. A week cut by the month's end is left
    to the next month, unless only its Sunday lies there and a shift would run into that.
    A week that history has already spoilt is passed over. `days` is the week.
    """

    name: ClassVar[str] = "weekly-rest"
    is_hard: ClassVar[bool] = True

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for worker in problem.workers:
            for week in problem.weeks:
                monday = week.start
                resting = [day for day in range(monday, monday + 7) if self._rests(problem, duties, worker, day)]
                if not resting and self._could_rest(duties, worker, monday + 6):
                    yield Violation(self.name, True, worker=worker.id, days=tuple(week))

    def _rests(self, problem: Problem, duties: Duties, worker: Worker, day: int) -> bool:
        before = duties.shift(worker, day - 1)
        return not duties.works(worker, day) and not (before and before.end > DAY)

    def _could_rest(self, duties: Duties, worker: Worker, sunday: int) -> bool:
        """Whether any day is left that the month can keep free."""
        before = duties.shift(worker, -1)
        return sunday > 0 or not (before and before.end > DAY)

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        for worker in problem.workers:
            for week in problem.weeks:
                sunday = week.start + 6
                spoilt = [self._spoilt(x, worker, day) for day in range(week.start, sunday + 1)]
                if sunday == 0 and spoilt[-1].index == x.one.index:
                    continue
                x.model.add(sum(spoilt) <= 6)
        return []

    def _spoilt(self, x: "Variables", worker: Worker, day: int) -> "IntVar":
        """True when a shift falls on the day."""
        night = [literal for shift, literal in x.options(worker, day - 1) if shift.end > DAY]
        if any(literal.index == x.one.index for literal in night):
            return x.one
        return x.any_of([x.works(worker, day), *night])
