"""Which cells of a month to free together: kinds of neighbourhoods, and which one to try next."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

from .check import Violation
from .problem import Problem

NumberedCell = tuple[int, int]
"""A worker's place in `problem.workers`, and a day."""


@dataclass(frozen=True)
class View:
    """What a neighbourhood is picked from: the month, and what is wrong with the best roster."""

    problem: Problem
    faults: Sequence[Violation] = ()

    @property
    def people(self) -> int:
        return len(self.problem.workers)

    @property
    def days(self) -> int:
        return self.problem.days

    def worker_faults(self) -> list[tuple[int, Violation]]:
        """Faults of one person, with her place."""
        places = {worker.id: place for place, worker in enumerate(self.problem.workers)}
        return [(places[fault.worker], fault) for fault in self.faults if fault.worker in places]

    def day_faults(self) -> list[Violation]:
        """Faults of the hall on days of this month, nobody's in particular."""
        return [f for f in self.faults if f.worker is None and any(day >= 0 for day in f.days)]


Pick = Callable[[View, int, random.Random], Iterable[NumberedCell]]


def few_people(view: View, size: int, dice: random.Random) -> Iterable[NumberedCell]:
    """A few people, all their days."""
    count = at_most(view.people, round(size / view.days))
    return product(dice.sample(range(view.people), count), range(view.days))


def few_days(view: View, size: int, dice: random.Random) -> Iterable[NumberedCell]:
    """A day or more, everybody, or as many people as fit on the one day."""
    length = at_most(view.days, round(size / view.people))
    people = dice.sample(range(view.people), at_most(view.people, round(size / length)))
    return product(people, window(dice.randrange(view.days), length, view.days))


def block(view: View, size: int, dice: random.Random) -> Iterable[NumberedCell]:
    """Some people for some days up to two weeks."""
    length = at_most(view.days, dice.choice((2, 3, 5, 7, 14)))
    people = dice.sample(range(view.people), at_most(view.people, round(size / length)))
    return product(people, window(dice.randrange(view.days), length, view.days))


def bad_day(view: View, size: int, dice: random.Random) -> Iterable[NumberedCell]:
    """The days around a costly fault of the hall, for as many people as fit."""
    faults = view.day_faults()
    if not faults:
        return few_days(view, size, dice)
    fault = weighted(faults, dice)
    middle = dice.choice([day for day in fault.days if day >= 0])
    length = at_most(view.days, dice.choice((1, 3, 5)))
    people = dice.sample(range(view.people), at_most(view.people, round(size / length)))
    return product(people, window(middle, length, view.days))


def unhappy_people(view: View, size: int, dice: random.Random) -> Iterable[NumberedCell]:
    """People whose hours, shares or wishes cost most, all their days."""
    faults = view.worker_faults()
    if not faults:
        return few_people(view, size, dice)
    count = at_most(view.people, round(size / view.days))
    prices = [0] * view.people
    for place, fault in faults:
        prices[place] += fault.penalty
    order = sorted(range(view.people), key=lambda place: -prices[place] * dice.random())
    unhappy = order[: (count + 1) // 2]
    others = [place for place in range(view.people) if place not in unhappy]
    return product(unhappy + dice.sample(others, count - len(unhappy)), range(view.days))


KINDS: dict[str, Pick] = {pick.__name__: pick for pick in (few_people, few_days, block, bad_day, unhappy_people)}


def window(middle: int, length: int, days: int) -> range:
    """Days around the middle one, inside the month."""
    start = max(0, min(middle - length // 2, days - length))
    return range(start, start + length)


def at_most(most: int, wanted: int) -> int:
    return max(1, min(most, wanted))


def weighted(faults: Sequence[Violation], dice: random.Random) -> Violation:
    return dice.choices(faults, [1 + fault.penalty for fault in faults])[0]


@dataclass
class Record:
    """How a kind has done: gain for each second lately, and the size it is tried at."""

    gain: float = 0.0
    size: float = 30.0


@dataclass
class Chooser:
    """Picks kinds by their recent gain, and sizes such that most tries are solved outright."""

    dice: random.Random
    largest: int
    records: dict[str, Record] = field(default_factory=lambda: {name: Record() for name in KINDS})

    def choose(self, view: View) -> tuple[str, set[NumberedCell]]:
        """A kind's name and the cells to free."""
        best = max(record.gain for record in self.records.values())
        weights = [record.gain + 0.15 * best + 1e-9 for record in self.records.values()]
        name = self.dice.choices(list(self.records), weights)[0]
        return name, set(KINDS[name](view, round(self.records[name].size), self.dice))

    def learn(self, name: str, cells: int, gain: int, effort: float, was_solved: bool) -> None:
        """Tell what a try of so many cells gained in how many seconds, and whether it was solved outright."""
        record = self.records[name]
        rate = gain / max(effort, 1e-3)
        record.gain += 0.1 * (rate - record.gain)
        factor = 1.12 if was_solved else 0.75
        record.size = min(max(record.size * factor, 12.0), 2.0 * cells, self.largest)
