from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import HISTORY_DAYS, Problem, Worker
from ..scope import Scope
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Sum, Terms, Variables, Vector


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
    """The shift type a worker had last, for each day, and her changes of it.

    The state of a day is the type worked on it, or one that a day off may remember. Nothing
    ties what it remembers to the day before: forgetting is a change too, and costs as much.
    """

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
        before = self._begun()
        changes = []
        for day in range(self.problem.days):
            if self.x.options(self.worker, day):
                state = self._state(day, before)
                steps = [self._step(before[code], state[code]) for code in self.codes]
                changes.append(self.x.at_least(steps, 1))
                before = state
        return changes

    def _step(self, before: "Sum", after: "Sum") -> "Sum":
        return self.x.sum_of([*after.terms, *before.negated().terms], after.constant - before.constant)

    def _begun(self) -> "dict[str, Sum]":
        """The type the month begins with: free to be the first one worked when history knows none."""
        if self.last_past:
            return {code: self.x.sum_of([], int(code == self.last_past)) for code in self.codes}
        kept = self._kept(-1)
        self.x.model.add_exactly_one(kept.values())
        return {code: self.x.sum_of([(kept[code], 1)]) for code in self.codes}

    def _state(self, day: int, before: "dict[str, Sum]") -> "dict[str, Sum]":
        kept, works = self._kept(day), self.x.works(self.worker, day)
        self.x.model.add_exactly_one([*kept.values(), works])
        for code, literal in kept.items():
            self.x.tell(literal, self.x.sum_of([*before[code].terms, (works, -1)], before[code].constant))
        return {code: self.x.sum_of([*self._has(day, code), (kept[code], 1)]) for code in self.codes}

    def _has(self, day: int, code: str) -> "Terms":
        return [(literal, 1) for shift, literal in self.x.options(self.worker, day) if shift.code == code]

    def _kept(self, day: int) -> dict:
        """For each type, whether the day is off and remembers it."""
        return {code: self.x.new_var(0, 1, self._value(day, code)) for code in self.codes}

    def _value(self, day: int, code: str):  # type: ignore[no-untyped-def]
        return lambda vector: int(self._remembered(vector, day) == code)

    def _remembered(self, vector: "Vector", day: int) -> str | None:
        """The type a day off remembers, None on a working day."""
        row = vector.duties.row(self.worker)[HISTORY_DAYS:]
        if day >= 0 and row[day]:
            return None
        done = [shift.code for shift in row[: day + 1] if shift]
        worked = [shift.code for shift in row if shift]
        return (done[-1:] or ([self.last_past] if self.last_past else worked[:1]) or self.codes)[0]
