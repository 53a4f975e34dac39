"""Who works which shift on which day: the one form in which rosters reach the rules."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from .problem import HISTORY_DAYS, Problem, Shift, Span, Worker

NEAR = range(-2, 3)

Cell = tuple[str, int]
Row = tuple[Shift | None, ...]


class Duties:
    """The shift of each worker on each day, history included; absent cells are days off."""

    def __init__(self, problem: Problem, cells: Mapping[Cell, str | None]):
        """`cells` maps (worker id, day) to a shift id, or None for a day off."""
        self.problem = problem
        self.cells = {cell: shift for cell, shift in cells.items() if shift is not None}

    def shift_id(self, worker: Worker, day: int) -> str | None:
        if day >= 0:
            return self.cells.get((worker.id, day))
        return worker.history[day + HISTORY_DAYS] if day >= -HISTORY_DAYS else None

    def shift(self, worker: Worker, day: int) -> Shift | None:
        id = self.shift_id(worker, day)
        return None if id is None else self.problem.shift_by_id[id]

    def works(self, worker: Worker, day: int) -> bool:
        return self.shift_id(worker, day) is not None

    def row(self, worker: Worker) -> Row:
        """The worker's shifts from the first day of history on: day d stands at d + HISTORY_DAYS."""
        return self.rows[worker.id]

    @cached_property
    def rows(self) -> dict[str, Row]:
        return {worker.id: self._row(worker) for worker in self.problem.workers}

    def changed(self, cells: Mapping[Cell, str | None]) -> "Duties":
        """These duties with some cells otherwise; what the cells leave alone is shared, not made anew."""
        other = Duties(self.problem, {**self.cells, **cells})
        other.rows = dict(self.rows)
        for id in {id for id, _ in cells}:
            other.rows[id] = other._row(self.problem.worker_by_id[id])
        other.begun = dict(self.begun)
        for day in {day for _, day in cells}:
            other.begun[day] = other._begun_on(day)
        return other

    def seen_from(self, days: Iterable[int]) -> "Duties":
        """These duties, with nobody begun but on these days and those beside them whose shifts can reach them."""
        other = Duties(self.problem, self.cells)
        other.rows = self.rows
        near = {day + apart for day in days for apart in NEAR}
        other.begun = {day: self.begun[day] for day in near if day in self.begun}
        return other

    def _row(self, worker: Worker) -> Row:
        shifts, cells, id = self.problem.shift_by_id, self.cells, worker.id
        past = [shifts[shift] if shift else None for shift in worker.history]
        return (*past, *[shifts[cells[id, day]] if (id, day) in cells else None for day in range(self.problem.days)])

    def present(self, day: int) -> Iterator[tuple[Worker, Shift]]:
        """Everyone with a shift that begins on the day."""
        shifts = self.problem.shift_by_id
        return ((worker, shifts[id]) for id, workers in self.begun.get(day, {}).items() for worker in workers)

    @cached_property
    def begun(self) -> dict[int, dict[str, list[Worker]]]:
        """For each day, history included, the workers of each shift that begins on it."""
        return {day: self._begun_on(day) for day in range(-HISTORY_DAYS, self.problem.days)}

    @cached_property
    def breaks(self) -> dict[int, dict[str, Span]]:
        """What `breaks_of` has worked out so far."""
        return {}

    def _begun_on(self, day: int) -> dict[str, list[Worker]]:
        shifts: dict[str, list[Worker]] = {}
        for worker in self.problem.workers:
            if shift := self.rows[worker.id][day + HISTORY_DAYS]:
                shifts.setdefault(shift.id, []).append(worker)
        return shifts
