"""A model as sparse integer rows, from which small exact models are cut around a roster.

Fixing all but a few cells of a month and presolving the rest again costs seconds for a
large hall; cutting out the rows that the free columns touch costs milliseconds.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

FAR = 1 << 40


@dataclass(frozen=True)
class State:
    """A feasible value for every column, what it makes of every row, and what it costs."""

    values: Ints
    activity: Ints
    cost: int


@dataclass(frozen=True)
class Cut:
    """A small model over some `columns`, all others held; `rows` are (places, factors, low, high)."""

    columns: Ints
    low: Ints
    high: Ints
    values: Ints
    costs: Ints
    offset: int
    rows: list[tuple[list[int], list[int], int, int]]


class Sparse:
    """Entries of a matrix, grouped along one of its sides."""

    def __init__(self, size: int, along: Ints, across: Ints, factors: Ints):
        order = np.argsort(along, kind="stable")
        self.starts = np.searchsorted(along[order], np.arange(size + 1))
        self.across, self.factors = across[order], factors[order]

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

    def cut(self, state: State, columns: Ints) -> Cut:
        """The model of the columns alone, without the rows that they cannot break any more."""
        places, entries = self.by_column.entries(columns)
        order = np.argsort(self.by_column.across[entries], kind="stable")
        places, entries = places[order], entries[order]
        touched = self.by_column.across[entries]
        firsts = np.flatnonzero(np.diff(touched, prepend=-1))
        numbers, factors = touched[firsts], self.by_column.factors[entries]
        values = state.values[columns]
        base = state.activity[numbers] - sums_of(factors * values[places], firsts)
        low, high = self.row_low[numbers] - base, self.row_high[numbers] - base
        least, most = reach(factors, self.low[columns][places], self.high[columns][places], firsts)
        needed = np.flatnonzero((least < low) | (most > high))
        ends = np.append(firsts[1:], len(touched))
        costs = self.costs[columns]
        return Cut(
            columns=columns,
            low=self.low[columns],
            high=self.high[columns],
            values=values,
            costs=costs,
            offset=state.cost - int(costs @ values),
            rows=[
                (
                    places[firsts[row] : ends[row]].tolist(),
                    factors[firsts[row] : ends[row]].tolist(),
                    max(int(low[row]), int(least[row])),
                    min(int(high[row]), int(most[row])),
                )
                for row in needed
            ],
        )


def sums_of(terms: Ints, firsts: Ints) -> Ints:
    return np.add.reduceat(terms, firsts) if len(firsts) else np.zeros(0, np.int64)


def reach(factors: Ints, low: Ints, high: Ints, firsts: Ints) -> tuple[Ints, Ints]:
    """The least and the most each row can come to."""
    up = factors > 0
    return (
        sums_of(factors * np.where(up, low, high), firsts),
        sums_of(factors * np.where(up, high, low), firsts),
    )


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


Row = tuple[list[int], list[int], int, int]


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
    signs = [signed(variable) for variable in variables]
    constant = sum(sign[2] * factor for sign, factor in zip(signs, factors, strict=True))
    weights = [sign[1] * factor for sign, factor in zip(signs, factors, strict=True)]
    return [sign[0] for sign in signs], weights, domain[0] - constant, domain[1] - constant


def sum_row(literals: list[int], least: int, most: int) -> Row:
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
