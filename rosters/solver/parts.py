"""Solving a cut: the small exact models of the neighbourhood search."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from .cpsat import FEASIBLE, INFEASIBLE, OPTIMAL, CpModel, CpSolver
from .folding import FORBIDDEN, Folded, Pair, renumbered
from .hubs import Hub, without_hubs
from .matrix import FAR, Ints


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


def solve_cut(
    folded: Folded,
    stopper: Stopper,
    *,
    limit: float,
    seed: int,
    has_cuts: bool = True,
) -> Answer:
    """The best values within a deterministic limit, at most what the columns cost now.

    `has_cuts` has the solver tighten its relaxation: worth it for some months, dear for others.
    It may return others that cost as much as now, from which the next search may come further.
    """
    solver = CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.linearization_level = 2
    parameters.symmetry_level = 0
    parameters.cut_level = 1 if has_cuts else 0
    parameters.cp_model_probing_level = 0
    parameters.max_presolve_iterations = 1
    parameters.add_lp_constraints_lazily = False
    parameters.max_deterministic_time = limit
    parameters.random_seed = seed
    folded, hubs = without_hubs(folded)
    model = model_of(folded, hubs)
    with stopper.watching(solver):
        if stopper.is_set:
            return Answer(None, False, 0.0)
        status = solver.solve(model)
    response = solver.response_proto
    solution = np.array(list(response.solution)[: int(folded.kept.sum())], np.int64)
    values = unfolded(folded, hubs, solution) if status in (OPTIMAL, FEASIBLE) else None
    return Answer(values, status in (OPTIMAL, INFEASIBLE), response.deterministic_time)


def unfolded(folded: Folded, hubs: Sequence[Hub], solution: Ints) -> Ints:
    """The cut's values from those of the kept columns."""
    values = folded.unfold(solution)
    for hub in hubs:
        values[hub.spokes] = hub.values[values[hub.column] - hub.least]
    return values


def model_of(folded: Folded, hubs: Sequence[Hub]) -> CpModel:
    """The cut as a CP-SAT model of its kept columns, which may cost no more than they do now."""
    model = CpModel()
    proto = model.proto
    cut, kept = folded.cut, folded.kept
    for low, high in zip(cut.low[kept].tolist(), cut.high[kept].tolist(), strict=True):
        proto.variables.add().domain.extend((low, high))
    for places, factors, least, most in renumbered(folded.rows, kept):
        add_row(proto, places, factors, least, most)
    costs = folded.costs[kept]
    priced = np.flatnonzero(costs)
    proto.objective.vars.extend(priced.tolist())
    proto.objective.coeffs.extend(costs[priced].tolist())
    now = cut.values[kept].tolist()
    numbers = (np.cumsum(kept) - 1).tolist()
    for pair in folded.pairs:
        add_pair(proto, pair, numbers, now)
    for hub in hubs:
        add_hub(proto, hub, numbers[hub.column], now)
    objective = proto.objective
    terms = zip(list(objective.vars), list(objective.coeffs), strict=True)
    objective.domain.extend((-FAR, sum(factor * now[column] for column, factor in terms)))
    return model


def add_row(proto: Any, places: list[int], factors: list[int], least: int, most: int) -> None:
    linear = proto.constraints.add().linear
    linear.vars.extend(places)
    linear.coeffs.extend(factors)
    linear.domain.extend((least, most))


def add_pair(proto: Any, pair: Pair, numbers: list[int], now: list[int]) -> None:
    """A Boolean for each two choices made together, priced; as tight as a relaxation can be."""
    first = [numbers[column] if column >= 0 else -1 for column in pair.first]
    second = [numbers[column] if column >= 0 else -1 for column in pair.second]
    both: dict[tuple[int, int], int] = {}
    for a in range(1, len(first)):
        for b in range(1, len(second)):
            if pair.is_allowed[a, b]:
                both[a, b] = len(proto.variables)
                proto.variables.add().domain.extend((0, 1))
                now.append(now[first[a]] * now[second[b]])
                if price := int(pair.extra[a, b]):
                    proto.objective.vars.append(both[a, b])
                    proto.objective.coeffs.append(price)
    for a in range(1, len(first)):
        mine = [both[key] for key in both if key[0] == a]
        add_row(proto, [*mine, first[a]], [1] * len(mine) + [-1], -1, 0)
    for b in range(1, len(second)):
        mine = [both[key] for key in both if key[1] == b]
        add_row(proto, [*mine, second[b]], [1] * len(mine) + [-1], -1, 0)
    singles = first[1:] + second[1:]
    add_row(proto, [*both.values(), *singles], [1] * len(both) + [-1] * len(singles), -1, len(both))


def add_hub(proto: Any, hub: Hub, number: int, now: list[int]) -> None:
    """A Boolean for each value of the sum that is allowed, priced."""
    if hub.is_even:
        return
    choices, sums = [], []
    for value, price in enumerate(hub.prices.tolist(), hub.least):
        if price < FORBIDDEN:
            choices.append(len(proto.variables))
            sums.append(value)
            proto.variables.add().domain.extend((0, 1))
            now.append(int(now[number] == value))
            proto.objective.vars.append(choices[-1])
            proto.objective.coeffs.append(price)
    proto.constraints.add().exactly_one.literals.extend(choices)
    add_row(proto, [*choices, number], [*sums, -1], 0, 0)
