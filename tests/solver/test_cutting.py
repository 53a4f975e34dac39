"""Small models cut out of a month: solving one is solving the month with all other cells held."""

from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rosters.solver.construct import first_duties
from rosters.solver.cpsat import OPTIMAL, CpSolver
from rosters.solver.engine import Stopper
from rosters.solver.folding import Folded
from rosters.solver.incumbent import Incumbent
from rosters.solver.local import by_urgency
from rosters.solver.matrix import Rows, keep_within
from rosters.solver.model import Model, build_model
from rosters.solver.neighbourhoods import Place
from rosters.solver.parts import solve_cut
from rosters.solver.problem import Headcount, Problem
from tests.solver.small import drawn, hall, worker
from tests.strategies import problems

ONE_OF_FOUR: dict[str, dict[str, int]] = {"eligible": {}, "headcounts": {}}
FOUR = (Headcount(0, "D", 4, 500),)


def begun(problem: Problem) -> Incumbent:
    """The search of the month, standing at its first roster."""
    incumbent = Incumbent(build_model(problem), lambda: 0.0)
    incumbent.start(first_duties(problem, None))
    return incumbent


def some_places(problem: Problem, seed: int) -> list[Place]:
    cells = [(person, day) for person in range(len(problem.workers)) for day in range(problem.days)]
    return sorted(Random(seed).sample(cells, min(len(cells), 12)))


def cheapest_with_the_others_held(model: Model, incumbent: Incumbent, places: list[Place]) -> int:
    """By the whole model, every cell but these fixed as it stands."""
    problem, values = model.problem, incumbent.state.values
    free = {(problem.workers[place].id, day) for place, day in places}
    for person in problem.workers:
        for day in range(problem.days):
            if (person.id, day) not in free:
                for _, literal in model.x.options(person, day):
                    model.cp.add(literal == int(values[literal.index]))
    solver = CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model.cp) == OPTIMAL
    return round(solver.objective_value)


@settings(max_examples=40, deadline=None)
@given(problems(has_pins=False), st.integers(0, 1000))
def test_best_of_a_cut_is_best_with_all_other_cells_held(problem, seed):
    incumbent = begun(problem)
    places = some_places(problem, seed)
    columns = incumbent.freeing.columns(places)
    cut = incumbent.matrix.cut(incumbent.state, columns)
    folded = Folded(cut, incumbent.freeing.choices(places, cut))

    answer = solve_cut(folded, Stopper(), limit=20, seed=1)

    assert answer.is_proven
    assert answer.values is not None
    found = incumbent.matrix.moved(incumbent.state, columns, answer.values)
    assert found is not None
    assert found.cost == cheapest_with_the_others_held(build_model(problem), incumbent, places)


@settings(max_examples=40, deadline=None)
@given(problems(has_pins=False), st.integers(0, 1000))
def test_urgency_changes_prices_and_nothing_else(problem, seed):
    incumbent = begun(problem)
    cut = incumbent.matrix.cut(incumbent.state, incumbent.freeing.columns(some_places(problem, seed)))

    urgent = by_urgency(cut, incumbent.freeing.is_cell)

    is_cell = incumbent.freeing.is_cell[cut.columns]
    assert (urgent.costs[is_cell] == 100 * cut.costs[is_cell]).all()
    assert (np.abs(urgent.costs) <= 100 * np.abs(cut.costs)).all()
    assert ((urgent.costs == 0) <= (cut.costs == 0)).all()
    assert urgent.rows is cut.rows


def test_what_is_a_quarter_wrong_is_a_quarter_as_urgent():
    incumbent = begun(hall(worker(), worker("bob"), worker("cid"), worker("dan"), rules=ONE_OF_FOUR, headcounts=FOUR))
    incumbent.start(drawn(incumbent.model.problem, ann="D", bob="D", cid="D"))
    cut = incumbent.matrix.cut(incumbent.state, incumbent.freeing.columns([(3, 0)]))

    urgent = by_urgency(replace(cut, high=np.maximum(cut.high, 4 * cut.values)), incumbent.freeing.is_cell)

    is_missing = cut.values * cut.costs == 500
    assert is_missing.sum() == 1
    assert urgent.costs[is_missing].tolist() == [100 * 500 // 4]


def test_what_nobody_would_pay_becomes_a_bound():
    costs, low, high = np.array([100_000, 3, -2, 0]), np.array([0, 0, 0, 0]), np.array([5, 9, 4, 7])

    keep_within(4, costs, low, high)

    assert (low.tolist(), high.tolist()) == ([0, 0, 0, 0], [0, 4, 4, 7])


def test_bounds_stay_while_breaking_a_rule_is_still_paid_for():
    costs, low, high = np.array([100_000, 3]), np.array([0, 0]), np.array([2, 9])

    keep_within(200_030, costs, low, high)

    assert high.tolist() == [2, 9]


def test_cut_without_rows_draws_nothing_in():
    nothing = np.zeros(0, np.int64)
    rows = Rows(nothing, nothing, nothing, nothing, nothing)
    low, high = np.array([0, 0]), np.array([1, 1])

    left = rows.tightened(low, high)

    assert list(left) == []
    assert (low.tolist(), high.tolist()) == ([0, 0], [1, 1])
