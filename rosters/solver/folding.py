"""Taking out of a cut what hangs on one cell, or on two: its cost is worked out for every choice.

A month's cover is priced slice by slice, which makes a poor relaxation and most of a
model's rows. When a neighbourhood leaves only one or two cells free on a day, all that
day costs is a small table over what these can be, and the relaxation is exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from .matrix import Cut, Ints, Rows
from .settling import Foldable, Settled, settled
from .tables import Choices, Marks, Tables, tables_of

FORBIDDEN = 1 << 28


@dataclass(frozen=True)
class Pair:
    """Two places whose choices cost something together: `extra[a, b]`, choice 0 of either being free."""

    first: Sequence[int]
    second: Sequence[int]
    extra: Ints
    is_allowed: Marks


@dataclass(frozen=True)
class Folded:
    """A cut without its foldable columns.

    `costs` hold what single cells cost now, `pairs` what cells cost together; `kept` says
    which of the cut's columns the model still needs, `rows` are its rows. `values` are
    those of the folded columns for each number of their tables.
    """

    cut: Cut
    tables: Tables
    is_folded: Marks
    values: Ints
    kept: Marks
    rows: Rows
    costs: Ints
    pairs: Sequence[Pair]

    def unfold(self, solution: Ints) -> Ints:
        """The cut's values from those of the kept columns, in order."""
        values = self.cut.low.copy()
        values[self.kept] = solution
        chosen = self.tables.chosen(values)
        folded = np.flatnonzero(self.is_folded)
        values[folded] = self.values[folded, chosen[self.tables.of_column[folded]]]
        return values


def fold(cut: Cut, choices: Choices) -> Folded:
    """The cut without the columns that can be worked out for every choice of what they hang on."""
    tables = tables_of(cut, choices)
    is_undecided = np.zeros(len(cut.low), bool)
    while True:
        foldable = foldable_in(cut, tables, is_undecided)
        worked = settled(cut, tables, foldable)
        if not (worked.undecided & ~is_undecided).any():
            return priced(cut, tables, foldable, worked)
        is_undecided |= worked.undecided


def foldable_in(cut: Cut, tables: Tables, is_undecided: Marks) -> Foldable:
    """A column can go when all rows that know it speak of its table's cells and columns alone."""
    rows, table, is_cell = cut.rows, tables.of_column, tables.is_cell
    row, places = rows.row_of_entry(), rows.places
    last = np.append(rows.firsts[1:], len(places)) - 1 if len(rows.firsts) else rows.firsts
    owner = np.where(is_cell[places[last]], -1, places[last])
    is_worked = (table >= 0) & ~is_cell & ~is_undecided
    while True:
        known = is_worked | is_cell
        fits = known[places] & (table[places] == table[owner][row]) & (owner >= 0)[row]
        row_fits = np.logical_and.reduceat(fits, rows.firsts) if len(rows.firsts) else fits
        unfit = np.zeros(len(table), bool)
        unfit[owner[~row_fits & (owner >= 0)]] = True
        if not (is_worked & unfit).any():
            break
        is_worked &= ~unfit
    is_folded = is_worked & (cut.costs >= 0) & (cut.low < cut.high)
    owners = owner[row]
    while True:
        stays = (owners < 0) | ~is_folded[owners]
        blocked = np.zeros(len(table), bool)
        blocked[places[stays & (places != owners)]] = True
        if not (is_folded & blocked).any():
            return Foldable(owner, is_worked, is_folded)
        is_folded &= ~blocked


def priced(cut: Cut, tables: Tables, foldable: Foldable, worked: Settled) -> Folded:
    """The cut with what its foldable columns cost put on the cells they hang on."""
    is_folded = foldable.is_folded
    rows = cut.rows.only(~(is_folded[foldable.owner] & (foldable.owner >= 0)))
    prices = Prices(np.where(is_folded, 0, cut.costs))
    # Columns that nothing speaks of any more stay at their least.
    is_idle = ~tables.is_cell & (prices.costs >= 0)
    is_idle[rows.places] = False
    kept = (cut.low < cut.high) & ~is_folded & ~is_idle
    totals = totals_of(cut, tables, np.flatnonzero(is_folded & (cut.costs > 0)), worked.values)
    totals[worked.is_broken] = FORBIDDEN
    width, options = tables.width, tables.choices.options
    seconds = {int(tables.of_place[b]): int(b) for b in np.flatnonzero(tables.is_second)}
    for place in np.flatnonzero(~tables.is_second).tolist():
        if place in seconds:
            prices.put_on_both(options[place], options[seconds[place]], totals[place].reshape(width, width))
        else:
            prices.put(options[place], totals[place, :: width if tables.has_pairs else 1])
    return Folded(cut, tables, is_folded, worked.values, kept, rows, prices.costs, prices.pairs)


def totals_of(cut: Cut, tables: Tables, columns: Ints, values: Ints) -> Ints:
    """What the columns cost for each number of each table."""
    totals = np.zeros(tables.is_choice.shape, np.int64)
    if len(columns):
        columns = columns[np.argsort(tables.of_column[columns], kind="stable")]
        own = tables.of_column[columns]
        firsts = np.flatnonzero(np.diff(own, prepend=-1))
        prices = values[columns] * cut.costs[columns, None]
        totals[own[firsts]] = np.add.reduceat(prices, firsts, axis=0)
    return totals


@dataclass
class Prices:
    """What columns cost, and what two places cost together."""

    costs: Ints
    pairs: list[Pair] = field(default_factory=list)

    def put(self, options: Sequence[int], prices: Ints) -> None:
        """Prices of one place's choices, put on its columns; what all of them cost is left out."""
        base = int(prices[0])
        for column, price in zip(options, prices.tolist()[: len(options)], strict=True):
            if column >= 0:
                self.costs[column] += price - base
            elif price != base:
                self._put_on_day_off(options, price - base)

    def _put_on_day_off(self, options: Sequence[int], price: int) -> None:
        """A day off that is not the first choice costs what all the others save."""
        for column in options:
            if column >= 0:
                self.costs[column] -= price

    def put_on_both(self, first: Sequence[int], second: Sequence[int], prices: Ints) -> None:
        """Prices of two places' choices: what each costs alone, and what is extra as a pair."""
        table = prices[: len(first), : len(second)]
        base = int(table[0, 0])
        self.put(first, table[:, 0])
        self.put(second, table[0, :] - base)
        extra = table - table[:, :1] - table[:1, :] + base
        if (extra != 0).any():
            self.pairs.append(Pair(first, second, extra, table < FORBIDDEN))


def renumbered(rows: Rows, kept: Marks) -> Rows:
    """The rows speaking of kept columns by their numbers among these."""
    return rows.renumbered(np.cumsum(kept) - 1)
