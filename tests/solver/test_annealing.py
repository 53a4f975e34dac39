"""Moves by chance: what hangs on a cell follows exactly, breaks no hard rule, and can be taken back."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bench.made import made_hall
from rosters.solver.annealing import NOTHING, Annealing, Warmth, anneal, seed_chance, warm_enough
from rosters.solver.check import check, penalty_of
from rosters.solver.compiled import HERE, KEPT_IN, compiled, folder_for, writable
from rosters.solver.construct import first_duties
from rosters.solver.drawing import draw
from rosters.solver.incumbent import Incumbent
from rosters.solver.local import LocalSearch
from rosters.solver.model import build_model
from rosters.solver.moving import moved, take_back
from rosters.solver.network import BEST, COST, Board, Network, board_of, network_of
from rosters.solver.parts import Stopper
from rosters.solver.problem import Problem
from rosters.solver.turns import SHARE, Record, Turns
from rosters.solver.warming import warm_up
from tests.solver.small import EARLY_SHIFT, LATE_SHIFT, hall, worker
from tests.strategies import problems

WARM = 500.0
LEAVE_OPEN = {"equal-hours", "same-shift-runs"}
"""The level of equal hours is open, and what had been worked before a month without history."""


def begun(problem: Problem) -> Incumbent:
    """The search of the month, standing at its first roster."""
    incumbent = Incumbent(build_model(problem), lambda: 0.0)
    incumbent.start(first_duties(problem, None))
    return incumbent


def network(incumbent: Incumbent) -> Network:
    return network_of(incumbent.model, incumbent.matrix, incumbent.freeing)


def annealing(incumbent: Incumbent, seed: int = 1) -> Annealing:
    return Annealing(incumbent, network(incumbent), Stopper(), seed)


def moved_about(incumbent: Incumbent, seed: int, tries: int = 400) -> Board:
    """The board after many moves, dear ones too."""
    board = board_of(network(incumbent), incumbent.state)
    seed_chance(seed)
    anneal(network(incumbent), board, tries, WARM, NOTHING)
    return board


@compiled
def take_all_back(network: Network, board: Board, tries: int) -> None:
    """Carry out moves by chance, each taken back whatever comes of it."""
    for _ in range(tries):
        if draw(network, board):
            moved(network, board)
            take_back(network, board)


@settings(max_examples=40, deadline=None)
@given(problems(has_pins=False), st.integers(0, 1000))
def test_whatever_the_moves_no_row_is_broken_and_the_cost_is_that_of_the_state(problem, seed):
    incumbent = begun(problem)
    assume(len(incumbent.freeing.cells))

    board = moved_about(incumbent, seed)

    state = incumbent.matrix.state(board.values)
    assert state is not None
    assert state.cost == board.counts[COST]
    assert board.counts[BEST] <= incumbent.state.cost


@settings(max_examples=40, deadline=None)
@given(problems(has_pins=False), st.integers(0, 1000))
def test_roster_of_the_board_breaks_no_hard_rule_and_costs_the_checker_no_more(problem, seed):
    incumbent = begun(problem)
    assume(len(incumbent.freeing.cells))

    board = moved_about(incumbent, seed)

    duties = incumbent.model.x.duties_of(board.values.tolist())
    faults = check(problem, duties)
    assert not any(fault.is_hard for fault in faults)
    assert penalty_of(faults) <= board.counts[COST]


@settings(max_examples=40, deadline=None)
@given(problems(has_pins=False), st.integers(0, 1000))
def test_where_nothing_is_left_open_all_is_as_if_worked_out_anew(problem, seed):
    rules = {name: row for name, row in problem.rules.items() if name not in LEAVE_OPEN}
    incumbent = begun(replace(problem, rules=rules))
    assume(len(incumbent.freeing.cells))

    board = moved_about(incumbent, seed)

    x = incumbent.model.x
    assert board.values.tolist() == x.complete_hint(x.duties_of(board.values.tolist()))


@settings(max_examples=40, deadline=None)
@given(problems(has_pins=False), st.integers(0, 1000))
def test_move_taken_back_leaves_nothing_behind(problem, seed):
    incumbent = begun(problem)
    assume(len(incumbent.freeing.cells))
    board = moved_about(incumbent, seed)
    before = [part.copy() for part in (board.values, board.activity, board.shifts, board.best)]
    cost = board.counts[COST]

    take_all_back(network(incumbent), board, 300)

    after = (board.values, board.activity, board.shifts, board.best)
    assert all((one == other).all() for one, other in zip(before, after, strict=True))
    assert board.counts[COST] == cost
    assert not board.is_waiting.any()


def test_shift_type_remembered_over_days_off_follows_the_last_one_worked():
    ann = worker(may="EL", history="E")
    problem = hall(ann, rules={"eligible": {}, "same-shift-runs": {"weight": 30}}, shifts=(EARLY_SHIFT, LATE_SHIFT))
    incumbent = begun(problem)

    board = moved_about(incumbent, seed=1)

    duties = incumbent.model.x.duties_of(board.values.tolist())
    assert len(set(duties.cells.values())) > 1
    assert board.values.tolist() == incumbent.model.x.complete_hint(duties)
    assert board.counts[COST] == penalty_of(check(problem, duties))


def test_annealing_finds_the_best_roster_of_a_small_month():
    problem = made_hall(3)
    incumbent = begun(problem)
    first = incumbent.state.cost

    annealing(incumbent).repeat(20_000)

    assert incumbent.judge()
    assert incumbent.judged.penalty == incumbent.state.cost < 0.8 * first


def test_same_seed_comes_to_the_same_roster():
    rosters = []
    for seed in (1, 1, 2):
        incumbent = begun(made_hall(12))
        annealing(incumbent, seed).repeat(20_000)
        rosters.append(incumbent.model.x.duties_of(incumbent.state.values.tolist()).cells)

    assert rosters[0] == rosters[1] != rosters[2]


def test_annealing_that_is_told_to_end_keeps_what_it_has_found():
    incumbent = begun(made_hall(12))
    first, asked = incumbent.state.cost, iter(range(1000))

    gain = annealing(incumbent).run(3600, 1, lambda: next(asked) >= 5)

    assert gain == first - incumbent.state.cost > 0
    assert next(asked) < 10


def test_annealing_that_is_over_before_it_begins_changes_nothing():
    incumbent = begun(made_hall(12))

    assert annealing(incumbent).run(3600, 1, lambda: True) == 0


def test_warmth_takes_as_many_dearer_moves_as_asked():
    dearer = np.array([10, 100, 1000, 10_000])

    warmth = warm_enough(dearer, 0.1)

    assert np.exp(-dearer / warmth).mean() == pytest.approx(0.1, rel=0.01)
    assert Warmth(100, 1).after(0.5) == pytest.approx(10)
    assert Warmth(100, 1).less(1000) == (1, 1)


@pytest.mark.parametrize(
    ("annealed", "searched", "anneals"),
    [
        (Record(), Record(), True),
        (Record(10, 5), Record(), False),
        (Record(10, 5), Record(5, 1), True),
        (Record(10, 1), Record(5, 5), False),
        (Record(100, 5), Record(100 * SHARE, 1), False),
    ],
    ids=["annealing begins", "each is tried", "gains more", "gains less", "keeps the other its share"],
)
def test_time_goes_to_what_gains_more(annealed, searched, anneals):
    incumbent = begun(made_hall(3))
    turns = Turns(LocalSearch(incumbent, Stopper(), 1), annealing(incumbent), annealed=annealed, searched=searched)

    assert turns.anneals is anneals


def test_search_of_a_process_that_has_warmed_up_compiles_nothing():
    warm_up()

    annealing(begun(made_hall(3))).repeat(1000)

    assert [len(function.signatures) for function in (seed_chance, anneal)] == [1, 1]


def test_other_sources_are_compiled_anew(tmp_path):
    (tmp_path / "moving.py").write_text("STEP = 1")
    (tmp_path / "drawing.py").write_text("")
    one = folder_for(tmp_path, tmp_path)

    (tmp_path / "moving.py").write_text("STEP = 2")

    assert one != folder_for(tmp_path, tmp_path)
    assert Path(KEPT_IN).name == folder_for(HERE, tmp_path).name
    assert Path(anneal.stats.cache_path).is_relative_to(KEPT_IN)


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path):
    (tmp_path / "file").touch()

    assert writable(tmp_path / "file" / "compiled") == ""
    assert writable(tmp_path / "compiled") == str(tmp_path / "compiled")


def test_what_cannot_be_kept_on_disk_is_compiled_all_the_same():
    nowhere: dict[str, Callable[..., Any]] = {}
    exec("def twice(number):\n    return 2 * number", nowhere)

    assert compiled(nowhere["twice"])(21) == 42
