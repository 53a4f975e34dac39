"""A model as sparse integer rows, from which small exact models are cut around a roster.

Fixing all but a few cells of a month and presolving the rest again costs seconds for a
large hall; cutting out the rows that the free columns touch costs milliseconds.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

FAR = 1 << 40
PASSES = 6

Row = tuple[list[int], list[int], int, int]


@dataclass(frozen=True)
class State:
    """A feasible value for every column, what it makes of every row, and what it costs."""

    values: Ints
    activity: Ints
    cost: int


@dataclass(frozen=True)
class Cut:
    """A small model over some `columns`, all others held at what they are."""

    columns: Ints
    low: Ints
    high: Ints
    values: Ints
    costs: Ints
    rows: "Rows"


class Sparse:
    """Entries of a matrix, grouped along one of its sides."""

    def __init__(self, size: int, along: Ints, across: Ints, factors: Ints):
        order = np.argsort(along, kind="stable")
        self.starts = np.searchsorted(along[order], np.arange(size + 1))
        self.across, self.factors = across[order], factors[order]

    def last(self) -> Ints:
        """Where the last entry of each line stands; -1 for a line without entries."""
        found = np.full(len(self.starts) - 1, -1)
        filled = np.flatnonzero(np.diff(self.starts))
        if len(filled):
            found[filled] = np.maximum.reduceat(self.across, self.starts[filled])
        return found

    def where(self, kept: NDArray[np.bool_]) -> "Sparse":
        """The entries alone that stand across from a line that is kept."""
        along = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        held = kept[self.across]
        return Sparse(len(self.starts) - 1, along[held], self.across[held], self.factors[held])

    def entries(self, lines: Ints) -> tuple[Ints, Ints]:
        """For each entry of the lines: the place of its line in `lines`, and where it stands."""
        starts = self.starts[lines]
        lengths = self.starts[lines + 1] - starts
        places = np.repeat(np.arange(len(lines)), lengths)
        offsets = np.arange(len(places)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return places, np.repeat(starts, lengths) + offsets


class Matrix:
    """The rows and columns of a CP-SAT model proto.

    Linear constraints, clauses, at-most-one, exactly-one and implications are read, with
    enforcement literals turned into big coefficients; ValueError for anything else.
    """

    def __init__(self, proto: Any):
        domains = [list(variable.domain) for variable in proto.variables]
        if any(len(domain) != 2 for domain in domains):
            raise ValueError("a variable whose values have gaps cannot be read")
        bounds = np.array(domains, dtype=np.int64).reshape(-1, 2)
        self.low, self.high = bounds[:, 0], bounds[:, 1]
        self.costs, self.offset = objective_of(proto, len(domains))
        self._read_rows(proto)

    def _read_rows(self, proto: Any) -> None:
        rows: list[int] = []
        columns: list[int] = []
        factors: list[int] = []
        low: list[int] = []
        high: list[int] = []
        for variables, coefficients, least, most in rows_of(proto, self.low, self.high):
            rows.extend([len(low)] * len(variables))
            columns.extend(variables)
            factors.extend(coefficients)
            low.append(max(least, -FAR))
            high.append(min(most, FAR))
        self.row_low, self.row_high = np.array(low, np.int64), np.array(high, np.int64)
        along, across = np.array(rows, np.int64), np.array(columns, np.int64)
        weights = np.array(factors, np.int64)
        self.by_row = Sparse(len(low), along, across, weights)
        self.by_column = Sparse(len(self.low), across, along, weights)

    def state(self, values: Iterable[int]) -> State | None:
        """What the values make of the rows; None when they break one."""
        vector = np.fromiter(values, np.int64)
        terms = self.by_row.factors * vector[self.by_row.across]
        sums = np.concatenate(([0], np.cumsum(terms)))
        activity = sums[self.by_row.starts[1:]] - sums[self.by_row.starts[:-1]]
        return self._checked(vector, activity)

    def moved(self, state: State, columns: Ints, values: Ints) -> State | None:
        """The state with new values in some columns; None when they break a row."""
        change = values - state.values[columns]
        places, entries = self.by_column.entries(columns)
        activity = state.activity.copy()
        np.add.at(activity, self.by_column.across[entries], self.by_column.factors[entries] * change[places])
        vector = state.values.copy()
        vector[columns] = values
        return self._checked(vector, activity)

    def _checked(self, vector: Ints, activity: Ints) -> State | None:
        if (vector < self.low).any() or (vector > self.high).any():
            return None
        if (activity < self.row_low).any() or (activity > self.row_high).any():
            return None
        return State(vector, activity, int(self.costs @ vector) + self.offset)

    def cut(self, state: State, columns: Ints, is_cell: NDArray[np.bool_]) -> Cut:
        """The model of the columns alone, bounds drawn in, without rows that nothing can break any more.

        Of the columns, those that no free cell reaches stay as they are.
        """
        places, entries = self.by_column.entries(columns)
        order = np.argsort(self.by_column.across[entries], kind="stable")
        places, entries = places[order], entries[order]
        touched, factors = self.by_column.across[entries], self.by_column.factors[entries]
        firsts = np.flatnonzero(np.diff(touched, prepend=-1))
        numbers, values = touched[firsts], state.values[columns]
        base = state.activity[numbers] - sums_of(factors * values[places], firsts)
        rows = Rows(places, factors, firsts, self.row_low[numbers] - base, self.row_high[numbers] - base)
        low, high = self.low[columns].copy(), self.high[columns].copy()
        costs = self.costs[columns]
        keep_within(int(costs @ values), costs, low, high)
        rows = rows.tightened(low, high).reached(is_cell[columns], low, high, values)
        return Cut(columns, low, high, values, costs, rows)


def keep_within(most: int, costs: Ints, low: Ints, high: Ints) -> None:
    """Draw in the bounds, in place, to where no single column alone makes the whole cost more than `most`.

    What is dear, like breaking a rule whose price is meant to forbid it, is thereby ruled out
    as soon as a roster without it is known.
    """
    room = most - int(np.where(costs > 0, costs * low, costs * high).sum())
    dear = np.flatnonzero(np.abs(costs) * (high - low) > room)
    steps = room // np.abs(costs[dear])
    rising = costs[dear] > 0
    np.minimum.at(high, dear[rising], low[dear[rising]] + steps[rising])
    np.maximum.at(low, dear[~rising], high[dear[~rising]] - steps[~rising])


@dataclass
class Rows:
    """The rows of a cut: their entries one row after another, where each begins, and their bounds."""

    places: Ints
    factors: Ints
    firsts: Ints
    low: Ints
    high: Ints

    def __iter__(self) -> Iterator[Row]:
        places, factors = self.places.tolist(), self.factors.tolist()
        firsts = self.firsts.tolist()
        ends = [*firsts, len(places)][1:]
        for first, end, low, high in zip(firsts, ends, self.low.tolist(), self.high.tolist(), strict=True):
            yield places[first:end], factors[first:end], low, high

    def renumbered(self, numbers: Ints) -> "Rows":
        """The same rows, speaking of columns by other numbers."""
        return replace(self, places=numbers[self.places])

    def tightened(self, low: Ints, high: Ints) -> "Rows":
        """The rows still needed once the columns' bounds, changed in place, are drawn in by them."""
        rows = self
        for _ in range(PASSES):
            fixed = int((low == high).sum())
            rows = rows._drawing_in(low, high)
            if int((low == high).sum()) == fixed:
                break
        return rows._without_fixed(low, high)

    def _drawing_in(self, low: Ints, high: Ints) -> "Rows":
        least_terms, most_terms = self._terms(low, high)
        least, most = sums_of(least_terms, self.firsts), sums_of(most_terms, self.firsts)
        kept = replace(self, low=np.maximum(self.low, least), high=np.minimum(self.high, most)).only(
            (least < self.low) | (most > self.high)
        )
        if not len(kept.firsts):
            return kept
        least_terms, most_terms = kept._terms(low, high)
        row = kept.row_of_entry()
        room_up = kept.high[row] - (sums_of(least_terms, kept.firsts)[row] - least_terms)
        room_down = kept.low[row] - (sums_of(most_terms, kept.firsts)[row] - most_terms)
        up = kept.factors > 0
        top = np.where(up, room_up // kept.factors, room_down // kept.factors)
        bottom = np.where(up, -(-room_down // kept.factors), -(-room_up // kept.factors))
        np.minimum.at(high, kept.places, top)
        np.maximum.at(low, kept.places, bottom)
        return kept

    def reached(self, is_start: NDArray[np.bool_], low: Ints, high: Ints, values: Ints) -> "Rows":
        """The rows that something free ties to the columns to start from; all other columns are held, in place."""
        free = low < high
        is_near, is_tied = is_start & free, np.zeros(len(self.firsts), bool)
        row = self.row_of_entry()
        while len(self.firsts):
            is_tied = np.logical_or.reduceat(is_near[self.places], self.firsts)
            found = self.places[is_tied[row]]
            if is_near[found].all():
                break
            is_near[found] = True
        held = np.flatnonzero(free & ~is_near)
        low[held] = high[held] = values[held]
        return self.only(is_tied)

    def _terms(self, low: Ints, high: Ints) -> tuple[Ints, Ints]:
        """The least and the most each entry can come to."""
        one, other = self.factors * low[self.places], self.factors * high[self.places]
        return np.minimum(one, other), np.maximum(one, other)

    def only(self, kept: NDArray[np.bool_]) -> "Rows":
        """These of the rows."""
        entries = np.repeat(kept, self.lengths())
        lengths = self.lengths()[kept]
        firsts = np.cumsum(lengths) - lengths
        return Rows(self.places[entries], self.factors[entries], firsts, self.low[kept], self.high[kept])

    def in_order(self, order: Ints) -> "Rows":
        """The same rows in another order."""
        lengths = self.lengths()[order]
        firsts = np.cumsum(lengths) - lengths
        entries = np.arange(len(self.places)) + np.repeat(self.firsts[order] - firsts, lengths)
        return Rows(self.places[entries], self.factors[entries], firsts, self.low[order], self.high[order])

    def _without_fixed(self, low: Ints, high: Ints) -> "Rows":
        """The rows with fixed columns moved into their bounds, and no rows left empty by that."""
        free = low[self.places] < high[self.places]
        held = np.where(free, 0, self.factors * low[self.places])
        shift = sums_of(held, self.firsts)
        lengths = sums_of(free.astype(np.int64), self.firsts)
        some = lengths > 0
        firsts = (np.cumsum(lengths) - lengths)[some]
        return Rows(self.places[free], self.factors[free], firsts, (self.low - shift)[some], (self.high - shift)[some])

    def lengths(self) -> Ints:
        return np.diff(self.firsts, append=len(self.places))

    def row_of_entry(self) -> Ints:
        return np.repeat(np.arange(len(self.firsts)), self.lengths())


def sums_of(terms: Ints, firsts: Ints) -> Ints:
    return np.add.reduceat(terms, firsts) if len(firsts) else np.zeros(0, np.int64)


def objective_of(proto: Any, columns: int) -> tuple[Ints, int]:
    """Cost of a unit of each column, and the constant; the objective is a sum to minimise."""
    costs = np.zeros(columns, np.int64)
    literals, factors = list(proto.objective.vars), list(proto.objective.coeffs)
    offset = round(proto.objective.offset)
    for literal, factor in zip(literals, factors, strict=True):
        column, sign, constant = signed(literal)
        costs[column] += sign * factor
        offset += constant * factor
    return costs, offset


def signed(literal: int) -> tuple[int, int, int]:
    """A literal as column, factor and constant: not x is 1 - x."""
    return (literal, 1, 0) if literal >= 0 else (-literal - 1, -1, 1)


def rows_of(proto: Any, low: Ints, high: Ints) -> Iterator[Row]:
    """Every constraint as linear rows: columns, factors, least, most."""
    for constraint in proto.constraints:
        conditions = list(constraint.enforcement_literal)
        for row in plain_rows(constraint, conditions):
            yield from enforced(row, conditions, low, high) if conditions else (row,)


def plain_rows(constraint: Any, conditions: list[int]) -> Iterator[Row]:
    if constraint.has_linear():
        yield linear_row(constraint.linear)
    elif constraint.has_bool_or():
        yield sum_row(list(constraint.bool_or.literals), 1, FAR)
    elif constraint.has_at_most_one():
        yield sum_row(list(constraint.at_most_one.literals), -FAR, 1)
    elif constraint.has_exactly_one():
        yield sum_row(list(constraint.exactly_one.literals), 1, 1)
    elif constraint.has_bool_and():
        for literal in list(constraint.bool_and.literals):
            yield sum_row([literal], 1, FAR)
    else:
        raise ValueError(f"a constraint that is not linear cannot be read: {constraint}")


def linear_row(linear: Any) -> Row:
    domain = list(linear.domain)
    if len(domain) != 2:
        raise ValueError("a sum whose values have gaps cannot be read")
    variables, factors = list(linear.vars), list(linear.coeffs)
    if min(variables, default=0) >= 0:
        return variables, factors, domain[0], domain[1]
    signs = [signed(variable) for variable in variables]
    constant = sum(sign[2] * factor for sign, factor in zip(signs, factors, strict=True))
    weights = [sign[1] * factor for sign, factor in zip(signs, factors, strict=True)]
    return [sign[0] for sign in signs], weights, domain[0] - constant, domain[1] - constant


def sum_row(literals: list[int], least: int, most: int) -> Row:
    if min(literals, default=0) >= 0:
        return literals, [1] * len(literals), least, most
    signs = [signed(literal) for literal in literals]
    constant = sum(sign[2] for sign in signs)
    return [sign[0] for sign in signs], [sign[1] for sign in signs], least - constant, most - constant


def enforced(row: Row, conditions: list[int], low: Ints, high: Ints) -> Iterator[Row]:
    """The row where all conditions hold, loose enough to say nothing where one does not."""
    columns, factors, least, most = row
    ranges = [(factor * int(low[c]), factor * int(high[c])) for c, factor in zip(columns, factors, strict=True)]
    bottom, top = sum(map(min, ranges)), sum(map(max, ranges))
    signs = [signed(literal) for literal in conditions]
    names = columns + [sign[0] for sign in signs]
    held = sum(1 - sign[2] for sign in signs)
    if bottom < least:
        slack = least - bottom
        yield names, factors + [-slack * sign[1] for sign in signs], least - slack * held, FAR
    if top > most:
        slack = top - most
        yield names, factors + [slack * sign[1] for sign in signs], -FAR, most + slack * held
