from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import DAY, HISTORY_DAYS, Problem, Worker
from ..scope import Scope
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
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for worker in problem.workers:
            row = (*duties.row(worker), *[None] * 6)
            eve = row[HISTORY_DAYS - 1]
            for week in problem.weeks:
                monday = week.start + HISTORY_DAYS
                days = pairwise(row[monday - 1 : monday + 7])
                is_free = [not shift and not (before and before.end > DAY) for before, shift in days]
                is_lost = week.start + 6 == 0 and eve and eve.end > DAY
                if not any(is_free) and not is_lost:
                    yield Violation(self.name, True, worker=worker.id, days=tuple(week))

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
