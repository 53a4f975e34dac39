"""Taking out of a folded cut what hangs on one sum alone: its cost is worked out for every value.

Whoever is not freed still pays when a fair share moves, and the share moves with one sum
of the whole hall. Without these, a cut would hold some columns of everybody in the hall.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from .folding import FORBIDDEN, Folded
from .matrix import Ints, Rows

WIDEST = 80
SPAN = 1000


@dataclass(frozen=True)
class Hub:
    """A column and what each of its values costs by the columns that hang on it alone, its spokes.

    `prices[n]` and `values[n]`, a value for each spoke, are those of the column at `least + n`;
    FORBIDDEN is the price of what it cannot be, or not without making the roster worse.
    """

    column: int
    least: int
    prices: Ints
    spokes: Ints
    values: Ints

    @property
    def is_even(self) -> bool:
        """Whether all values cost the same, so that there is nothing to price."""
        return bool((self.prices == self.prices[0]).all())

    @property
    def is_straight(self) -> bool:
        """Whether it has two values, both allowed: its price is then one of the column."""
        return len(self.prices) == 2 and bool((self.prices < FORBIDDEN).all())

    def without_price(self) -> "Hub":
        """The hub whose price is put on the column itself."""
        return replace(self, prices=np.zeros_like(self.prices))


def without_hubs(folded: Folded) -> tuple[Folded, list[Hub]]:
    """The folded cut without the spokes and their rows, and the hubs they hang on."""
    rows = folded.rows
    if not len(rows.firsts):
        return folded, []
    ends = np.append(rows.firsts[1:], len(rows.places)) - 1
    owner, other = rows.places[ends], rows.places[rows.firsts]
    is_two = rows.lengths() == 2
    hub_of = sole_hubs(folded, owner[is_two], other[is_two])
    is_spoken = is_two & (hub_of[owner] == other)
    hubs = [hub for hub in hubs_of(folded, hub_of, rows.only(is_spoken)) if (hub.prices < FORBIDDEN).sum() <= WIDEST]
    kept, costs = folded.kept.copy(), folded.costs.copy()
    for hub in hubs:
        kept[hub.spokes] = False
        if hub.is_straight:
            costs[hub.column] += hub.prices[1] - hub.prices[0]
    left = replace(folded, kept=kept, costs=costs, rows=rows.only(~is_spoken | kept[owner]))
    return left, [hub.without_price() if hub.is_straight else hub for hub in hubs]


def sole_hubs(folded: Folded, owner: Ints, other: Ints) -> Ints:
    """For each column the only one that it hangs on, -1 where there is none."""
    count = len(folded.kept)
    least, most = np.full(count, count), np.full(count, -1)
    np.minimum.at(least, owner, other)
    np.maximum.at(most, owner, other)
    is_owner_only = np.bincount(folded.rows.places, minlength=count) == np.bincount(owner, minlength=count)
    fits = is_owner_only & (least == most) & ~folded.tables.is_cell & folded.kept & (folded.costs >= 0)
    hubs = np.where(fits, most, -1)
    return np.where(folded.tables.is_cell[hubs], -1, hubs)


def hubs_of(folded: Folded, hub_of: Ints, rows: Rows) -> Iterator[Hub]:
    """Each hub with what its values cost; `rows` are those of the spokes."""
    low, high = folded.cut.low, folded.cut.high
    owner = rows.places[1::2]
    for column in np.unique(hub_of[owner]).tolist():
        if high[column] - low[column] < SPAN:
            mine = np.flatnonzero(hub_of[owner] == column)
            yield priced(folded, column, owner[mine], rows, mine)


def priced(folded: Folded, column: int, owner: Ints, rows: Rows, mine: Ints) -> Hub:
    """The hub at the column; `mine` are the rows of its spokes, `owner` the spoke of each."""
    low, high = folded.cut.low, folded.cut.high
    sums = np.arange(low[column], high[column] + 1)
    spokes, place = np.unique(owner, return_inverse=True)
    held = sums[:, None] * rows.factors[0::2][mine]
    by = rows.factors[1::2][mine]
    room_up, room_down = rows.high[mine] - held, rows.low[mine] - held
    least = np.where(by > 0, -(-room_down // by), -(-room_up // by))
    most = np.where(by > 0, room_up // by, room_down // by)
    values = np.repeat(low[spokes][None, :], len(sums), axis=0)
    tops = np.repeat(high[spokes][None, :], len(sums), axis=0)
    np.maximum.at(values.T, place, least.T)
    np.minimum.at(tops.T, place, most.T)
    prices = values @ folded.costs[spokes]
    prices[(values > tops).any(axis=1) | (prices > most_to_pay(folded, spokes))] = FORBIDDEN
    return Hub(column, int(low[column]), prices, spokes, values)


def most_to_pay(folded: Folded, spokes: Ints) -> int:
    """What the spokes may cost at most: what they do now and all that could be saved elsewhere."""
    cut = folded.cut
    saved = np.abs(cut.costs) * np.where(cut.costs > 0, cut.values - cut.low, cut.high - cut.values)
    return int(saved.sum() - saved[spokes].sum() + cut.costs[spokes] @ cut.values[spokes])
