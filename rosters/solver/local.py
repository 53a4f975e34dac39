"""Large neighbourhood search: free a few cells of the best roster, solve them exactly, repeat."""

import random
from collections.abc import Iterable, Sequence
from time import perf_counter

from .folding import Folded
from .freeing import Freeing
from .incumbent import Incumbent
from .neighbourhoods import Chooser, Place, View
from .parts import Answer, Stopper, solve_cut

LIMIT = 0.2


class LocalSearch:
    """One thread of the search, or all of it when it must be repeatable.

    `effort` sums the deterministic seconds used.
    """

    def __init__(self, incumbent: Incumbent, stopper: Stopper, seed: int, is_repeatable: bool = False):
        self.incumbent, self.stopper = incumbent, stopper
        self.dice = random.Random(seed)
        self.chooser = Chooser(self.dice, largest=len(incumbent.freeing.cells))
        self.effort = 0.0
        self._is_repeatable = is_repeatable

    def insert(self, groups: Iterable[Sequence[int]]) -> None:
        """Give people their month, one group after another, each best against what is still uncovered."""
        days = range(self.incumbent.model.problem.days)
        for people in groups:
            if not self.stopper.is_set:
                self.solve([(person, day) for person in people for day in days], LIMIT)

    def run(self) -> None:
        while not self.stopper.is_set and not self.incumbent.is_optimal:
            self.round()

    def round(self) -> None:
        """One neighbourhood: choose, solve, take, learn."""
        view = View(self.incumbent.model.problem, self.incumbent.judged.faults)
        name, places = self.chooser.choose(view)
        started = perf_counter()
        gain, answer = self.solve(places, LIMIT)
        seconds = answer.effort if self._is_repeatable else perf_counter() - started
        self.chooser.learn(name, gain, seconds, answer.is_proven)

    def solve(self, places: Iterable[Place], limit: float) -> tuple[int, Answer]:
        """Solve the cells anew and take what comes out; what it gained."""
        state = self.incumbent.state
        cells = sorted(places)
        columns = self.freeing.columns(cells)
        cut = self.incumbent.matrix.cut(state, columns)
        folded = Folded(cut, self.freeing.choices(cells, cut))
        answer = solve_cut(folded, self.stopper, limit=limit, seed=self.dice.randrange(1 << 30))
        self.effort += answer.effort
        if answer.values is None:
            return 0, answer
        moved = self.incumbent.matrix.moved(state, columns, answer.values)
        return (self.incumbent.take(moved, state) if moved else 0), answer

    @property
    def freeing(self) -> Freeing:
        return self.incumbent.freeing
