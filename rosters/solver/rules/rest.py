from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import DAY, HISTORY_DAYS, Problem, Shift
from ..scope import Scope
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Terms, Variables

REACH = 2


@dataclass(frozen=True)
class Rest:
    """Between the end of a shift and the start of a later one lie at least `least_minutes`.

    A split shift ends with its last part. Looks two days ahead, for nights that run long.
    `amount` is the rest there is, in minutes, below 0 when the shifts overlap. Facts:
    `first`, `second`: the codes of the shifts; `least`: the rest wanted.
    """

    least_minutes: int = 660
    name: ClassVar[str] = "rest"
    is_hard: ClassVar[bool] = True
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for worker in problem.workers:
            row = duties.row(worker)[HISTORY_DAYS - REACH :]
            worked = [(day, shift) for day, shift in enumerate(row, -REACH) if shift]
            for place, (day, shift) in enumerate(worked):
                for before, earlier in worked[max(place - REACH, 0) : place]:
                    rest = (day - before) * DAY + shift.start - earlier.end
                    if rest < self.least_minutes and day >= 0 and day - before <= REACH:
                        yield self._violation(worker.id, (before, day), (earlier, shift), rest)

    def _violation(self, worker: str, days: tuple[int, int], shifts: tuple[Shift, Shift], rest: int) -> Violation:
        facts = {"first": shifts[0].code, "second": shifts[1].code, "least": self.least_minutes}
        return Violation(self.name, True, worker=worker, days=days, amount=rest, facts=facts)

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        for apart in range(1, REACH + 1):
            groups = self._groups(problem, apart)
            for worker in problem.workers:
                for day in range(-apart, problem.days - apart):
                    for earlier, later in groups:
                        before = [x.has(worker, day, id) for id in earlier]
                        x.at_most_one(before + [x.has(worker, day + apart, id) for id in later])
        return []

    def _groups(self, problem: Problem, apart: int) -> list[tuple[list[str], frozenset[str]]]:
        """Shifts with the same forbidden followers, and these followers."""
        groups: dict[frozenset[str], list[str]] = defaultdict(list)
        for shift in problem.shifts:
            free = shift.end + self.least_minutes
            followers = frozenset(next.id for next in problem.shifts if next.start + apart * DAY < free)
            if followers:
                groups[followers].append(shift.id)
        return [(earlier, later) for later, earlier in groups.items()]
