"""The best roster so far, kept by the program and judged by the checker, for all threads."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .check import check
from .duties import Duties
from .freeing import Freeing
from .matrix import Matrix, State
from .model import Model
from .violation import Violation, penalty_of

Clock = Callable[[], float]


@dataclass(frozen=True)
class Judged:
    """A roster no hard rule speaks against: its duties and the checker's penalty."""

    state: State
    duties: Duties
    penalty: int = 0


class Incumbent:
    """Where the threads of a search meet: rosters and bounds come in, the best is read.

    `state` is where the search stands, as the model prices it; `judged` is the best
    roster that the checker has passed, the only one that leaves the solver; `faults` are
    those of the last it has passed, which may be another that costs as much. `trace`
    notes (second, penalty, bound) whenever one of the two gets better.
    """

    def __init__(self, model: Model, clock: Clock):
        self.model, self.matrix = model, Matrix(model.cp.proto)
        self.freeing = Freeing(model, self.matrix)
        self.clock = clock
        self.bound = 0
        self.trace: list[tuple[float, int, int]] = []
        self.faults: list[Violation] = []
        self._passed: State | None = None
        self._lock = threading.Lock()

    def start(self, duties: Duties) -> None:
        """Begin from these duties; ValueError when a hard rule forbids them."""
        state = self.state_of(duties)
        if state is None:
            raise ValueError("the search must begin from a roster that breaks no hard rule")
        self.state = state
        self.judged = Judged(state, duties)
        self.judge()

    def state_of(self, duties: Duties) -> State | None:
        """The duties in the model's terms, auxiliary columns tight; None when forbidden."""
        return self.matrix.state(self.model.x.complete_hint(duties))

    @property
    def is_optimal(self) -> bool:
        return self.bound >= self.judged.penalty

    def raise_bound(self, bound: float) -> None:
        """Note a proven bound, rounded up since penalties are whole."""
        if not math.isfinite(bound):
            return
        with self._lock:
            if (whole := math.ceil(bound - 1e-6)) > self.bound:
                self.bound = whole
                self._note()

    def bound_at(self, second: float) -> int:
        """The bound that was known then."""
        return max((bound for at, _, bound in self.trace if at <= second), default=0)

    def is_within(self, part: float) -> bool:
        """Whether the best roster costs at most that part more than the bound."""
        return self.state.cost <= (1 + part) * self.bound

    def has_slowed(self, seconds: float, gain: float) -> bool:
        """Whether the last seconds have made the best roster cheaper by less than that part."""
        now = self.clock()
        before = next((penalty for at, penalty, _ in reversed(self.trace) if at <= now - seconds), None)
        return before is not None and before - self.judged.penalty < gain * before

    def propose(self, duties: Duties) -> int:
        """Take these duties where they are allowed and cost less than the best; what they gain."""
        state = self.state_of(duties)
        while state is not None and state.cost < (best := self.state).cost:
            if self._swap(best, state):
                return best.cost - state.cost
        return 0

    def take(self, state: State, since: State) -> int:
        """Take a state that was reached from `since` if it costs no more; what it gains.

        When another thread has moved on from `since`, the difference is laid over its roster.
        """
        while True:
            best = self.state
            if best is not since:
                laid = self._over(best, since, state)
                if laid is None:
                    return 0
                since, state = best, laid
            if state.cost > best.cost:
                return 0
            if self._swap(best, state):
                return best.cost - state.cost

    def _over(self, best: State, since: State, state: State) -> State | None:
        """What has changed since, laid over the best roster; None where the two do not go together."""
        cells = self.freeing.cells
        changed = cells[state.values[cells] != since.values[cells]]
        if not len(changed):
            return None
        values = best.values.copy()
        values[changed] = state.values[changed]
        columns = self.freeing.columns(self.freeing.places_of(changed))
        completed = values.tolist()
        self.model.x.complete_anew(completed, columns.tolist())
        return self.matrix.moved(best, columns, np.array(completed, np.int64)[columns])

    def _swap(self, best: State, state: State) -> bool:
        with self._lock:
            if self.state is not best:
                return False
            self.state = state
            return True

    def judge(self) -> bool:
        """Have the checker look at what the search has found; whether that is a better roster.

        A roster that it finds forbidden is thrown away, and the search goes back.
        """
        state = self.state
        if state is self._passed:
            return False
        duties = self.model.x.duties_of(state.values.tolist())
        faults = check(self.model.problem, duties)
        with self._lock:
            if any(fault.is_hard for fault in faults):
                self.state = self.judged.state
                return False
            self._passed, self.faults = state, faults
            penalty = penalty_of(faults)
            is_better = not self.trace or penalty < self.judged.penalty
            if is_better:
                self.judged = Judged(state, duties, penalty)
                self._note()
            return is_better

    def _note(self) -> None:
        self.trace.append((self.clock(), self.judged.penalty, self.bound))
