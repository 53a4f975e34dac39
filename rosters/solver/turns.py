"""Annealing and neighbourhoods in turn: most of the time for what has gained more a second lately."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from .annealing import Annealing
from .local import LocalSearch

FIRST_SPAN, LONGEST_SPAN, LONGER = 2.0, 30.0, 2.0
"""Seconds of an annealing, and how much longer the next one is."""
AGAIN = 3.0
"""Every other annealing is begun so many times less hot, to mend rather than to rebuild."""
SHARE = 0.1
"""What gains less has this part of the time."""


@dataclass
class Record:
    """How long a way of searching has been followed, and what it gains a second lately."""

    seconds: float = 0.0
    gain: float = 0.0

    def learn(self, gain: int, seconds: float) -> None:
        self.seconds += seconds
        self.gain += 0.5 * (gain / max(seconds, 1e-3) - self.gain)


@dataclass
class Turns:
    """One thread's search."""

    local: LocalSearch
    annealing: Annealing
    span: float = FIRST_SPAN
    factor: float = 1.0
    annealed: Record = field(default_factory=Record)
    searched: Record = field(default_factory=Record)

    def run(self, until: Callable[[], bool] = lambda: False) -> None:
        """Search until that, a proof, or a stop."""
        while not self._is_over() and not until():
            record = self.annealed if self.anneals else self.searched
            began = monotonic()
            gain = self._anneal(until) if record is self.annealed else self._search(until)
            record.learn(gain, monotonic() - began)

    @property
    def anneals(self) -> bool:
        """Whether annealing comes next: first of all, when it gains more, and now and then."""
        one, other = self.annealed, self.searched
        total = one.seconds + other.seconds
        if min(one.seconds, other.seconds) <= SHARE * total:
            return one.seconds <= other.seconds
        return one.gain >= other.gain

    def _anneal(self, until: Callable[[], bool]) -> int:
        gain = self.annealing.run(self.span, self.factor, lambda: self._is_over() or until())
        self.span = min(LONGEST_SPAN, self.span * LONGER)
        self.factor = 1.0 if self.factor > 1 else AGAIN
        return gain

    def _search(self, until: Callable[[], bool]) -> int:
        ends, gain = monotonic() + self.span, 0
        while not self._is_over() and not until() and monotonic() < ends:
            gain += self.local.round()
        return gain

    def _is_over(self) -> bool:
        return self.local.stopper.is_set or self.local.incumbent.is_optimal
