"""A roster's price in parts that are remembered, so that a search may try thousands of changes."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from .duties import Cell, Duties
from .problem import HISTORY_DAYS, Problem, Worker
from .scope import Scope
from .trial import alone, asked, cut_to, days_seeing, profile_of, rules_by_scope
from .violation import Violation, penalty_of

Cells = Mapping[Cell, str]


class Score(NamedTuple):
    """How often hard rules are broken, and what the others cost; the less the better."""

    hard: int
    price: int

    def plus(self, other: "Score") -> "Score":
        return Score(self.hard + other.hard, self.price + other.price)

    def less(self, other: "Score") -> "Score":
        return Score(self.hard - other.hard, self.price - other.price)


NOTHING = Score(0, 0)


def score_of(faults: Iterable[Violation]) -> Score:
    known = list(faults)
    return Score(sum(fault.is_hard for fault in known), penalty_of(known))


class Floor(Duties):
    """Duties of which only who begins when is asked, history among the cells: quick to make."""

    @cached_property
    def begun(self) -> dict[int, dict[str, list[Worker]]]:
        days: dict[int, dict[str, list[Worker]]] = {}
        for (id, day), shift in self.cells.items():
            days.setdefault(day, {}).setdefault(shift, []).append(self.problem.worker_by_id[id])
        return days


class Ledger:
    """What each person, each day and the hall as a whole cost in any roster of the problem.

    Where a `Judge` says in full what a change does to one roster, this gives sums, and
    keeps them while the roster moves on.
    """

    def __init__(self, problem: Problem):
        self.problem = problem
        self._rules = rules_by_scope(problem)
        self._alone = {worker.id: alone(problem, worker) for worker in problem.workers}
        self._days = [cut_to(problem, [day]) for day in range(problem.days)]
        self._profiles = {worker.id: profile_of(worker) for worker in problem.workers}
        self._own: dict[tuple[str, tuple[str | None, ...]], Score] = {}
        self._day: dict[tuple[object, ...], Score] = {}

    # -- the parts -----------------------------------------------------------------

    def own(self, id: str, cells: Cells) -> Score:
        """What the rules about one person say against her month."""
        row = tuple(cells.get((id, day)) for day in range(self.problem.days))
        if (id, row) not in self._own:
            self._own[id, row] = score_of(self.own_faults(id, cells))
        return self._own[id, row]

    def own_faults(self, id: str, cells: Cells) -> list[Violation]:
        problem = self._alone[id]
        mine = {(id, day): cells.get((id, day)) for day in range(self.problem.days)}
        return asked(self._rules[Scope.WORKER], problem, Duties(problem, mine))

    def day(self, day: int, cells: Cells) -> Score:
        """What the rules about one day say; the same for people of the same kind in each other's place."""
        near = self._near(day, cells)
        key = (day, tuple(sorted((at, shift, self._profiles[id]) for (id, at), shift in near.items())))
        if key not in self._day:
            self._day[key] = score_of(self._faults_on(day, near))
        return self._day[key]

    def day_faults(self, day: int, cells: Cells) -> list[Violation]:
        return self._faults_on(day, self._near(day, cells))

    def _faults_on(self, day: int, near: Cells) -> list[Violation]:
        return asked(self._rules[Scope.DAYS], self._days[day], Floor(self._days[day], near))

    def _near(self, day: int, cells: Cells) -> dict[Cell, str]:
        """Who has begun what of the shifts that are seen on the day's floor."""
        near: dict[Cell, str] = {}
        for at, shifts in self._seen[day].items():
            for worker in self.problem.workers:
                shift = cells.get((worker.id, at)) if at >= 0 else worker.history[at + HISTORY_DAYS]
                if shift in shifts:
                    near[worker.id, at] = shift
        return near

    @cached_property
    def _seen(self) -> list[dict[int, set[str]]]:
        """For each day the shifts seen on its floor, by the day they begin, history included."""
        seen: list[dict[int, set[str]]] = [{} for _ in range(self.problem.days)]
        for (at, shift), days in self._seeing.items():
            if at >= -HISTORY_DAYS:
                for day in days:
                    seen[day].setdefault(at, set()).add(shift)
        return seen

    @cached_property
    def _seeing(self) -> dict[tuple[int, str], set[int]]:
        return days_seeing(self.problem)

    def days_of(self, before: Cells, after: Cells, changed: Iterable[Cell]) -> set[int]:
        """The days that feel the cells change."""
        held = ((cell[1], cells.get(cell, "")) for cells in (before, after) for cell in changed)
        return set().union(*(self._seeing.get(key, ()) for key in held))

    def hall(self, cells: Cells) -> Score:
        """What the rules say that look at everybody at once."""
        return score_of(asked(self._rules[Scope.HALL], self.problem, Duties(self.problem, cells)))

    # -- sums ----------------------------------------------------------------------

    def whole(self, cells: Cells) -> Score:
        """What the checker says of the roster."""
        total = self.hall(cells)
        for day in range(self.problem.days):
            total = total.plus(self.day(day, cells))
        for worker in self.problem.workers:
            total = total.plus(self.own(worker.id, cells))
        return total

    def move(self, before: Cells, after: Cells, changed: Iterable[Cell]) -> Score:
        """By how much the roster gets dearer when these cells change, but for what `hall` says."""
        total, changed = NOTHING, list(changed)
        for day in sorted(self.days_of(before, after, changed)):
            total = total.plus(self.day(day, after).less(self.day(day, before)))
        for id in {id for id, _ in changed}:
            total = total.plus(self.own(id, after).less(self.own(id, before)))
        return total
