"""Taking out of a cut what hangs on one cell, or on two: its cost is worked out for every choice.

A month's cover is priced slice by slice, which makes a poor relaxation and most of a
model's rows. When a neighbourhood leaves only one or two cells free on a day, all that
day costs is a small table over what these can be, and the relaxation is exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .matrix import Cut, Ints, Rows

FORBIDDEN = 1 << 28
PASSES = 12
WIDEST = 9


@dataclass(frozen=True)
class Choices:
    """What free places can be: `options[p]` lists a column for each choice, -1 for a day off.

    `works` is the column that is true with any choice but the day off, -1 without one.
    `hanging` pairs place numbers and columns, wherever the column may depend on the place.
    """

    options: list[list[int]]
    works: list[int]
    hanging: tuple[Ints, Ints]


@dataclass(frozen=True)
class Pair:
    """Two places whose choices cost something together: `extra[a, b]`, choice 0 of either being free."""

    first: Sequence[int]
    second: Sequence[int]
    extra: Ints
    is_allowed: NDArray[np.bool_]


class Known:
    """Rows with their owners: the last column of each, which depends on the others.

    They come in the order in which owners can be worked out, `levels` telling which rows
    have owners that depend on earlier ones alone. `is_exact` are the columns that cells leave
    no choice, cells among them. `asks` says where a row asks more of its owner the more the
    other columns are; `can_rise` and `can_fall` where some column that has a choice can lift
    or lower its sum.
    """

    def __init__(self, rows: Rows, owner: Ints, is_exact: NDArray[np.bool_]):
        level = levels_of(rows, owner)[owner]
        order = np.lexsort((owner, level))
        self.rows, self.owner = rows.in_order(order), owner[order]
        ends = np.flatnonzero(np.diff(level[order], append=-1)) + 1
        self.levels = [slice(first, end) for first, end in pairwise([0, *ends.tolist()])]
        self._look(is_exact)

    def _look(self, is_exact: NDArray[np.bool_]) -> None:
        rows, owner = self.rows, self.owner
        ends = np.append(rows.firsts[1:], len(rows.places)) - 1
        self.factor = rows.factors[ends]
        self.is_owner = rows.places == owner[rows.row_of_entry()]
        is_column = ~is_exact[rows.places]
        is_other = is_column & ~self.is_owner
        lifts, lowers = rows.factors > 0, rows.factors < 0
        self.can_rise = np.logical_or.reduceat(is_column & lifts, rows.firsts)
        self.can_fall = np.logical_or.reduceat(is_column & lowers, rows.firsts)
        others_lift = np.logical_or.reduceat(is_other & lifts, rows.firsts)
        others_lower = np.logical_or.reduceat(is_other & lowers, rows.firsts)
        self.asks = np.where(self.factor > 0, ~others_lift, ~others_lower)


def levels_of(rows: Rows, owner: Ints) -> Ints:
    """For each column how many owners one after another it depends on; 0 for those that own no row."""
    level = np.zeros(1 + max(rows.places.max(), owner.max()), np.int64)
    is_owner = rows.places == owner[rows.row_of_entry()]
    while True:
        deepest = np.maximum.reduceat(np.where(is_owner, 0, level[rows.places]), rows.firsts) + 1
        before = level[owner]
        np.maximum.at(level, owner, deepest)
        if (level[owner] == before).all():
            return level


def asked_of(factor: Ints, others: Ints, low: Ints, high: Ints) -> Ints:
    """The least value of rows' owners with these factors that brings the sum within its bounds."""
    if (np.abs(factor) == 1).all():
        return np.where(factor > 0, low - others, others - high)
    return np.where(factor > 0, -((others - low) // factor), -((high - others) // -factor))


class Folded:
    """A cut without its foldable columns.

    `costs` and `offset` hold what single cells cost now, `pairs` what cells cost together;
    `kept` says which of the cut's columns the model still needs, `rows` are its rows.
    """

    def __init__(self, cut: Cut, choices: Choices):
        self.cut, self.choices = cut, choices
        self.width = max((len(options) for options in choices.options), default=1)
        self.is_cell = np.zeros(len(cut.low), bool)
        for options, works in zip(choices.options, choices.works, strict=True):
            self.is_cell[[column for column in [*options, works] if column >= 0]] = True
        self._assign_tables()
        self.is_undecided = np.zeros(len(cut.low), bool)
        while True:
            self._find_foldable()
            self._work_out_values()
            undecided = self._settle()
            if not (undecided & ~self.is_undecided).any():
                break
            self.is_undecided |= undecided
        self._price()

    # -- which columns depend on which table -----------------------------------------

    def _assign_tables(self) -> None:
        """One table for each place, or for two of them that many columns depend on both."""
        places, columns = self._free_hanging()
        order = np.lexsort((places, columns))
        places, columns = places[order], columns[order]
        firsts = np.flatnonzero(np.diff(columns, prepend=-1))
        counts = np.diff(firsts, append=len(columns))
        one, last = places[firsts], places[firsts + counts - 1] if len(firsts) else places
        count = len(self.choices.options)
        self.table_of_place = np.arange(count)
        self.is_second = np.zeros(count, bool)
        two = counts == 2
        for a, b in self._pairs_by_use(one[two], last[two]):
            if self.table_of_place[a] == a and self.table_of_place[b] == b and not self._is_joined(a, b):
                self.table_of_place[b] = a
                self.is_second[b] = True
                self.joined |= {a, b}
        self.table = np.full(len(self.cut.low), -1)
        for place, (options, works) in enumerate(zip(self.choices.options, self.choices.works, strict=True)):
            self.table[[column for column in [*options, works] if column >= 0]] = self.table_of_place[place]
        small = counts <= 2
        same = self.table_of_place[one] == self.table_of_place[last]
        fits = small & same
        self.table[columns[firsts[fits]]] = self.table_of_place[one[fits]]

    def _free_hanging(self) -> tuple[Ints, Ints]:
        places, columns = self.choices.hanging
        is_choice = np.array([len(options) > 1 for options in self.choices.options], bool)
        free = (self.cut.low < self.cut.high) & ~self.is_cell
        keep = free[columns] & is_choice[places]
        return places[keep], columns[keep]

    def _pairs_by_use(self, one: Ints, other: Ints) -> list[tuple[int, int]]:
        """Pairs of places, those with the most columns between them first."""
        self.joined: set[int] = set()
        size = len(self.choices.options)
        keys, uses = np.unique(one * size + other, return_counts=True)
        return [divmod(int(key), size) for key in keys[np.argsort(-uses, kind="stable")]]

    def _is_joined(self, a: int, b: int) -> bool:
        return a in self.joined or b in self.joined

    # -- which of them can go ------------------------------------------------------------

    def _find_foldable(self) -> None:
        """A column can go when all rows that know it speak of its table's cells and columns alone."""
        rows, table = self.cut.rows, self.table
        row, places = rows.row_of_entry(), rows.places
        last = np.append(rows.firsts[1:], len(places)) - 1 if len(rows.firsts) else rows.firsts
        self.owner = np.where(self.is_cell[places[last]], -1, places[last])
        is_worked = (table >= 0) & ~self.is_cell & ~self.is_undecided
        while True:
            known = is_worked | self.is_cell
            fits = known[places] & (table[places] == table[self.owner][row]) & (self.owner >= 0)[row]
            row_fits = np.logical_and.reduceat(fits, rows.firsts) if len(rows.firsts) else fits
            unfit = np.zeros(len(table), bool)
            unfit[self.owner[~row_fits & (self.owner >= 0)]] = True
            if not (is_worked & unfit).any():
                break
            is_worked &= ~unfit
        self.is_worked = is_worked
        self.is_folded = is_worked & (self.cut.costs >= 0) & (self.cut.low < self.cut.high)
        owners = self.owner[row]
        while True:
            stays = (owners < 0) | ~self.is_folded[owners]
            blocked = np.zeros(len(table), bool)
            blocked[places[stays & (places != owners)]] = True
            if not (self.is_folded & blocked).any():
                break
            self.is_folded &= ~blocked
        self.kept = (self.cut.low < self.cut.high) & ~self.is_folded

    # -- what they are, for every choice ---------------------------------------------------

    def _work_out_values(self) -> None:
        """`values[:, q]` are the columns when each table has its choice number q."""
        choices, cut = self.choices, self.cut
        self.has_pairs = bool(self.is_second.any())
        numbers = np.arange(self.width**2 if self.has_pairs else self.width)
        values = np.repeat(cut.low[:, None], len(numbers), axis=1)
        self.is_choice = np.ones((len(choices.options), len(numbers)), bool)
        for place, (options, works) in enumerate(zip(choices.options, choices.works, strict=True)):
            digits = self._digits(place, numbers)
            self.is_choice[self.table_of_place[place]] &= digits < len(options)
            for digit, column in enumerate(options):
                if column >= 0:
                    values[column, digits == digit] = 1
            if works >= 0 and works not in options:
                off = options.index(-1) if -1 in options else -1
                values[works] = digits != off
        self.values = values

    def _digits(self, place: int, numbers: Ints) -> Ints:
        """Which choice the place has in each choice of its table."""
        if not self.has_pairs:
            return numbers
        return numbers % self.width if self.is_second[place] else numbers // self.width

    def _settle(self) -> NDArray[np.bool_]:
        """Give the columns that depend on a table the least values their rows allow.

        A row asks something of its owner only where that grows with what it knows besides,
        so that the least values go together. Where they leave a row wanting that some
        column could mend, it is not decided here which: returns the columns of such rows.
        """
        undecided = np.zeros(len(self.table), bool)
        self.is_broken = np.zeros(self.is_choice.shape, bool)
        used = (self.owner >= 0) & self.is_worked[self.owner]
        if not used.any():
            return undecided
        known = Known(self.cut.rows.only(used), self.owner[used], self._exact())
        activity = self._least_values(known)
        rows, owner = known.rows, known.owner
        under, over = activity < rows.low[:, None], activity > rows.high[:, None]
        is_open = (under & known.can_rise[:, None]) | (over & known.can_fall[:, None])
        bad = (under | over) & ~is_open | (self.values[owner] > self.cut.high[owner, None])
        for row in np.flatnonzero(bad.any(axis=1)):
            self.is_broken[self.table[owner[row]]] |= bad[row]
        matters = (self.is_choice & ~self.is_broken)[self.table[owner]]
        open_rows = np.flatnonzero((is_open & matters).any(axis=1))
        undecided[rows.places[np.isin(rows.row_of_entry(), open_rows)]] = True
        return undecided & ~self.is_cell

    def _exact(self) -> NDArray[np.bool_]:
        """The cells, and the columns that an equation makes a sum of such."""
        rows, owner = self.cut.rows, self.owner
        ends = np.append(rows.firsts[1:], len(rows.places)) - 1
        defines = (owner >= 0) & (rows.low == rows.high) & (np.abs(rows.factors[ends]) == 1)
        is_owner = rows.places == owner[rows.row_of_entry()]
        is_exact = self.is_cell.copy()
        for _ in range(PASSES):
            found = owner[defines & np.logical_and.reduceat(is_exact[rows.places] | is_owner, rows.firsts)]
            if is_exact[found].all():
                break
            is_exact[found] = True
        return is_exact

    def _least_values(self, known: "Known") -> Ints:
        """Set them, those first on which others depend; what they make of the rows."""
        rows, floor = known.rows, self.cut.low[:, None]
        factors = np.where(known.is_owner, 0, rows.factors)[:, None]
        begins = np.append(rows.firsts, len(rows.places))
        activity = np.empty((len(known.owner), self.values.shape[1]), np.int64)
        for level in known.levels:
            owner, factor = known.owner[level], known.factor[level, None]
            entries = slice(begins[level.start], begins[level.stop])
            terms = self.values[rows.places[entries]] * factors[entries]
            others = np.add.reduceat(terms, rows.firsts[level] - entries.start, axis=0)
            wanted = asked_of(factor, others, rows.low[level, None], rows.high[level, None])
            wanted = np.where(known.asks[level, None], wanted, floor[owner])
            firsts = np.flatnonzero(np.diff(owner, prepend=-1))
            targets = owner[firsts]
            self.values[targets] = np.maximum(np.maximum.reduceat(wanted, firsts, axis=0), floor[targets])
            activity[level] = others + factor * self.values[owner]
        return activity

    # -- what that costs ---------------------------------------------------------------------

    def _price(self) -> None:
        cut = self.cut
        self.costs = np.where(self.is_folded, 0, cut.costs)
        self.offset = cut.offset + int(cut.costs[cut.low == cut.high] @ cut.low[cut.low == cut.high])
        gone = self.is_folded[self.owner] & (self.owner >= 0)
        self.rows = cut.rows.only(~gone)
        self._leave_idle()
        self.pairs: list[Pair] = []
        totals = self._totals(np.flatnonzero(self.is_folded & (cut.costs > 0)))
        totals[self.is_broken] = FORBIDDEN
        seconds = {int(self.table_of_place[b]): int(b) for b in np.flatnonzero(self.is_second)}
        for place, options in enumerate(self.choices.options):
            if self.is_second[place]:
                continue
            if place in seconds:
                self._price_pair(options, self.choices.options[seconds[place]], totals[place])
            else:
                step = self.width if self.has_pairs else 1
                self._price_one(options, totals[place, ::step])

    def _totals(self, columns: Ints) -> Ints:
        """What the columns cost for each choice of each table."""
        totals = np.zeros(self.is_choice.shape, np.int64)
        if len(columns):
            columns = columns[np.argsort(self.table[columns], kind="stable")]
            tables = self.table[columns]
            firsts = np.flatnonzero(np.diff(tables, prepend=-1))
            prices = self.values[columns] * self.cut.costs[columns, None]
            totals[tables[firsts]] = np.add.reduceat(prices, firsts, axis=0)
        return totals

    def _leave_idle(self) -> None:
        """Columns that nothing speaks of any more stay at their least."""
        is_idle = ~self.is_cell & (self.costs >= 0)
        is_idle[self.rows.places] = False
        self.kept &= ~is_idle

    def _price_one(self, options: Sequence[int], prices: Ints) -> None:
        """Prices of one place's choices, put on its literals."""
        base = int(prices[0])
        self.offset += base
        for column, price in zip(options, prices.tolist()[: len(options)], strict=True):
            if column >= 0:
                self.costs[column] += price - base
            elif price != base:
                self._price_off(options, price - base)

    def _price_off(self, options: Sequence[int], price: int) -> None:
        """A day off that is not the first choice costs what all the others save."""
        self.offset += price
        for column in options:
            if column >= 0:
                self.costs[column] -= price

    def _price_pair(self, first: Sequence[int], second: Sequence[int], prices: Ints) -> None:
        table = prices.reshape(self.width, self.width)[: len(first), : len(second)]
        base = int(table[0, 0])
        self._price_one(first, table[:, 0])
        self._price_one(second, table[0, :] - base)
        extra = table - table[:, :1] - table[:1, :] + base
        is_allowed = table < FORBIDDEN
        if (extra != 0).any():
            self.pairs.append(Pair(first, second, extra, is_allowed))

    # -- back to the cut -------------------------------------------------------------------------

    def unfold(self, solution: Ints) -> Ints:
        """The cut's values from those of the kept columns, in order."""
        values = self.cut.low.copy()
        values[self.kept] = solution
        number = np.zeros(len(self.choices.options), np.int64)
        for place, options in enumerate(self.choices.options):
            digit = next((d for d, column in enumerate(options) if column >= 0 and values[column]), None)
            if digit is None:
                digit = options.index(-1) if -1 in options else 0
            scale = 1 if self.is_second[place] or not self.has_pairs else self.width
            number[self.table_of_place[place]] += digit * scale
        folded = np.flatnonzero(self.is_folded)
        values[folded] = self.values[folded, number[self.table[folded]]]
        return values


def renumbered(rows: Rows, kept: NDArray[np.bool_]) -> Rows:
    """The rows speaking of kept columns by their numbers among these."""
    return rows.renumbered(np.cumsum(kept) - 1)
