"""The unknowns of a month: who has which shift, and what the rules derive from it."""

from collections.abc import Iterable, Sequence

from .cpsat import CpModel, IntVar
from .duties import Cell, Duties
from .problem import HISTORY_DAYS, Problem, Shift, Worker
from .shortage import Shortage
from .sums import Sum, Terms, Value, Vector

__all__ = ["Sum", "Terms", "Variables", "Vector"]


class Variables:
    """The Booleans of the cells, and every auxiliary variable with a way to work out its value.

    A cell the worker may not hold is the constant `zero`, and so is every day beyond the
    month; history is constant. An auxiliary variable is created with the smallest value
    the rest allows, so a solution is tight when each has exactly that value.
    """

    def __init__(self, model: CpModel, problem: Problem):
        self.model = model
        self.problem = problem
        self.zero = model.new_constant(0)
        self.one = model.new_constant(1)
        self._options: dict[Cell, dict[str, IntVar]] = {}
        self._works: dict[Cell, IntVar] = {}
        self._used: dict[tuple[int, str], IntVar] = {}
        self._value_of: dict[int, Value] = {}
        self.told: list[tuple[IntVar, Sum]] = []
        self._cell_of: dict[int, Cell] = {}
        self._bounds: dict[int, tuple[int, int]] = {self.zero.index: (0, 0), self.one.index: (1, 1)}
        self.shortage = Shortage(problem, self)
        for worker in problem.workers:
            for day in range(problem.days):
                self._add_cell(worker, day)

    def _add_cell(self, worker: Worker, day: int) -> None:
        cell = worker.id, day
        may = [shift.id for shift in self.problem.shifts if shift.id in worker.shifts[day]]
        options = {id: self.model.new_bool_var(f"{worker.id} {day} {id}") for id in may}
        self._options[cell] = options
        self._cell_of |= {literal.index: cell for literal in options.values()}
        if len(options) < 2:
            self._works[cell] = next(iter(options.values()), self.zero)
            return
        works = self._works[cell] = self.model.new_bool_var(f"{worker.id} {day}")
        self._bounds[works.index] = 0, 1
        self.model.add_exactly_one([*options.values(), ~works])

    # -- cells ---------------------------------------------------------------------

    def has(self, worker: Worker, day: int, shift_id: str) -> IntVar:
        """True when the worker has that shift on that day."""
        if day < 0:
            return self._known(self._past(worker, day) == shift_id)
        return self._options.get((worker.id, day), {}).get(shift_id, self.zero)

    def works(self, worker: Worker, day: int) -> IntVar:
        """True when the worker has any shift on that day."""
        if day < 0:
            return self._known(self._past(worker, day) is not None)
        return self._works.get((worker.id, day), self.zero)

    def options(self, worker: Worker, day: int) -> list[tuple[Shift, IntVar]]:
        """The shifts the worker can have on that day, each with its literal."""
        shifts = self.problem.shift_by_id
        if day < 0:
            id = self._past(worker, day)
            return [] if id is None else [(shifts[id], self.one)]
        return [(shifts[id], literal) for id, literal in self._options.get((worker.id, day), {}).items()]

    def minutes(self, worker: Worker, days: Iterable[int]) -> Sum:
        """The paid minutes of the worker over these days, history as a constant."""
        terms: Terms = []
        constant = 0
        for day in days:
            if day < 0:
                constant += sum(shift.paid_minutes for shift, _ in self.options(worker, day))
            else:
                terms += [(literal, shift.paid_minutes) for shift, literal in self.options(worker, day)]
        return Sum(terms, constant)

    def used(self, day: int, shift_id: str) -> IntVar:
        """True when anybody has the shift on the day."""
        if (day, shift_id) not in self._used:
            literals = [self.has(worker, day, shift_id) for worker in self.problem.workers]
            self._used[day, shift_id] = self.any_of(literals)
        return self._used[day, shift_id]

    def _known(self, is_true: bool) -> IntVar:
        return self.one if is_true else self.zero

    def _past(self, worker: Worker, day: int) -> str | None:
        return worker.history[day + HISTORY_DAYS] if day >= -HISTORY_DAYS else None

    def at_most_one(self, literals: Iterable[IntVar]) -> None:
        """At most one of the literals is true; those that cannot be are left out."""
        live = [literal for literal in literals if literal.index != self.zero.index]
        if len(live) > 1:
            self.model.add_at_most_one(live)

    # -- auxiliary variables -------------------------------------------------------

    def sum_of(self, terms: Terms, constant: int = 0) -> Sum:
        """A linear expression over variables with whole factors."""
        return Sum(terms, constant)

    def new_var(self, least: int, most: int, value: Value) -> IntVar:
        """A variable between two bounds; `value` works out what it is in a tight solution."""
        var = self.model.new_int_var(least, most, "")
        self._bounds[var.index] = least, most
        self._value_of[var.index] = value
        return var

    def at_least(self, sums: Sequence[Sum], most: int | None = None, unit: int = 1) -> IntVar:
        """A variable not below 0 or any of the sums, counted in started units; no more when tight.

        It is the constant 0 when no sum can be above that. Auxiliary variables in the sums
        must be tight whenever this one costs.
        """
        tops = [self.bounds(whole)[1] for whole in sums]
        live = [whole for whole, top in zip(sums, tops, strict=True) if top > 0]
        if not live:
            return self.zero
        top = -(-max(tops) // unit)
        var = self.new_var(0, top if most is None else min(most, top), lambda vector: _started(live, unit, vector))
        for whole in live:
            self.model.add(whole.expression() <= unit * var)
        return var

    def tell(self, var: IntVar, whole: Sum) -> None:
        """Note that a tight solution has no less in the variable than the sum, which no row of the model says."""
        self.told.append((var, whole))

    def equal_to(self, whole: Sum) -> IntVar:
        """A variable that is the sum."""
        if not whole.constant and len(whole.terms) == 1 and whole.terms[0][1] == 1:
            return whole.terms[0][0]
        var = self.new_var(*self.bounds(whole), lambda vector: whole.value(vector.values))
        self.model.add(whole.expression() == var)
        return var

    def bounds(self, whole: Sum) -> tuple[int, int]:
        """Bounds of the sum that count no two shifts of one cell together."""
        least = most = whole.constant
        by_cell: dict[Cell, list[int]] = {}
        for var, by in whole.terms:
            if var.index in self._cell_of:
                by_cell.setdefault(self._cell_of[var.index], [0]).append(by)
                continue
            low, high = self._bounds[var.index]
            least += min(low * by, high * by)
            most += max(low * by, high * by)
        return least + sum(map(min, by_cell.values())), most + sum(map(max, by_cell.values()))

    def any_of(self, literals: Iterable[IntVar]) -> IntVar:
        """True when one of the literals is, and false otherwise when tight."""
        live = [literal for literal in literals if literal.index != self.zero.index]
        if len(live) < 2:
            return live[0] if live else self.zero
        var = self.new_var(0, 1, lambda vector: max(vector.values[literal.index] for literal in live))
        for literal in live:
            self.model.add_implication(literal, var)
        return var

    # -- whole solutions -----------------------------------------------------------

    def complete_hint(self, duties: Duties) -> list[int]:
        """The value of every variable of the model in the tight solution with these duties."""
        values = [0] * len(self.model.proto.variables)
        values[self.one.index] = 1
        for (id, day), options in self._options.items():
            shift_id = duties.cells.get((id, day))
            if shift_id in options:
                values[options[shift_id].index] = values[self._works[id, day].index] = 1
        self._work_out(self._value_of, Vector(duties, values))
        return values

    def complete_anew(self, values: list[int], columns: Iterable[int]) -> None:
        """Work out these auxiliary variables again, in place, after literals of cells have changed."""
        self._work_out(
            (column for column in columns if column in self._value_of), Vector(self.duties_of(values), values)
        )

    def _work_out(self, columns: Iterable[int], vector: Vector) -> None:
        """Each after those it depends on: they were created in that order."""
        for column in columns:
            vector.values[column] = self._value_of[column](vector)

    def duties_of(self, values: Sequence[int]) -> Duties:
        """The duties in a solution, given as the values of all variables in order."""
        cells: dict[Cell, str | None] = {
            cell: id
            for cell, options in self._options.items()
            for id, literal in options.items()
            if values[literal.index]
        }
        return Duties(self.problem, cells)

    def fix(self, duties: Duties) -> None:
        """Add to the model that every cell is as in these duties."""
        for (id, day), options in self._options.items():
            shift_id = duties.cells.get((id, day))
            for option, literal in options.items():
                self.model.add(literal == int(option == shift_id))


def _started(sums: Sequence[Sum], unit: int, vector: Vector) -> int:
    return max(0, *(-(-whole.value(vector.values) // unit) for whole in sums))
