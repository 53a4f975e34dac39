from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..duties import Duties
from ..problem import EARLY, LATE, NIGHT, Problem, Shift, Worker
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Terms, Variables

KINDS = {EARLY: (EARLY,), LATE: (LATE, NIGHT)}
WEEKEND, HOLIDAY = "weekend", "holiday"


@dataclass(frozen=True)
class EqualShares:
    """Early shifts, late ones (nights too), weekends and holidays are shared out fairly.

    Of each kind the hall's total, with what everybody carries from earlier months, is
    shared in proportion to the days on which each could work it. Every whole shift above
    the share rounded up, or below the share rounded down, costs the kind's weight.
    `amount` is the shifts off, above 0 for too many; facts: `kind`, `count` this month,
    `carried`, `share` of the total in tenths.
    """

    weight_early: int = 50
    weight_late: int = 50
    weight_weekend: int = 60
    weight_holiday: int = 70
    name: ClassVar[str] = "equal-shares"
    is_hard: ClassVar[bool] = False

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for kind, weight in self._weights().items():
            chances = {w.id: chances_of(problem, w, kind) for w in problem.workers}
            if not weight or not any(chances.values()):
                continue
            yield from self._kind_violations(problem, duties, kind, chances)

    def _kind_violations(
        self, problem: Problem, duties: Duties, kind: str, chances: dict[str, int]
    ) -> Iterator[Violation]:
        sharing = [worker for worker in problem.workers if chances[worker.id]]
        counts = {w.id: self._count(problem, duties, w, kind) for w in sharing}
        pool = sum(counts[w.id] + w.carried.get(kind, 0) for w in sharing)
        days = sum(chances.values())
        for worker in sharing:
            carried = worker.carried.get(kind, 0)
            share = pool * chances[worker.id]
            mine = counts[worker.id] + carried
            off = max(mine + (-share) // days, 0) - max(share // days - mine, 0)
            if off:
                facts = {"kind": kind, "count": counts[worker.id], "carried": carried, "share": share * 10 // days}
                penalty = abs(off) * self._weights()[kind]
                yield Violation(self.name, penalty=penalty, worker=worker.id, amount=off, facts=facts)

    def _count(self, problem: Problem, duties: Duties, worker: Worker, kind: str) -> int:
        if kind in KINDS:
            return sum(shift.kind in KINDS[kind] for shift in duties.row(worker)[-problem.days :] if shift)
        return sum(duties.works(worker, day) for day in (problem.weekends if kind == WEEKEND else problem.holidays))

    def _weights(self) -> dict[str, int]:
        return {
            EARLY: self.weight_early,
            LATE: self.weight_late,
            WEEKEND: self.weight_weekend,
            HOLIDAY: self.weight_holiday,
        }

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        terms: Terms = []
        for kind, weight in self._weights().items():
            chances = {w.id: chances_of(problem, w, kind) for w in problem.workers}
            sharing = [worker for worker in problem.workers if chances[worker.id]]
            if weight and sharing:
                terms += [(var, weight) for var in self._off(problem, x, kind, sharing, chances)]
        return terms

    def _off(self, problem: Problem, x: "Variables", kind: str, sharing: list[Worker], chances: dict[str, int]) -> list:
        counts = [self._counted(problem, x, worker, kind) for worker in sharing]
        total = x.equal_to(x.sum_of([(count, 1) for count in counts]))
        carried = sum(worker.carried.get(kind, 0) for worker in sharing)
        days = sum(chances.values())
        off = []
        for worker, count in zip(sharing, counts, strict=True):
            part = chances[worker.id]
            constant = days * worker.carried.get(kind, 0) - part * carried
            gap = x.sum_of([(count, days), (total, -part)], constant)
            off += [x.at_least([gap.less(days - 1)], unit=days), x.at_least([gap.negated().less(days - 1)], unit=days)]
        return off

    def _counted(self, problem: Problem, x: "Variables", worker: Worker, kind: str) -> Any:
        return x.equal_to(
            x.sum_of(
                [
                    (literal, 1)
                    for day in range(problem.days)
                    for shift, literal in x.options(worker, day)
                    if is_of(problem, kind, day, shift)
                ]
            )
        )


def is_of(problem: Problem, kind: str, day: int, shift: Shift) -> bool:
    if kind == WEEKEND:
        return day in problem.weekends
    if kind == HOLIDAY:
        return day in problem.holidays
    return shift.kind in KINDS[kind]


def chances_of(problem: Problem, worker: Worker, kind: str) -> int:
    """The days on which the worker could work a shift of the kind; counted once a problem."""
    key = worker.id, kind
    if key not in problem.chances:
        problem.chances[key] = chances_counted(problem, worker, kind)
    return problem.chances[key]


def chances_counted(problem: Problem, worker: Worker, kind: str) -> int:
    if kind in KINDS:
        of_kind = {shift.id for shift in problem.shifts if shift.kind in KINDS[kind]}
        return sum(not of_kind.isdisjoint(worker.shifts[day]) for day in worker.available_days)
    return len((problem.weekends if kind == WEEKEND else problem.holidays).intersection(worker.available_days))
