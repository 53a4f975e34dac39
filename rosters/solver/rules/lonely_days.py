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
class LonelyDays:
    """No single working day between days off, no single day off between working days.

    Three days in a row decide, the last of them in the month, none of them after it. A
    single day off that is leave for the whole day does not count. Each costs `weight`.
    `days` is the lonely day; fact: `is_working`.
    """

    weight: int = 30
    name: ClassVar[str] = "lonely-days"
    is_hard: ClassVar[bool] = False
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        if not self.weight:
            return
        for worker in problem.workers:
            away = {absence.day for absence in worker.absences if absence.is_whole_day}
            works = [shift is not None for shift in duties.row(worker)[HISTORY_DAYS - 2 :]]
            for day in range(-1, problem.days - 1):
                before, on, after = works[day + 1 : day + 4]
                if before == after != on and (on or day not in away):
                    facts = {"is_working": on}
                    yield Violation(self.name, penalty=self.weight, worker=worker.id, days=(day,), facts=facts)

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        terms: Terms = []
        for worker in problem.workers:
            on_leave = {absence.day for absence in worker.absences if absence.is_whole_day}
            for last in range(problem.days):
                first, middle, end = (x.works(worker, day) for day in (last - 2, last - 1, last))
                lonely = [x.sum_of([(middle, 1), (first, -1), (end, -1)])]
                if last - 1 not in on_leave:
                    lonely.append(x.sum_of([(first, 1), (end, 1), (middle, -1)], -1))
                terms.append((x.at_least(lonely, 1), self.weight))
        return terms
