"""What the columns that hang on a table are for every choice of its places: the least that their rows allow."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from .matrix import Cut, Ints, Rows
from .tables import Marks, Tables

PASSES = 12


@dataclass(frozen=True)
class Foldable:
    """Which columns can be worked out: `owner` is the column that each row defines, -1 for a row of cells.

    Of those `is_worked`, some are known to rows that stay; the others, `is_folded`, can go.
    """

    owner: Ints
    is_worked: Marks
    is_folded: Marks


@dataclass(frozen=True)
class Settled:
    """`values[:, q]` are the columns when each table has its number q; `is_broken` where that breaks a row.

    `undecided` are columns of which the least values leave a row wanting that some column could mend.
    """

    values: Ints
    is_broken: Marks
    undecided: Marks


class Known:
    """Rows with their owners: the last column of each, which depends on the others.

    They come in the order in which owners can be worked out, `levels` telling which rows
    have owners that depend on earlier ones alone. `is_exact` are the columns that cells leave
    no choice, cells among them. `asks` says where a row asks more of its owner the more the
    other columns are; `can_rise` and `can_fall` where some column that has a choice can lift
    or lower its sum.
    """

    def __init__(self, rows: Rows, owner: Ints, is_exact: Marks):
        level = levels_of(rows, owner)[owner]
        order = np.lexsort((owner, level))
        self.rows, self.owner = rows.in_order(order), owner[order]
        ends = np.flatnonzero(np.diff(level[order], append=-1)) + 1
        self.levels = [slice(first, end) for first, end in pairwise([0, *ends.tolist()])]
        self._look(is_exact)

    def _look(self, is_exact: Marks) -> None:
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


def settled(cut: Cut, tables: Tables, foldable: Foldable) -> Settled:
    """The columns that depend on a table with the least values their rows allow.

    A row asks something of its owner only where that grows with what it knows besides,
    so that the least values go together. Where they leave a row wanting that some
    column could mend, it is not decided here which.
    """
    values, table, is_choice = tables.values(cut.low), tables.of_column, tables.is_choice
    undecided, is_broken = np.zeros(len(table), bool), np.zeros(is_choice.shape, bool)
    used = (foldable.owner >= 0) & foldable.is_worked[foldable.owner]
    if not used.any():
        return Settled(values, is_broken, undecided)
    known = Known(cut.rows.only(used), foldable.owner[used], exact(cut.rows, foldable.owner, tables.is_cell))
    activity = settle(values, known, cut.low[:, None])
    rows, owner = known.rows, known.owner
    under, over = activity < rows.low[:, None], activity > rows.high[:, None]
    is_open = (under & known.can_rise[:, None]) | (over & known.can_fall[:, None])
    bad = (under | over) & ~is_open | (values[owner] > cut.high[owner, None])
    for row in np.flatnonzero(bad.any(axis=1)):
        is_broken[table[owner[row]]] |= bad[row]
    matters = (is_choice & ~is_broken)[table[owner]]
    open_rows = np.flatnonzero((is_open & matters).any(axis=1))
    undecided[rows.places[np.isin(rows.row_of_entry(), open_rows)]] = True
    return Settled(values, is_broken, undecided & ~tables.is_cell)


def exact(rows: Rows, owner: Ints, is_cell: Marks) -> Marks:
    """The cells, and the columns that an equation makes a sum of such."""
    ends = np.append(rows.firsts[1:], len(rows.places)) - 1
    defines = (owner >= 0) & (rows.low == rows.high) & (np.abs(rows.factors[ends]) == 1)
    is_owner = rows.places == owner[rows.row_of_entry()]
    is_exact = is_cell.copy()
    for _ in range(PASSES):
        found = owner[defines & np.logical_and.reduceat(is_exact[rows.places] | is_owner, rows.firsts)]
        if is_exact[found].all():
            break
        is_exact[found] = True
    return is_exact


def settle(values: Ints, known: Known, floor: Ints) -> Ints:
    """Put the owners' least values in place, those first on which others depend; what all make of the rows."""
    rows = known.rows
    factors = np.where(known.is_owner, 0, rows.factors)[:, None]
    begins = np.append(rows.firsts, len(rows.places))
    activity = np.empty((len(known.owner), values.shape[1]), np.int64)
    for level in known.levels:
        owner, factor = known.owner[level], known.factor[level, None]
        entries = slice(begins[level.start], begins[level.stop])
        terms = values[rows.places[entries]] * factors[entries]
        others = np.add.reduceat(terms, rows.firsts[level] - entries.start, axis=0)
        wanted = asked_of(factor, others, rows.low[level, None], rows.high[level, None])
        wanted = np.where(known.asks[level, None], wanted, floor[owner])
        firsts = np.flatnonzero(np.diff(owner, prepend=-1))
        targets = owner[firsts]
        values[targets] = np.maximum(np.maximum.reduceat(wanted, firsts, axis=0), floor[targets])
        activity[level] = others + factor * values[owner]
    return activity
