"""HiGHS on the mixed-integer program. Not in one process with OR-Tools, which brings its own copy."""

from collections.abc import Iterable

import highspy
import numpy as np

from bench.nrp.instance import Instance, Staff
from bench.nrp.peers import Budget, Found

INFINITY = highspy.kHighsInf
NAMES = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kTimeLimit: "feasible",
}

Terms = list[tuple[int, float]]
"""Columns and what each counts in a sum."""


class Program:
    """Columns and rows gathered one by one, handed to HiGHS at once."""

    def __init__(self) -> None:
        self.costs: list[float] = []
        self.uppers: list[float] = []
        self.binaries: list[int] = []
        self.lows: list[float] = []
        self.highs: list[float] = []
        self.starts: list[int] = [0]
        self.columns: list[int] = []
        self.values: list[float] = []

    def binary(self, upper: float = 1) -> int:
        self.binaries.append(self.amount(upper=upper))
        return self.binaries[-1]

    def amount(self, cost: float = 0, upper: float = INFINITY) -> int:
        """A column from 0 on."""
        self.costs.append(cost)
        self.uppers.append(upper)
        return len(self.costs) - 1

    def row(self, terms: Iterable[tuple[int, float]], low: float = -INFINITY, high: float = INFINITY) -> None:
        """The sum lies between the two; a column may come several times."""
        summed: dict[int, float] = {}
        for column, value in terms:
            summed[column] = summed.get(column, 0) + value
        self.columns.extend(summed)
        self.values.extend(summed.values())
        self.starts.append(len(self.columns))
        self.lows.append(low)
        self.highs.append(high)

    def passed_to(self, solver: highspy.Highs, offset: float) -> None:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.costs), len(self.lows)
        model.offset_ = offset
        model.col_cost_, model.col_upper_ = np.array(self.costs), np.array(self.uppers)
        model.col_lower_ = np.zeros(len(self.costs))
        model.row_lower_, model.row_upper_ = np.array(self.lows), np.array(self.highs)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(self.starts)
        model.a_matrix_.index_ = np.array(self.columns)
        model.a_matrix_.value_ = np.array(self.values)
        kinds = np.full(len(self.costs), highspy.HighsVarType.kContinuous)
        kinds[self.binaries] = highspy.HighsVarType.kInteger
        model.integrality_ = kinds
        solver.passModel(model)


Cells = dict[tuple[str, int, str], int]
"""The column of this person in this shift on this day."""


def solve(instance: Instance, budget: Budget) -> Found:
    program = Program()
    cells = cells_of(program, instance)
    for person in instance.staff:
        works = [[(cells[person.id, day, shift.id], 1.0) for shift in instance.shifts] for day in range(instance.days)]
        keep_amounts(program, instance, person, cells)
        keep_followers(program, instance, person, cells)
        keep_runs(program, person, works)
        keep_weekends(program, person, works)
    offset = price_requests(program, instance, cells)
    price_cover(program, instance, cells)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    program.passed_to(solver, offset)
    return solved(solver, instance, cells, budget)


def cells_of(program: Program, instance: Instance) -> Cells:
    """A column for each cell, fixed at none on days off; at most one a day."""
    cells: Cells = {}
    for person in instance.staff:
        for day in range(instance.days):
            upper = 0 if day in person.days_off else 1
            for shift in instance.shifts:
                cells[person.id, day, shift.id] = program.binary(upper)
            program.row([(cells[person.id, day, shift.id], 1) for shift in instance.shifts], high=1)
    return cells


def keep_amounts(program: Program, instance: Instance, person: Staff, cells: Cells) -> None:
    days = range(instance.days)
    minutes = [(cells[person.id, day, shift.id], shift.minutes) for shift in instance.shifts for day in days]
    program.row(minutes, person.least_minutes, person.most_minutes)
    for shift, most in person.shift_most.items():
        program.row([(cells[person.id, day, shift], 1) for day in days], high=most)


def keep_followers(program: Program, instance: Instance, person: Staff, cells: Cells) -> None:
    """A shift, and all those that it bars on the next day, at most once."""
    for shift in instance.shifts:
        if not shift.barred_next:
            continue
        for day in range(instance.days - 1):
            barred = [(cells[person.id, day + 1, other], 1) for other in sorted(shift.barred_next)]
            program.row([(cells[person.id, day, shift.id], 1), *barred], high=1)


def keep_runs(program: Program, person: Staff, works: list[Terms]) -> None:
    """At most so many in a window; what begins goes on as long as it must, unless the horizon ends."""
    for start in range(len(works) - person.most_run):
        window = works[start : start + person.most_run + 1]
        program.row([term for day in window for term in day], high=person.most_run)
    for day in range(1, len(works)):
        begins = works[day] + negative(works[day - 1])
        for later in works[day + 1 : day + person.least_run]:
            program.row(later + negative(begins), low=0)
        for later in works[day + 1 : day + person.least_rest]:
            program.row(later + negative(begins), high=1)


def negative(terms: Terms) -> Terms:
    return [(column, -value) for column, value in terms]


def keep_weekends(program: Program, person: Staff, works: list[Terms]) -> None:
    weekends = []
    for saturday in range(5, len(works), 7):
        weekends.append(program.binary())
        for day in works[saturday : saturday + 2]:
            program.row([(weekends[-1], 1), *negative(day)], low=0)
    program.row([(weekend, 1) for weekend in weekends], high=person.most_weekends)


def price_requests(program: Program, instance: Instance, cells: Cells) -> float:
    """Puts the prices on the cells; what every missed wish for a shift would cost together."""
    for wish in instance.on:
        program.costs[cells[wish.staff, wish.day, wish.shift]] -= wish.weight
    for wish in instance.off:
        program.costs[cells[wish.staff, wish.day, wish.shift]] += wish.weight
    return sum(wish.weight for wish in instance.on)


def price_cover(program: Program, instance: Instance, cells: Cells) -> None:
    for cover in instance.cover:
        have = [(cells[person.id, cover.day, cover.shift], 1) for person in instance.staff]
        missing, beyond = program.amount(cover.under), program.amount(cover.over)
        program.row([*have, (missing, 1), (beyond, -1)], cover.needed, cover.needed)


def solved(solver: highspy.Highs, instance: Instance, cells: Cells, budget: Budget) -> Found:
    """Whatever HiGHS has when the seconds are over."""
    built = budget.seconds - budget.left
    solver.setOptionValue("threads", budget.workers)
    solver.setOptionValue("random_seed", budget.seed)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("time_limit", budget.left)
    solver.run()
    info = solver.getInfo()
    has_roster = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    has_bound = np.isfinite(info.mip_dual_bound)
    return Found(
        status=NAMES.get(solver.getModelStatus(), "unknown") if has_roster else "unknown",
        bound=round(info.mip_dual_bound, 2) if has_bound else None,
        roster=roster_of(instance, solver, cells) if has_roster else None,
        build_seconds=round(built, 2),
    )


def roster_of(instance: Instance, solver: highspy.Highs, cells: Cells) -> dict[str, list[str]]:
    values = list(solver.getSolution().col_value)
    roster = {person.id: [""] * instance.days for person in instance.staff}
    for (person, day, shift), column in cells.items():
        if values[column] > 0.5:
            roster[person][day] = shift
    return roster
