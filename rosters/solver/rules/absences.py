from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import DAY, HISTORY_DAYS, Absence, Problem, Shift
from ..scope import Scope
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Terms, Variables


@dataclass(frozen=True)
class Absences:
    """Nobody is on shift while she is away, be it the day's shift or last night's.

    Facts: `shift`, the code of the shift.
    """

    name: ClassVar[str] = "absences"
    is_hard: ClassVar[bool] = True
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for worker in problem.workers:
            if not worker.absences:
                continue
            away = [(a.day * DAY + a.start, a.day * DAY + a.end) for a in worker.absences]
            for day, shift in enumerate(duties.row(worker)[HISTORY_DAYS:]):
                if shift and any(
                    day * DAY + start < until and since < day * DAY + end
                    for start, end in shift.segments
                    for since, until in away
                ):
                    yield Violation(
                        self.name,
                        True,
                        worker=worker.id,
                        days=(day,),
                        start=shift.start,
                        end=shift.end,
                        facts={"shift": shift.code},
                    )

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        for worker in problem.workers:
            for absence in worker.absences:
                for day in range(max(absence.day - 2, 0), min(absence.day + 2, problem.days)):
                    for shift, literal in x.options(worker, day):
                        if is_away(absence, shift, day):
                            x.model.add(literal == 0)
        return []


def is_away(absence: Absence, shift: Shift, day: int) -> bool:
    later = (absence.day - day) * DAY
    return any(min(end, absence.end + later) > max(start, absence.start + later) for start, end in shift.segments)
