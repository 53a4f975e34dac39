from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..placing import Floor, placed
from ..problem import Problem, half_up
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

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        bit = {station: 1 << place for place, station in enumerate(sorted({row.station for row in problem.demand}))}
        floor = Floor(duties, {w.id: sum(bit.get(station, 0) for station in w.levels) for w in problem.workers})
        over: dict[int, tuple[int, int]] = {}
        for slice in problem.demand_slices:
            supply = floor.supply(slice)
            needs = sorted({(not n.is_peak, n.station) for n in slice.marks})
            amounts = [
                slice.parts * sum(n.needed for n in slice.marks if (not n.is_peak, n.station) == k) for k in needs
            ]
            met = placed(supply, [(bit[station], amount) for (_, station), amount in zip(needs, amounts, strict=True)])
            for (is_calm, station), amount, have in zip(needs, amounts, met, strict=True):
                if have < amount:
                    yield self._gap(slice, station, not is_calm, amount, have)
            demanded = sum({bit[station] for _, station in needs})
            spare = sum(parts for skills, parts in supply if skills & demanded) - sum(met)
            penalty, minutes = over.get(slice.day, (0, 0))
            over[slice.day] = (
                penalty + spare * slice.price(self.weight_over),
                minutes + half_up(spare * slice.minutes, slice.parts),
            )
        for day, (penalty, minutes) in over.items():
            if penalty:
                facts = {"kind": "over"}
                yield Violation(self.name, penalty=penalty, days=(day,), amount=minutes, facts=facts)

    def _gap(self, slice: Slice[Need], station: str, is_peak: bool, amount: int, have: int) -> Violation:
        price = slice.price(max(self.weight_short, self.weight_short_peak) if is_peak else self.weight_short)
        return Violation(
            self.name,
            penalty=(amount - have) * price,
            days=(slice.day,),
            start=slice.start,
            end=slice.end,
            station=station,
            amount=half_up((amount - have) * slice.minutes, slice.parts),
            facts={
                "kind": "short",
                "needed": amount // slice.parts,
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
