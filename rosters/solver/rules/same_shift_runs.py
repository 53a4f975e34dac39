from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import HISTORY_DAYS, Problem, Worker
from ..scope import Scope
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Terms, Variables, Vector


@dataclass(frozen=True)
class SameShiftRuns:
    """A person keeps her shift type from one working day to the next, days off between or not.

    Each change to a shift with another code on a working day of the month costs `weight`;
    the last working day of history counts as the day before. `days` are the two working
    days; facts: `first` and `second`, the codes.
    """

    weight: int = 30
    name: ClassVar[str] = "same-shift-runs"
    is_hard: ClassVar[bool] = False
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        if not self.weight:
            return
        for worker in problem.workers:
            last = None
            for day, shift in enumerate(duties.row(worker), -HISTORY_DAYS):
                if not shift:
                    continue
                if last and day >= 0 and last[1] != shift.code:
                    facts = {"first": last[1], "second": shift.code}
                    days = (last[0], day)
                    yield Violation(self.name, penalty=self.weight, worker=worker.id, days=days, facts=facts)
                last = day, shift.code

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        return [(change, self.weight) for worker in problem.workers for change in Runs(problem, x, worker).changes()]


class Runs:
    """The shift type a worker had last, for each day, and her changes of it."""

    def __init__(self, problem: Problem, x: "Variables", worker: Worker):
        self.problem, self.x, self.worker = problem, x, worker
        past = [problem.shift_by_id[id].code for id in worker.history if id]
        mine = {shift.code for day in range(problem.days) for shift, _ in x.options(worker, day)}
        self.codes = sorted(mine.union(past[-1:]))
        self.last_past = past[-1] if past else None

    def changes(self) -> list:
        """A variable for each day on which the shift type may change, tight when it does."""
        if len(self.codes) < 2:
            return []
        last = self._before()
        changes = []
        for day in range(self.problem.days):
            if self.x.options(self.worker, day):
                has = {code: self._has(day, code) for code in self.codes}
                gaps = [self.x.sum_of([*has[code], (last[code], -1)]) for code in self.codes if has[code]]
                changes.append(self.x.at_least(gaps, 1))
                last = self._after(day, has, last)
        return changes

    def _has(self, day: int, code: str) -> "Terms":
        return [(literal, 1) for shift, literal in self.x.options(self.worker, day) if shift.code == code]

    def _before(self) -> dict:
        """The type the month begins with: free to be the first one worked when history knows none."""
        if self.last_past:
            return {code: self.x.one if code == self.last_past else self.x.zero for code in self.codes}
        return self._states(-1)

    def _after(self, day: int, has: "dict[str, Terms]", last: dict) -> dict:
        states = self._states(day)
        for code, state in states.items():
            model, works = self.x.model, self.x.works(self.worker, day)
            if has[code]:
                model.add(self.x.sum_of(has[code]).expression() <= state)
            if last[code].index != self.x.zero.index:
                model.add(last[code] <= state + works)
        return states

    def _states(self, day: int) -> dict:
        states = {code: self.x.new_var(0, 1, self._value(day, code)) for code in self.codes}
        self.x.model.add_exactly_one(states.values())
        return states

    def _value(self, day: int, code: str):  # type: ignore[no-untyped-def]
        return lambda vector: int(self._last_code(vector, day) == code)

    def _last_code(self, vector: "Vector", day: int) -> str:
        row = vector.duties.row(self.worker)[HISTORY_DAYS:]
        worked = [shift.code for shift in row if shift]
        done = [shift.code for shift in row[: day + 1] if shift]
        return (done[-1:] or ([self.last_past] if self.last_past else worked[:1]) or self.codes)[0]
