from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..placing import Floor, in_turn, placed
from ..problem import Problem, half_up
from ..scope import Scope
from ..timeline import Need, Slice
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Terms, Variables


@dataclass(frozen=True)
class Cover:
    """Every station has the people it needs, above all at peaks, and not many more.

    People on the floor stand where they meet the most need, peaks first. A head missing
    for an hour costs `weight_short`, at a peak `weight_short_peak` and never less; a head present that
    could work a needed station but is left over costs `weight_over`. All are taken for
    each part of a head in each slice as `Slice.price` rounds them. Demands of a station
    that overlap add up; only time for which there is a demand counts, be it for nobody.
    A gap has its `station`, `amount` in minutes of a head missing, and the facts `kind`
    short, `needed` and `have` in heads, `is_peak`. Too many are one violation a day:
    `kind` over, `amount` in minutes of heads left over.
    """

    weight_short: int = 1200
    weight_short_peak: int = 2000
    weight_over: int = 20
    name: ClassVar[str] = "cover"
    is_hard: ClassVar[bool] = False
    scope: ClassVar[Scope] = Scope.DAYS

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        bit = {station: 1 << place for place, station in enumerate(sorted({row.station for row in problem.demand}))}
        floor = Floor(duties, {w.id: sum(bit.get(station, 0) for station in w.levels) for w in problem.workers})
        known: dict[tuple[Need, ...], dict[tuple[bool, str], int]] = {}
        over: dict[int, list[int]] = {}
        for slice in problem.demand_slices:
            if slice.marks not in known:
                known[slice.marks] = self._needs(slice.marks)
            needs = known[slice.marks]
            supply = floor.supply(slice)
            met = placed(supply, [(bit[station], heads * slice.parts) for (_, station), heads in needs.items()])
            for ((is_calm, station), heads), have in zip(needs.items(), met, strict=True):
                if have < heads * slice.parts:
                    yield self._gap(slice, station, not is_calm, heads, have)
            demanded = sum({bit[station] for _, station in needs})
            spare = sum(parts for skills, parts in supply if skills & demanded) - sum(met)
            if spare:
                of_day = over.setdefault(slice.day, [0, 0])
                of_day[0] += spare * slice.price(self.weight_over)
                of_day[1] += half_up(spare * slice.minutes, slice.parts)
        for day, (penalty, minutes) in over.items():
            yield Violation(self.name, penalty=penalty, days=(day,), amount=minutes, facts={"kind": "over"})

    def _needs(self, marks: tuple[Need, ...]) -> dict[tuple[bool, str], int]:
        """The heads needed at each station, those first that go before."""
        needs: Counter[tuple[bool, str]] = Counter()
        for need in marks:
            needs[not need.is_peak, need.station] += need.needed
        return {key: needs[key] for key in in_turn(needs)}

    def _gap(self, slice: Slice[Need], station: str, is_peak: bool, needed: int, have: int) -> Violation:
        missing = needed * slice.parts - have
        price = slice.price(max(self.weight_short, self.weight_short_peak) if is_peak else self.weight_short)
        return Violation(
            self.name,
            penalty=missing * price,
            days=(slice.day,),
            start=slice.start,
            end=slice.end,
            station=station,
            amount=half_up(missing * slice.minutes, slice.parts),
            facts={
                "kind": "short",
                "needed": needed,
                "have": have / slice.parts,
                "is_peak": is_peak,
            },
        )

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        able = {
            station: frozenset(worker.id for worker in problem.workers if station in worker.levels)
            for station in {row.station for row in problem.demand}
        }
        terms: Terms = []
        for slice in problem.demand_slices:
            needs = [(able[need.station], need.needed) for need in slice.marks]
            peaks = [(able[need.station], need.needed) for need in slice.marks if need.is_peak]
            calm, over = slice.price(self.weight_short), slice.price(self.weight_over)
            peak = max(calm, slice.price(self.weight_short_peak))
            is_all_peak = len(peaks) == len(needs)
            missing = x.shortage.missing(slice, needs)
            terms += [(var, (peak if is_all_peak else calm) + over) for var in missing]
            if peaks and not is_all_peak:
                terms += [(var, peak - calm) for var in x.shortage.missing(slice, peaks)]
            present = x.shortage.present(slice, frozenset().union(*(who for who, _ in needs)))
            needed = slice.parts * sum(heads for _, heads in needs)
            terms += [(var, by * over) for var, by in present.terms]
            terms.append((x.one, (present.constant - needed) * over))
        return terms
