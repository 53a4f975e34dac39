"""What hangs on what in a model: how its auxiliary columns follow from the cells, for trying moves fast.

Auxiliary columns are created after those they depend on, each with the smallest value that its rows allow.
So a change of a cell is carried on from column to column in their order, and only where one really changes
(one-way constraints, as in Michel and Van Hentenryck, "A Constraint-Based Architecture for Local Search", 2002).
"""

from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .freeing import Freeing
from .matrix import FAR, Ints, Matrix, Sparse, State
from .model import Model

Bools = NDArray[np.bool_]
NONE = -1


class Network(NamedTuple):
    """The arrays of a model that stay as they are.

    Entries of a column stand from `starts[column]` to `starts[column + 1]` in `rows` and `factors`;
    those by which a column follows from others likewise in `defining` and `shares`. `owners` is the
    column that follows from a row, NONE where the row only forbids. A place is worker × days + day:
    `literals` are its columns by shift, NONE where it cannot be, `works` the column of any shift where
    that is another, `is_held` what cannot change. `choices` are columns of many values that follow from nothing.
    """

    starts: Ints
    rows: Ints
    factors: Ints
    least: Ints
    most: Ints
    owners: Ints
    defined: Ints
    defining: Ints
    shares: Ints
    low: Ints
    high: Ints
    costs: Ints
    literals: Ints
    works: Ints
    is_held: Bools
    choices: Ints
    days: int


class Board(NamedTuple):
    """Where a search stands, changed in place, and what it needs to take a move back.

    `shifts` is the place of each cell's shift, NONE for a day off; `best` are those of the cheapest
    roster seen. `counts` are single numbers, see the places named below.
    """

    values: Ints
    activity: Ints
    shifts: Ints
    best: Ints
    waiting: Ints
    is_waiting: Bools
    changed: Ints
    before: Ints
    touched: Ints
    marks: Ints
    places: Ints
    wanted: Ints
    counts: Ints


COST, BEST, WAITING, CHANGED, TOUCHED, MARK, MOVED, CHOICE, STEP, COUNTS = range(10)
MOST_CELLS = 64
"""So many cells one move changes at most."""


def network_of(model: Model, matrix: Matrix, freeing: Freeing) -> Network:
    """The network of a model whose matrix and cells these are."""
    rows = matrix.by_row
    along = np.repeat(np.arange(len(matrix.row_low)), np.diff(rows.starts))
    told = told_rows(model)
    count = len(matrix.row_low) + len(told.least)
    along = np.concatenate([along, told.along + len(matrix.row_low)])
    across = np.concatenate([rows.across, told.across])
    factors = np.concatenate([rows.factors, told.factors])
    least = np.concatenate([matrix.row_low, told.least])
    most = np.concatenate([matrix.row_high, np.full(len(told.least), FAR)])
    by_row, by_column = Sparse(count, along, across, factors), Sparse(len(matrix.low), across, along, factors)
    follows = (matrix.low < matrix.high) & ~freeing.is_cell
    owners, shares = owners_of(by_row, follows, least, most)
    order = np.argsort(owners, kind="stable")
    order = order[owners[order] >= 0]
    is_owned = np.zeros(len(follows), bool)
    is_owned[owners[order]] = True
    literals, works, is_held = places_of(model, matrix)
    return Network(
        starts=by_column.starts,
        rows=by_column.across,
        factors=by_column.factors,
        least=least,
        most=most,
        owners=owners,
        defined=np.searchsorted(owners[order], np.arange(len(follows) + 1)),
        defining=order,
        shares=shares[order],
        low=matrix.low,
        high=matrix.high,
        costs=matrix.costs,
        literals=literals,
        works=works,
        is_held=is_held,
        choices=np.flatnonzero(follows & ~is_owned & (matrix.high - matrix.low > 1)),
        days=model.problem.days,
    )


class Told(NamedTuple):
    """Rows that the model does without, entry by entry."""

    along: Ints
    across: Ints
    factors: Ints
    least: Ints


def told_rows(model: Model) -> Told:
    entries: list[tuple[int, int, int]] = []
    for row, (var, whole) in enumerate(model.x.told):
        entries.append((row, var.index, 1))
        entries += [(row, term.index, -by) for term, by in whole.terms]
    along, across, factors = np.array(entries, np.int64).reshape(-1, 3).T
    return Told(along, across, factors, np.array([whole.constant for _, whole in model.x.told], np.int64))


def owners_of(by_row: Sparse, follows: Bools, least: Ints, most: Ints) -> tuple[Ints, Ints]:
    """For each row the column that it bounds from below once all others are known, NONE without; and its factor."""
    last = by_row.last()
    along = np.repeat(np.arange(len(last)), np.diff(by_row.starts))
    is_last = by_row.across == last[along]
    factors = np.zeros(len(last), np.int64)
    factors[along[is_last]] = by_row.factors[is_last]
    bounds = ((factors > 0) & (least > -FAR)) | ((factors < 0) & (most < FAR))
    return np.where(bounds & (last >= 0) & follows[last], last, NONE), factors


def places_of(model: Model, matrix: Matrix) -> tuple[Ints, Ints, Bools]:
    """By place: its columns by shift, the column of any shift, and whether it is held as it is."""
    problem = model.problem
    numbers = {shift.id: number for number, shift in enumerate(problem.shifts)}
    count = len(problem.workers) * problem.days
    literals = np.full((count, len(problem.shifts)), NONE)
    works, is_held = np.full(count, NONE), np.zeros(count, bool)
    for place, (worker, day) in enumerate(product(problem.workers, range(problem.days))):
        options = model.x.options(worker, day)
        for shift, literal in options:
            if matrix.low[literal.index] < matrix.high[literal.index]:
                literals[place, numbers[shift.id]] = literal.index
            elif matrix.low[literal.index]:
                is_held[place] = True
        if len(options) > 1:
            works[place] = model.x.works(worker, day).index
    is_held |= (works >= 0) & (matrix.low[works] == matrix.high[works])
    return literals, works, is_held


def board_of(network: Network, state: State) -> Board:
    """A board on which the search stands at the state."""
    columns, rows = len(network.low), len(network.least)
    is_on = np.where(network.literals >= 0, state.values[network.literals], 0)
    shifts = np.where(is_on.any(axis=1), is_on.argmax(axis=1), NONE)
    board = Board(
        values=state.values.copy(),
        activity=activity_of(network, state.values),
        shifts=shifts,
        best=shifts.copy(),
        waiting=np.zeros(columns + 1, np.int64),
        is_waiting=np.zeros(columns, bool),
        changed=np.zeros(columns + 4 * MOST_CELLS, np.int64),
        before=np.zeros(columns + 4 * MOST_CELLS, np.int64),
        touched=np.zeros(rows + 1, np.int64),
        marks=np.zeros(rows, np.int64),
        places=np.zeros(MOST_CELLS, np.int64),
        wanted=np.zeros(MOST_CELLS, np.int64),
        counts=np.zeros(COUNTS, np.int64),
    )
    board.counts[COST] = board.counts[BEST] = state.cost
    return board


def activity_of(network: Network, values: Ints) -> Ints:
    """What the values make of each row, the told ones too."""
    columns = np.repeat(np.arange(len(values)), np.diff(network.starts))
    activity = np.zeros(len(network.least), np.int64)
    np.add.at(activity, network.rows, network.factors * values[columns])
    return activity
