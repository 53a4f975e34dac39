"""Solving a cut: the small exact models of the neighbourhood search."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from .cpsat import CpModel, CpSolver
from .matrix import Cut, Ints


@dataclass(frozen=True)
class Answer:
    """Values for the cut's columns, their cost with all that is held, and whether none is better."""

    values: Ints | None
    is_proven: bool
    effort: float


class Stopper:
    """Stops the solvers that run in other threads, and those that would start later."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._running: set[CpSolver] = set()

    @property
    def is_set(self) -> bool:
        return self._event.is_set()

    def wait(self, seconds: float) -> None:
        """Sleep that long, or until it is set."""
        self._event.wait(seconds)

    @contextmanager
    def watching(self, solver: CpSolver) -> Iterator[None]:
        self._running.add(solver)
        try:
            yield
        finally:
            self._running.discard(solver)

    def stop(self) -> None:
        """Say it again until all have ended: a solver that is just starting does not hear it."""
        self._event.set()
        for solver in list(self._running):
            solver.stop_search()


def solve_cut(cut: Cut, stopper: Stopper, *, limit: float, seed: int) -> Answer:
    """The best values within a deterministic limit, at most what the columns cost now."""
    solver = CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.linearization_level = 2
    parameters.symmetry_level = 0
    parameters.max_deterministic_time = limit
    parameters.random_seed = seed
    with stopper.watching(solver):
        if stopper.is_set:
            return Answer(None, False, 0.0)
        solver.solve(model_of(cut))
    response = solver.response_proto
    solution = list(response.solution)
    status = solver.status_name()
    values = np.array(solution, np.int64) if solution else None
    return Answer(values, status in ("OPTIMAL", "INFEASIBLE"), response.deterministic_time)


def model_of(cut: Cut) -> CpModel:
    """The cut as a CP-SAT model, hinted with the values it has now."""
    model = CpModel()
    proto = model.proto
    for low, high in zip(cut.low.tolist(), cut.high.tolist(), strict=True):
        proto.variables.add().domain.extend((low, high))
    for places, factors, least, most in cut.rows:
        linear = proto.constraints.add().linear
        linear.vars.extend(places)
        linear.coeffs.extend(factors)
        linear.domain.extend((least, most))
    priced = np.flatnonzero(cut.costs).tolist()
    proto.objective.vars.extend(priced)
    proto.objective.coeffs.extend(cut.costs[priced].tolist())
    return model
