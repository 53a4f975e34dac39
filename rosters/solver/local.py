"""Large neighbourhood search: free a few cells of the best roster, solve them exactly, repeat."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from .folding import fold
from .freeing import Freeing
from .incumbent import Incumbent
from .matrix import Cut
from .neighbourhoods import Chooser, NumberedCell, View
from .parts import Answer, Stopper, solve_cut

LEAST_LIMIT, MOST_LIMIT = 0.05, 1.0
"""Deterministic seconds for one neighbourhood: short while short ones gain, longer when they do not."""
INSERTION_LIMIT = 0.2
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

    def insert(self, groups: Iterable[Sequence[int]]) -> None:
        """Give people their month, one group after another, each best against what is still uncovered."""
        days = range(self.incumbent.model.problem.days)
        for people in groups:
            if not self.stopper.is_set:
                self.solve([(person, day) for person in people for day in days], INSERTION_LIMIT, is_insertion=True)

    def run(self, until: Callable[[], bool] = lambda: False) -> None:
        while not (self.stopper.is_set or self.incumbent.is_optimal or until()):
            self.round()

    def round(self) -> None:
        """One neighbourhood: choose, solve, take, learn."""
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

    def _has_cuts(self) -> bool:
        """What has solved more cells a second lately, and now and then the other."""
        is_better = self.pace[True] >= self.pace[False]
        return is_better != (self.dice.random() < CURIOSITY)

    def solve(
        self, places: Iterable[NumberedCell], limit: float, *, is_insertion: bool = False, has_cuts: bool = True
    ) -> tuple[int, Answer]:
        """Solve the cells anew and take what comes out; what it gained."""
        state = self.incumbent.state
        cells = sorted(places)
        columns = self.freeing.columns(cells)
        cut = self.incumbent.matrix.cut(state, columns, self.freeing.is_cell)
        if is_insertion and not cut.values[self.freeing.is_cell[cut.columns]].any():
            cut = by_urgency(cut, self.freeing.is_cell)
        folded = fold(cut, self.freeing.choices(cells, cut))
        seed = self.dice.randrange(1 << 30)
        answer = solve_cut(folded, self.stopper, limit=limit, seed=seed, has_cuts=has_cuts, is_hinted=is_insertion)
        self.effort += answer.effort
        if answer.values is None:
            return 0, answer
        moved = self.incumbent.matrix.moved(state, columns, answer.values)
        return (self.incumbent.take(moved, state) if moved else 0), answer

    @property
    def freeing(self) -> Freeing:
        return self.incumbent.freeing


def by_urgency(cut: Cut, is_cell: NDArray[np.bool_]) -> Cut:
    """The cut with what is wrong priced by how much of the worst is still wrong.

    Where half the heads are there the next is half as urgent: others can still come.
    """
    is_wrong = ~is_cell[cut.columns] & (cut.costs > 0) & (cut.values > 0)
    share = np.where(is_wrong, cut.values / np.maximum(cut.high, 1), 1.0)
    return replace(cut, costs=np.ceil(cut.costs * 100 * share).astype(np.int64))
