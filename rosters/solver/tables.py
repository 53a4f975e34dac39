"""What free places of a cut can be, and which of its columns hang on one place, or on two."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .matrix import Cut, Ints

Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Choices:
    """What free places can be: `options[p]` lists a column for each choice, -1 for a day off.

    `works` is the column that is true with any choice but the day off, -1 without one.
    `hanging` pairs place numbers and columns, wherever the column may depend on the place.
    """

    options: list[list[int]]
    works: list[int]
    hanging: tuple[Ints, Ints]

    def cells(self) -> Iterator[tuple[int, list[int]]]:
        """Each place with the columns that it alone decides."""
        for place, (options, works) in enumerate(zip(self.options, self.works, strict=True)):
            yield place, [column for column in [*options, works] if column >= 0]


@dataclass(frozen=True)
class Tables:
    """One table for each place, or for two of them that many columns depend on both.

    `of_place` and `of_column` say whose table it is, -1 for a column that hangs on more;
    `is_second` are the places that share the table of another. A table has a number for each
    choice of its place, or of both.
    """

    choices: Choices
    is_cell: Marks
    of_place: Ints
    is_second: Marks
    of_column: Ints

    @cached_property
    def width(self) -> int:
        """How many choices any place has at the most."""
        return max((len(options) for options in self.choices.options), default=1)

    @cached_property
    def has_pairs(self) -> bool:
        return bool(self.is_second.any())

    @cached_property
    def numbers(self) -> Ints:
        return np.arange(self.width**2 if self.has_pairs else self.width)

    @cached_property
    def is_choice(self) -> Marks:
        """For each table which of its numbers are choices of its places."""
        is_choice = np.ones((len(self.choices.options), len(self.numbers)), bool)
        for place, options in enumerate(self.choices.options):
            is_choice[self.of_place[place]] &= self._digits(place) < len(options)
        return is_choice

    def values(self, low: Ints) -> Ints:
        """`values[:, q]` are the columns when each table has its number q: cells as chosen, others at their least."""
        values = np.repeat(low[:, None], len(self.numbers), axis=1)
        for place, (options, works) in enumerate(zip(self.choices.options, self.choices.works, strict=True)):
            digits = self._digits(place)
            for digit, column in enumerate(options):
                if column >= 0:
                    values[column, digits == digit] = 1
            if works >= 0 and works not in options:
                off = options.index(-1) if -1 in options else -1
                values[works] = digits != off
        return values

    def chosen(self, values: Ints) -> Ints:
        """The number of each table where cells have these values."""
        chosen = np.zeros(len(self.choices.options), np.int64)
        for place, options in enumerate(self.choices.options):
            digit = next((d for d, column in enumerate(options) if column >= 0 and values[column]), None)
            if digit is None:
                digit = options.index(-1) if -1 in options else 0
            scale = 1 if self.is_second[place] or not self.has_pairs else self.width
            chosen[self.of_place[place]] += digit * scale
        return chosen

    def _digits(self, place: int) -> Ints:
        """Which choice the place has in each number of its table."""
        if not self.has_pairs:
            return self.numbers
        return self.numbers % self.width if self.is_second[place] else self.numbers // self.width


def tables_of(cut: Cut, choices: Choices) -> Tables:
    count = len(choices.options)
    is_cell = np.zeros(len(cut.low), bool)
    for _, cells in choices.cells():
        is_cell[cells] = True
    places, columns = free_hanging(cut, choices, is_cell)
    firsts = np.flatnonzero(np.diff(columns, prepend=-1))
    counts = np.diff(firsts, append=len(columns))
    one, last = places[firsts], places[firsts + counts - 1] if len(firsts) else places
    of_place, is_second = np.arange(count), np.zeros(count, bool)
    two = counts == 2
    for a, b in pairs_by_use(one[two], last[two], count):
        of_place[b] = a
        is_second[b] = True
    of_column = np.full(len(cut.low), -1)
    for place, cells in choices.cells():
        of_column[cells] = of_place[place]
    fits = (counts <= 2) & (of_place[one] == of_place[last])
    of_column[columns[firsts[fits]]] = of_place[one[fits]]
    return Tables(choices, is_cell, of_place, is_second, of_column)


def free_hanging(cut: Cut, choices: Choices, is_cell: Marks) -> tuple[Ints, Ints]:
    """Places that have a choice with the columns that hang on them and are none of theirs, by column."""
    places, columns = choices.hanging
    has_choice = np.array([len(options) > 1 for options in choices.options], bool)
    kept = ((cut.low < cut.high) & ~is_cell)[columns] & has_choice[places]
    places, columns = places[kept], columns[kept]
    order = np.lexsort((places, columns))
    return places[order], columns[order]


def pairs_by_use(one: Ints, other: Ints, count: int) -> Iterator[tuple[int, int]]:
    """Pairs of the places, each in one pair alone, those with the most columns between them first."""
    keys, uses = np.unique(one * count + other, return_counts=True)
    paired: set[int] = set()
    for key in keys[np.argsort(-uses, kind="stable")].tolist():
        pair = divmod(key, count)
        if paired.isdisjoint(pair):
            paired |= {*pair}
            yield pair
