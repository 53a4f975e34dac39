"""Large neighbourhood search: free a few cells of the best roster, solve them exactly, repeat."""

import random
from collections.abc import Iterable
from time import perf_counter

from .folding import fold
from .freeing import Freeing
from .incumbent import Incumbent
from .neighbourhoods import Chooser, NumberedCell, View
from .parts import Answer, Stopper, solve_cut

LEAST_LIMIT, MOST_LIMIT = 0.05, 1.0
"""Deterministic seconds for one neighbourhood: short while short ones gain, longer when they do not."""
CURIOSITY = 0.15


class LocalSearch:
    """One thread of the search, or all of it when it must be repeatable.

    `effort` sums the deterministic seconds used; `pace` is the cells solved outright a second
    lately, with the solver's cuts and without.
    """

    def __init__(self, incumbent: Incumbent, stopper: Stopper, seed: int, is_repeatable: bool = False):
        self.incumbent, self.stopper = incumbent, stopper
        self.dice = random.Random(seed)
        self.chooser = Chooser(self.dice, largest=len(incumbent.freeing.cells))
        self.effort = 0.0
        self.limit = LEAST_LIMIT
        self.pace = {True: 0.0, False: 0.0}
        self._is_repeatable = is_repeatable

    def round(self) -> int:
        """One neighbourhood: choose, solve, take, learn; what it gained."""
        view = View(self.incumbent.model.problem, self.incumbent.faults)
        name, places = self.chooser.choose(view)
        started = perf_counter()
        has_cuts = self._has_cuts()
        gain, answer = self.solve(places, self.limit, has_cuts=has_cuts)
        seconds = answer.effort if self._is_repeatable else perf_counter() - started
        self.chooser.learn(name, len(places), gain, seconds, answer.is_proven)
        self.limit = max(self.limit * 0.8, LEAST_LIMIT) if gain else min(self.limit * 1.02, MOST_LIMIT)
        pace = len(places) / max(seconds, 1e-3) if answer.is_proven else 0.0
        self.pace[has_cuts] += 0.1 * (pace - self.pace[has_cuts])
        return gain

    def _has_cuts(self) -> bool:
        """What has solved more cells a second lately, and now and then the other."""
        is_better = self.pace[True] >= self.pace[False]
        return is_better != (self.dice.random() < CURIOSITY)

    def solve(self, places: Iterable[NumberedCell], limit: float, *, has_cuts: bool = True) -> tuple[int, Answer]:
        """Solve the cells anew and take what comes out; what it gained."""
        state = self.incumbent.state
        cells = sorted(places)
        columns = self.freeing.columns(cells)
        cut = self.incumbent.matrix.cut(state, columns, self.freeing.is_cell)
        folded = fold(cut, self.freeing.choices(cells, cut))
        seed = self.dice.randrange(1 << 30)
        answer = solve_cut(folded, self.stopper, limit=limit, seed=seed, has_cuts=has_cuts)
        self.effort += answer.effort
        if answer.values is None:
            return 0, answer
        moved = self.incumbent.matrix.moved(state, columns, answer.values)
        return (self.incumbent.take(moved, state) if moved else 0), answer

    @property
    def freeing(self) -> Freeing:
        return self.incumbent.freeing
