from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import DAY, Problem
from ..scope import Scope
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Terms, Variables

NEAR = range(-2, 2)


@dataclass(frozen=True)
class Handovers:
    """People come and go at few different moments of a day.

    Each distinct moment inside an open interval, its two ends left out, at which somebody
    begins or ends a shift or a part of one costs `weight`; meal breaks do not count.
    One violation a day; `amount` is the number of moments, fact `moments`, in minutes.
    """

    weight: int = 40
    name: ClassVar[str] = "handovers"
    is_hard: ClassVar[bool] = False
    scope: ClassVar[Scope] = Scope.DAYS

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for day in range(problem.days):
            moments = moments_of(problem, duties, day)
            if moments and self.weight:
                facts = {"moments": moments}
                penalty = self.weight * len(moments)
                yield Violation(self.name, penalty=penalty, days=(day,), amount=len(moments), facts=facts)

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        edges = {(shift.id, edge) for shift in problem.shifts for segment in shift.segments for edge in segment}
        terms: Terms = []
        for day, spans in enumerate(problem.open):
            at: dict[int, list] = {}
            for near in NEAR:
                for shift_id, edge in sorted(edges):
                    moment = edge + near * DAY
                    if any(start < moment < end for start, end in spans):
                        at.setdefault(moment, []).append(x.used(day + near, shift_id))
            terms += [(x.any_of(used), self.weight) for _, used in sorted(at.items())]
        return terms


def moments_of(problem: Problem, duties: Duties, day: int) -> list[int]:
    """The moments inside the day's opening hours at which somebody comes or goes, in minutes."""
    edges = {
        near * DAY + edge
        for near in NEAR
        for shift_id in duties.begun.get(day + near, ())
        for segment in problem.shift_by_id[shift_id].segments
        for edge in segment
    }
    return sorted(edge for edge in edges if any(start < edge < end for start, end in problem.open[day]))
