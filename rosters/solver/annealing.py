"""Moves by chance, the dearer ones less and less: simulated annealing.

After Kirkpatrick, Gelatt and Vecchi, "Optimization by Simulated Annealing", 1983.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import NamedTuple

import numpy as np

from .compiled import compiled
from .drawing import draw
from .duties import Cell, Duties
from .incumbent import Incumbent
from .matrix import Ints
from .moving import keep, moved, take_back
from .network import BEST, COST, Board, Network, board_of
from .parts import Stopper

CHUNK = 0.05
"""Seconds between two looks at the clock and at who wants it to stop."""
SHOWN = 1.0
"""Seconds after which a better roster is not kept back any longer."""
FIRST_PACE = 20_000.0
"""Moves tried a second, before the first are counted."""
CHUNKS = 100
"""So many steps of cooling where the clock is not looked at."""
SAMPLE, SAMPLE_TRIES, SAMPLE_TURNS = 2_000, 1_000, 50
"""Dearer moves from which the warmth is told, and how many are tried at a time, how often, before them and for them."""
FROZEN = 1e-6
"""So cold that nothing dearer is taken."""
NOTHING = np.zeros(0, np.int64)
EASY, RANGE = 0.025, 50
"""Hot is what takes such a part of the dearer moves, cold is so many times less."""


@compiled
def seed_chance(seed: int) -> None:
    """Begin this thread's chance anew."""
    np.random.seed(seed)


@compiled
def anneal(network: Network, board: Board, tries: int, warmth: float, dearer: Ints) -> int:
    """Try so many moves; what costs more is taken with the chance that the warmth gives it.

    Notes by how much the first of such moves were dearer, as many as `dearer` has room for; how many it has noted.
    """
    counts, noted = board.counts, 0
    for _ in range(tries):
        if not draw(network, board):
            continue
        cost = counts[COST]
        if moved(network, board):
            more = counts[COST] - cost
            if more > 0 and noted < len(dearer):
                dearer[noted] = more
                noted += 1
            if more <= 0 or np.random.random() < math.exp(-more / warmth):
                keep(board)
                if counts[COST] < counts[BEST]:
                    counts[BEST] = counts[COST]
                    board.best[:] = board.shifts
                continue
        take_back(network, board)
        counts[COST] = cost
    return noted


class Warmth(NamedTuple):
    """From where to where a search cools, in units of the penalty."""

    hot: float
    cold: float

    def after(self, share: float) -> float:
        """How warm it is when that share of the time is over."""
        return self.hot * (self.cold / self.hot) ** share

    def less(self, factor: float) -> "Warmth":
        """The same, begun less hot."""
        return Warmth(max(self.cold, self.hot / factor), self.cold)


@dataclass
class Annealing:
    """One thread's annealing, each time from the best roster there is."""

    incumbent: Incumbent
    network: Network
    stopper: Stopper
    seed: int
    pace: float = FIRST_PACE
    warmth: Warmth | None = None
    has_begun: bool = False

    def run(self, seconds: float, factor: float, is_over: Callable[[], bool]) -> int:
        """Cool down in so many seconds, from a heat that many times less than the first; what that gains."""
        board = self._begun()
        warmth, began = self._warmth(board, is_over).less(factor), monotonic()
        gain, handed_over = self._hand_over(board), monotonic()
        while (spent := monotonic() - began) < seconds and not is_over():
            tries = max(1, int(self.pace * min(CHUNK, seconds - spent)))
            started = monotonic()
            anneal(self.network, board, tries, warmth.after(spent / seconds), NOTHING)
            self.pace = tries / max(1e-6, monotonic() - started)
            if monotonic() - handed_over > SHOWN:
                gain, handed_over = gain + self._hand_over(board), monotonic()
        return gain + self._hand_over(board)

    def repeat(self, tries: int) -> None:
        """Cool down in so many tries, the same way each time."""
        board = self._begun()
        warmth = self._warmth(board)
        for step in range(CHUNKS):
            if not self.stopper.is_set:
                anneal(self.network, board, tries // CHUNKS, warmth.after(step / CHUNKS), NOTHING)
        self._hand_over(board)

    def _begun(self) -> Board:
        if not self.has_begun:
            seed_chance(self.seed)
            self.has_begun = True
        return board_of(self.network, self.incumbent.state)

    def _warmth(self, board: Board, is_over: Callable[[], bool] = lambda: False) -> Warmth:
        """Measured once, where single moves gain no more; lukewarm, and not remembered, when it is over before."""
        if self.warmth is not None:
            return self.warmth
        found, count = np.zeros(SAMPLE, np.int64), 0
        for turn in range(2 * SAMPLE_TURNS):
            if is_over():
                return Warmth(1.0, 1.0)
            rest = found[count:] if turn >= SAMPLE_TURNS else NOTHING
            count += anneal(self.network, board, SAMPLE_TRIES, FROZEN, rest)
        hot = warm_enough(found[:count], EASY) if count else 1.0
        self.warmth = Warmth(hot, hot / RANGE)
        return self.warmth

    def _hand_over(self, board: Board) -> int:
        """The cheapest roster seen goes to the incumbent; what it gains there."""
        if board.counts[BEST] >= self.incumbent.state.cost:
            return 0
        return self.incumbent.propose(self._duties(board))

    def _duties(self, board: Board) -> Duties:
        problem = self.incumbent.model.problem
        best = board.best.reshape(len(problem.workers), problem.days).tolist()
        cells: dict[Cell, str | None] = {
            (worker.id, day): problem.shifts[shift].id
            for worker, row in zip(problem.workers, best, strict=True)
            for day, shift in enumerate(row)
            if shift >= 0
        }
        return Duties(problem, cells)


def warm_enough(dearer: Ints, part: float) -> float:
    """The warmth at which that part of moves so much dearer is taken."""
    low, high = 0.1, float(dearer.max()) + 1
    for _ in range(40):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if np.exp(-dearer / middle).mean() < part else (low, middle)
    return low
