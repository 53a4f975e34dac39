"""The bound of the linear relaxation: below every roster whatever the prices, and near the relaxation's own."""

import os
import sys
import threading
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosters.solver.construct import first_duties
from rosters.solver.cpsat import OPTIMAL, CpSolver
from rosters.solver.incumbent import Incumbent
from rosters.solver.model import build_model
from rosters.solver.parts import Stopper
from rosters.solver.pdlp import solved
from rosters.solver.problem import Problem
from rosters.solver.relaxation import Relaxation, bound_of, save_program
from tests.solver.small import hall, needs, worker
from tests.strategies import problems


def begun(problem: Problem) -> Incumbent:
    incumbent = Incumbent(build_model(problem), lambda: 0.0)
    incumbent.start(first_duties(problem, None))
    return incumbent


@settings(max_examples=40, deadline=None)
@given(problems(has_pins=False), st.sampled_from([0.01, 1.0, 1000.0, 1e12]), st.integers(0, 1000))
def test_no_prices_of_rows_prove_more_than_a_roster_costs(problem, dearest, seed):
    incumbent = begun(problem)
    prices = np.random.default_rng(seed).uniform(-dearest, dearest, len(incumbent.matrix.row_low))

    assert bound_of(incumbent.matrix, prices) <= incumbent.state.cost


@settings(max_examples=15, deadline=None)
@given(problems(has_pins=False))
def test_relaxation_never_proves_more_than_the_best_roster_costs(problem):
    matrix = begun(problem).matrix
    program = BytesIO()
    save_program(program, matrix)
    program.seek(0)
    bound = bound_of(matrix, solved(program))

    solver = CpSolver()
    assert solver.solve(build_model(problem).cp) == OPTIMAL
    assert bound <= round(solver.objective_value)


def test_relaxation_proves_what_nobody_can_cover():
    """Two heads are needed and there is one person: each day is a head short."""
    problem = hall(worker(days=5), rules={"cover": {}}, demand=needs(range(5), needed=2))
    incumbent = begun(problem)

    Relaxation(incumbent, Stopper()).run()

    assert 0.99 * incumbent.state.cost <= incumbent.bound <= incumbent.state.cost


def test_stopped_search_has_no_bound_worked_out():
    incumbent, stopper = begun(hall(worker(), rules={"cover": {}}, demand=needs(range(7), needed=2))), Stopper()
    stopper.stop()

    Relaxation(incumbent, stopper).run()

    assert incumbent.bound == 0


@pytest.mark.parametrize("command", [(sys.executable, "-c", "raise MemoryError"), ("no-such-program",)])
def test_relaxation_that_fails_leaves_the_search_without_its_bound(command):
    incumbent = begun(hall(worker(), rules={"cover": {}}, demand=needs(range(7), needed=2)))

    Relaxation(incumbent, Stopper(), command).run()

    assert incumbent.bound == 0


def test_relaxation_ends_with_the_search():
    """The process is not waited for, however long it would work."""
    incumbent, stopper = begun(hall(worker(), rules={"cover": {}}, demand=needs(range(7), needed=2))), Stopper()
    running = threading.Thread(target=Relaxation(incumbent, stopper).run)
    running.start()

    stopper.stop()
    running.join(30)

    assert not running.is_alive()
    assert not list(children())


def children():
    """The processes that work on a relaxation for this one."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = status.read_text().rpartition(")")[2].split()[1]
            if int(parent) == os.getpid() and b"pdlp" in (status.parent / "cmdline").read_bytes():
                yield status.parent.name
