"""Which columns of a model become free when cells of the month do."""

from collections.abc import Iterable, Sequence

import numpy as np

from .matrix import Cut, Ints, Matrix
from .model import Model
from .neighbourhoods import NumberedCell
from .tables import Choices

MOST_REMEMBERED = 10_000_000
"""Columns by cell that are kept, eight bytes each; those of further cells are worked out each time."""


class Freeing:
    """Columns by cell: its literals, and every auxiliary column whose value hangs on them.

    Auxiliary columns are created after those they depend on, so the last column of a row is
    the one that the row defines. A column that no row defines is a choice, like the level of
    equal hours, and hangs on all that shares a row with it.
    """

    def __init__(self, model: Model, matrix: Matrix):
        self.matrix = matrix
        self._workers = model.problem.workers
        self._x = model.x
        fixed = matrix.low == matrix.high
        places = {c: place for place in self._places(model) for c in self._literals(place) if not fixed[c]}
        self.cells = np.array(sorted(places), np.int64)
        self._place_of = places
        self.is_cell = np.zeros(len(matrix.low), bool)
        self.is_cell[self.cells] = True
        self._is_fixed = fixed
        self._owner = matrix.by_row.last()
        is_choice = ~self.is_cell
        is_choice[self._owner[self._owner >= 0]] = False
        self._may_hang = ~self.is_cell & ~fixed
        self._choices_by_row = matrix.by_row.where(is_choice)
        self._by_place: dict[NumberedCell, Ints] = {}
        self._remembered = 0

    def _places(self, model: Model) -> Iterable[NumberedCell]:
        return ((w, day) for w in range(len(self._workers)) for day in range(model.problem.days))

    def _literals(self, place: NumberedCell) -> list[int]:
        worker, day = self._workers[place[0]], place[1]
        literals = [literal.index for _, literal in self._x.options(worker, day)]
        return [*literals, self._x.works(worker, day).index]

    def columns(self, places: Iterable[NumberedCell]) -> Ints:
        """The columns to free with these cells, in order; none for cells that are fixed."""
        found = [self._columns_of(place) for place in places]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)

    def places_of(self, cells: Ints) -> set[NumberedCell]:
        """Where the columns of `cells` stand."""
        return {self._place_of[column] for column in cells.tolist()}

    def choices(self, places: Sequence[NumberedCell], cut: Cut) -> Choices:
        """What the cells can be in a cut of their columns, and which of its columns hang on them."""
        options, works = [], []
        for place in places:
            *literals, working = [self._local(column, cut) for column in self._literals(place)]
            free = [column for column in literals if column >= 0 and cut.low[column] < cut.high[column]]
            is_bound = working < 0 or cut.low[working] == 1
            options.append(free if free and is_bound else [-1, *free])
            works.append(working)
        found = [self._columns_of(place) for place in places]
        numbers = np.repeat(np.arange(len(places)), [len(columns) for columns in found])
        hanging = np.searchsorted(cut.columns, np.concatenate(found))
        return Choices(options, works, (numbers, hanging))

    def _local(self, column: int, cut: Cut) -> int:
        """The column's number in the cut, -1 when it is not there."""
        at = int(np.searchsorted(cut.columns, column))
        return at if at < len(cut.columns) and cut.columns[at] == column else -1

    def _columns_of(self, place: NumberedCell) -> Ints:
        known = self._by_place.get(place)
        if known is None:
            own = [column for column in self._literals(place) if not self._is_fixed[column]]
            known = self._closed(np.array(own, np.int64))
            if self._remembered + len(known) <= MOST_REMEMBERED:
                self._by_place[place] = known
                self._remembered += len(known)
        return known

    def _closed(self, columns: Ints) -> Ints:
        """The columns and all that hang on them, near or far, in order."""
        is_found = np.zeros(len(self._is_fixed), bool)
        while len(columns):
            is_found[columns] = True
            after = self._later(columns)
            columns = np.unique(after[~is_found[after]])
        return np.flatnonzero(is_found)

    def _later(self, columns: Ints) -> Ints:
        """Auxiliary columns that a row defines from one of these and others, or that such a row leaves a choice."""
        places, entries = self.matrix.by_column.entries(columns)
        before, rows = columns[places], self.matrix.by_column.across[entries]
        places, entries = self._choices_by_row.entries(rows)
        after = np.concatenate([self._owner[rows], self._choices_by_row.across[entries]])
        is_later = after > np.concatenate([before, before[places]])
        return after[is_later & self._may_hang[after]]
