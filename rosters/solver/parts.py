"""Solving a cut: the small exact models of the neighbourhood search."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from .cpsat import INFEASIBLE, OPTIMAL, CpModel, CpSolver
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
    free = np.flatnonzero(cut.low < cut.high)
    model = model_of(cut, free)
    with stopper.watching(solver):
        if stopper.is_set:
            return Answer(None, False, 0.0)
        status = solver.solve(model)
    response = solver.response_proto
    solution = list(response.solution)
    values = None
    if solution:
        values = cut.low.copy()
        values[free] = solution
    return Answer(values, status in (OPTIMAL, INFEASIBLE), response.deterministic_time)


def model_of(cut: Cut, free: Ints) -> CpModel:
    """The cut as a CP-SAT model of its free columns, hinted with the values it has now."""
    model = CpModel()
    proto = model.proto
    for low, high in zip(cut.low[free].tolist(), cut.high[free].tolist(), strict=True):
        proto.variables.add().domain.extend((low, high))
    numbers = np.zeros(len(cut.low), np.int64)
    numbers[free] = np.arange(len(free))
    for places, factors, least, most in cut.rows.renumbered(numbers):
        linear = proto.constraints.add().linear
        linear.vars.extend(places)
        linear.coeffs.extend(factors)
        linear.domain.extend((least, most))
    costs = cut.costs[free]
    priced = np.flatnonzero(costs)
    proto.objective.vars.extend(priced.tolist())
    proto.objective.coeffs.extend(costs[priced].tolist())
    proto.solution_hint.vars.extend(range(len(free)))
    proto.solution_hint.values.extend(cut.values[free].tolist())
    return model
