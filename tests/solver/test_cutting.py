"""Small models cut out of a month: solving one is solving the month with all other cells held."""

from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.made import made_hall
from rosters.solver import freeing
from rosters.solver.construct import first_duties
from rosters.solver.cpsat import OPTIMAL, CpSolver
from rosters.solver.duties import Duties
from rosters.solver.folding import fold
from rosters.solver.hubs import without_hubs
from rosters.solver.incumbent import Incumbent
from rosters.solver.matrix import Rows, keep_within
from rosters.solver.model import Model, build_model
from rosters.solver.neighbourhoods import NumberedCell
from rosters.solver.parts import Stopper, solve_cut
from rosters.solver.problem import Problem
from tests.solver.small import EARLY_SHIFT, LATE_SHIFT, drawn, hall, needs, worker
from tests.strategies import problems


def begun(problem: Problem) -> Incumbent:
    """The search of the month, standing at its first roster."""
    incumbent = Incumbent(build_model(problem), lambda: 0.0)
    incumbent.start(first_duties(problem, None))
    return incumbent


def some_places(problem: Problem, seed: int) -> list[NumberedCell]:
    cells = [(person, day) for person in range(len(problem.workers)) for day in range(problem.days)]
    return sorted(Random(seed).sample(cells, min(len(cells), 12)))


def cheapest_with_the_others_held(model: Model, incumbent: Incumbent, places: list[NumberedCell]) -> int:
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
    cut = incumbent.matrix.cut(incumbent.state, columns, incumbent.freeing.is_cell)
    folded = fold(cut, incumbent.freeing.choices(places, cut))

    answer = solve_cut(folded, Stopper(), limit=20, seed=1)

    assert answer.is_proven
    assert answer.values is not None
    found = incumbent.matrix.moved(incumbent.state, columns, answer.values)
    assert found is not None
    assert found.cost == cheapest_with_the_others_held(build_model(problem), incumbent, places)


@settings(max_examples=40, deadline=None)
@given(problems(has_pins=False), st.integers(0, 1000))
def test_changed_cells_are_completed_as_the_whole_month_is(problem, seed):
    incumbent = begun(problem)
    x, places = incumbent.model.x, some_places(problem, seed)
    dice = Random(seed)
    cells = dict(incumbent.judged.duties.cells)
    for person, day in places:
        worker = problem.workers[person]
        cells[worker.id, day] = dice.choice([None, *(shift.id for shift, _ in x.options(worker, day))])
    whole = x.complete_hint(Duties(problem, cells))
    values = incumbent.state.values.copy()
    is_cell = incumbent.freeing.is_cell
    values[is_cell] = np.array(whole)[is_cell]
    columns = incumbent.freeing.columns(places)
    completed = values.tolist()

    x.complete_anew(completed, columns.tolist())

    moved = incumbent.matrix.moved(incumbent.state, columns, np.array(completed)[columns])
    begins_unknown = any(not worker.has_history for worker in problem.workers)
    assert completed == whole or begins_unknown
    assert moved is None or moved.cost == incumbent.model.objective(whole) or begins_unknown


def test_cover_of_a_day_with_one_free_cell_is_priced_on_the_cell():
    incumbent = begun(hall(worker(), worker("bob"), rules={"cover": {}}, demand=tuple(needs([0, 1], needed=2))))
    columns = incumbent.freeing.columns([(0, 0)])
    cut = incumbent.matrix.cut(incumbent.state, columns, incumbent.freeing.is_cell)

    folded = fold(cut, incumbent.freeing.choices([(0, 0)], cut))

    assert not (folded.kept & ~incumbent.freeing.is_cell[cut.columns]).any()


def test_cut_holds_nobodys_share_but_of_those_it_frees():
    people = [worker(f"w{number}", may="EL") for number in range(8)]
    incumbent = begun(hall(*people, rules={"equal-shares": {}}, shifts=(EARLY_SHIFT, LATE_SHIFT)))
    unequal = dict(zip((person.id for person in people), ["EEEEE..", "LLLLL.."] * 4, strict=True))
    incumbent.start(drawn(incumbent.model.problem, **unequal))
    places = [(0, day) for day in range(7)]
    cut = incumbent.matrix.cut(incumbent.state, incumbent.freeing.columns(places), incumbent.freeing.is_cell)
    folded = fold(cut, incumbent.freeing.choices(places, cut))

    left, hubs = without_hubs(folded)

    assert len(hubs) == 2
    of_shares = [var.index for var, _ in incumbent.model.terms["equal-shares"]]
    assert np.isin(cut.columns[left.kept], of_shares).sum() <= 4


def test_what_no_free_cell_reaches_is_held():
    low, high, values = np.zeros(4, np.int64), np.ones(4, np.int64), np.array([0, 1, 1, 0])
    rows = Rows(np.array([0, 1, 2, 3]), np.ones(4, np.int64), np.array([0, 2]), np.array([1, 1]), np.array([2, 2]))

    left = rows.reached(np.array([True, False, False, False]), low, high, values)

    assert [places for places, *_ in left] == [[0, 1]]
    assert (low.tolist(), high.tolist()) == ([0, 0, 1, 0], [1, 1, 1, 0])


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


def test_columns_of_cells_are_the_same_whether_they_are_remembered_or_not(monkeypatch):
    problem = made_hall(3)
    places = some_places(problem, seed=1)
    remembered = begun(problem).freeing
    monkeypatch.setattr(freeing, "MOST_REMEMBERED", 0)
    forgotten = begun(problem).freeing

    for _ in range(2):
        assert forgotten.columns(places).tolist() == remembered.columns(places).tolist()
