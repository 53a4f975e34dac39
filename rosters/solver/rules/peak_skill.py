from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..placing import Floor, placed
from ..problem import Problem, half_up
from ..scope import Scope
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Terms, Variables


@dataclass(frozen=True)
class PeakSkill:
    """Demand that asks for a level is met by people who have it.

    A head of that level missing for an hour costs `weight`, for each part of a head in
    each slice as `Slice.price` rounds it, whether or not somebody less skilled stands in.
    `amount` is in minutes of a head; facts: `level`, `needed` and `have` in heads.
    """

    weight: int = 600
    name: ClassVar[str] = "peak-skill"
    is_hard: ClassVar[bool] = False
    scope: ClassVar[Scope] = Scope.DAYS

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        asked = sorted({(row.station, row.level) for row in problem.demand if row.level > 0})
        bit = {ask: 1 << place for place, ask in enumerate(asked)}
        skills = {
            worker.id: sum(bit[ask] for ask in asked if worker.levels.get(ask[0], 0) >= ask[1])
            for worker in problem.workers
        }
        floor = Floor(duties, skills)
        for slice in problem.demand_slices:
            needs = [need for need in slice.marks if need.level > 0 and need.needed]
            if not needs:
                continue
            wanted = [(bit[need.station, need.level], need.needed * slice.parts) for need in needs]
            for need, have in zip(needs, placed(floor.supply(slice), wanted), strict=True):
                gap = need.needed * slice.parts - have
                if gap:
                    yield Violation(
                        self.name,
                        penalty=gap * slice.price(self.weight),
                        days=(slice.day,),
                        start=slice.start,
                        end=slice.end,
                        station=need.station,
                        amount=half_up(gap * slice.minutes, slice.parts),
                        facts={"level": need.level, "needed": need.needed, "have": have / slice.parts},
                    )

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        able = {
            (station, level): frozenset(w.id for w in problem.workers if w.levels.get(station, 0) >= level)
            for station, level in {(row.station, row.level) for row in problem.demand}
        }
        terms: Terms = []
        for slice in problem.demand_slices:
            needs = [(able[need.station, need.level], need.needed) for need in slice.marks if need.level > 0]
            terms += [(var, slice.price(self.weight)) for var in x.shortage.missing(slice, needs)]
        return terms
