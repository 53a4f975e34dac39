"""Rosters of which only heads on shift types are asked: everybody's row anew, one after another.

Problem files of half a year or more are too long to search whole, or even to write down as a model. Here nothing
grows with the horizon but the longest path of one person at a time. A hall's own month always asks more (rest,
leave, overtime) and is never searched like this.
"""

import random
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .duties import Cell, Duties
from .lines import Calendar, Line, Prices, Row, Scarcity
from .paths import SUNDAY, places_in
from .problem import Problem, Worker
from .rules import rules_of
from .rules.consecutive_days import most_of

KNOWN = {
    "consecutive-days",
    "eligible",
    "headcounts",
    "month-least",
    "month-most",
    "one-shift",
    "short-breaks",
    "short-runs",
    "shift-count",
    "succession",
    "weekends",
    "wishes",
}
"""The rules under which a roster costs what its cells cost, within limits of each person alone."""
FINE = 10
"""Prices are counted in tenths, so that chance can decide between equals."""
MOST_PLACES = 100_000_000
"""A path with more, a byte each, is not remembered: one of shifts whose lengths have hardly a common unit."""
WORTHWHILE = 0.002
"""The least part of the cost that everybody's turn has to gain for another turn."""


def suits(problem: Problem) -> bool:
    """Whether every rule that is on is one that rows made alone can keep, and nothing is pinned or away.

    Nor may a weekend have begun on the eve: the first day is none of its own then. Who cannot
    keep to her least minutes, runs and breaks gets no row at all.
    """
    rules = rules_of(problem)
    is_plain = not problem.pins and not any(worker.absences for worker in problem.workers)
    is_plain = is_plain and problem.first_day.weekday() != SUNDAY
    is_known = bool(problem.headcounts) and bool(problem.shifts) and {rule.name for rule in rules} <= KNOWN
    return is_plain and is_known and most_places(problem) <= MOST_PLACES


def most_places(problem: Problem) -> int:
    """How many places the longest path of a person has at the most."""
    return places_in(Calendar(problem).steps, max(longest_runs(problem).values(), default=0), problem.days)


def longest_runs(problem: Problem) -> dict[str, int]:
    """How many days in a row each may work."""
    rules = {rule.name: rule for rule in rules_of(problem)}
    common = getattr(rules.get("consecutive-days"), "most", problem.days)
    return {worker.id: min(problem.days, most_of(worker, common)) for worker in problem.workers}


class LineSearch:
    """Everybody's rows, and what they cost together."""

    def __init__(self, problem: Problem, seed: int = 0):
        self.problem = problem
        self.dice = random.Random(seed)
        self.noise = np.random.default_rng(seed)
        rules = {rule.name: rule for rule in rules_of(problem)}
        calendar, runs = Calendar(problem), longest_runs(problem)
        self.lines = {worker.id: Line(calendar, worker, runs[worker.id]) for worker in problem.workers}
        self.scarcity = dict.fromkeys(self.lines, Scarcity.none_of(calendar))
        self.rows: dict[str, Row] = {}
        self._set_needs()
        self._set_wishes(rules.get("wishes"))

    def _set_needs(self) -> None:
        shape = self.problem.days, len(self.problem.shifts)
        places = {shift.id: place for place, shift in enumerate(self.problem.shifts)}
        self.needed, self.short, self.over, self.have = (np.zeros(shape, np.int64) for _ in range(4))
        for row in self.problem.headcounts:
            at = row.day, places[row.shift]
            self.needed[at], self.short[at], self.over[at] = row.needed, row.short, row.over

    def _set_wishes(self, rule: object) -> None:
        """What each cell saves of the price of wishes, beside a day off."""
        shape = self.needed.shape
        self.wished = {worker.id: np.zeros(shape, np.int64) for worker in self.problem.workers}
        places = {shift.id: place for place, shift in enumerate(self.problem.shifts)}
        price_of: Callable[..., int] | None = getattr(rule, "price_of", None)
        for wish in self.problem.wishes if price_of else ():
            price = price_of(self.problem.worker_by_id[wish.worker], wish)  # type: ignore[misc]
            at = slice(None) if wish.shift is None else places[wish.shift]
            self.wished[wish.worker][wish.day, at] += price if wish.prefers else -price

    @property
    def duties(self) -> Duties:
        shifts = self.problem.shifts
        cells: dict[Cell, str | None] = {
            (id, int(day)): shifts[row[day]].id for id, row in self.rows.items() for day in np.flatnonzero(row >= 0)
        }
        return Duties(self.problem, cells)

    @property
    def heads_cost(self) -> int:
        missing = self.needed - self.have
        return int((self.short * np.maximum(missing, 0) + self.over * np.maximum(-missing, 0)).sum())

    def place(self, should_stop: Callable[[], bool] = lambda: False) -> None:
        """Give everybody a row, what is missing priced by the share that still is: others can still come."""
        for worker in self.problem.workers:
            if should_stop():
                return
            missing = self.needed - self.have
            urgency = missing / np.maximum(self.needed, 1)
            gains = np.where(missing > 0, self.short * urgency, -self.over)
            self._take(worker, np.rint(gains * FINE).astype(np.int64) + FINE * self.wished[worker.id])

    def turn(self, should_stop: Callable[[], bool] = lambda: False) -> bool:
        """Everybody's row anew, in any order; whether that was worth while."""
        before, gained = max(1, self.heads_cost), 0
        for worker in self.dice.sample(self.problem.workers, len(self.problem.workers)):
            if should_stop():
                return False
            gained += self._again(worker)
        return gained > WORTHWHILE * before

    def _again(self, worker: Worker) -> int:
        """Her row anew, given everybody else's; what it gains."""
        old = self.rows.pop(worker.id, None)
        if old is not None:
            self._count(old, -1)
        missing = self.needed - self.have
        exact = np.where(missing > 0, self.short, -self.over) + self.wished[worker.id]
        self._take(worker, FINE * exact + self.noise.integers(0, FINE // 3, exact.shape))
        new = self.rows.get(worker.id)
        gain = worth(new, exact) - worth(old, exact)
        if old is not None and (new is None or gain < 0):
            if new is not None:
                self._count(new, -1)
            self.rows[worker.id] = old
            self._count(old, 1)
            return 0
        return gain

    def _take(self, worker: Worker, prices: Prices) -> None:
        row, self.scarcity[worker.id] = self.lines[worker.id].best(prices, self.scarcity[worker.id])
        if row is not None:
            self.rows[worker.id] = row
            self._count(row, 1)

    def _count(self, row: Row, heads: int) -> None:
        days = np.flatnonzero(row >= 0)
        self.have[days, row[days]] += heads


def worth(row: Row | None, prices: NDArray[np.int64]) -> int:
    if row is None:
        return 0
    days = np.flatnonzero(row >= 0)
    return int(prices[days, row[days]].sum())
