"""The exact search on the whole model: linear relaxations for the bound and the proof."""

from dataclasses import dataclass

from .cpsat import OPTIMAL, CpModel, CpSolver, CpSolverSolutionCallback
from .incumbent import Incumbent
from .matrix import FAR, State
from .parts import Stopper

SUBSOLVERS = ("max_lp", "reduced_costs")
SMALL = 3000
"""Columns up to which both are worth the cores, for as long as it takes."""
LARGE = 10_000
"""Columns from which the first bound worth showing takes longer than people watch: searching pays first."""
CLOSE = 0.05
"""The gap below which a proof is worth waiting for, however slowly the bound rises."""
STEP = 0.002
"""A rise of the bound by so much of the best roster's cost counts as one."""


class Finder(CpSolverSolutionCallback):
    """Hands every roster the solver finds to the incumbent."""

    def __init__(self, incumbent: Incumbent):
        super().__init__()
        self.incumbent = incumbent

    def on_solution_callback(self) -> None:
        values = list(self.response_proto.solution)
        self.incumbent.propose(self.incumbent.model.x.duties_of(values))


@dataclass
class ExactSearch:
    """Runs in slices that grow, each beginning from the best roster as hint and cut-off."""

    incumbent: Incumbent
    stopper: Stopper
    seed: int
    slice: float = 10.0

    def run(self) -> None:
        """Work until optimality is proven, the search is stopped, or the proof is stuck.

        A small month is never given up: its bound can stand for ten seconds and rise
        again. A larger one is stuck when the second half of a slice has hardly raised a bound that is far
        from the best roster.
        """
        while not self.stopper.is_set and not self.incumbent.is_optimal:
            self.attempt(None if self.is_small else self.slice)
            if not self.is_close and self._has_idled(self.slice / 2):
                return
            self.slice *= 2

    @property
    def is_small(self) -> bool:
        """Whether the proof may well come, so that it is worth all threads without a break."""
        return len(self.incumbent.matrix.low) <= SMALL

    @property
    def is_large(self) -> bool:
        """Whether its first relaxation takes so long that the search for rosters goes first."""
        return len(self.incumbent.matrix.low) > LARGE

    def attempt(self, seconds: float | None) -> None:
        """One slice, of that length or for as long as it takes."""
        solver = self.solver()
        if seconds is not None:
            solver.parameters.max_time_in_seconds = seconds
        self.solve(solver)

    @property
    def is_close(self) -> bool:
        """Whether the bound is so near the best roster that a proof may come."""
        cost = self.incumbent.state.cost
        return cost - self.incumbent.bound <= CLOSE * cost

    def _has_idled(self, seconds: float) -> bool:
        before = self.incumbent.bound_at(self.incumbent.clock() - seconds)
        return self.incumbent.bound - before < STEP * self.incumbent.state.cost

    def prove(self, seconds: float) -> None:
        """One slice of so many deterministic seconds that always goes the same way."""
        solver = CpSolver()
        solver.parameters.num_workers = 8
        solver.parameters.interleave_search = True
        solver.parameters.random_seed = self.seed
        solver.parameters.max_deterministic_time = seconds
        # With a cut-off this portfolio has aborted the whole process on a tiny month.
        self.solve(solver, has_cutoff=False)

    def solver(self) -> CpSolver:
        solver = CpSolver()
        parameters = solver.parameters
        subsolvers = SUBSOLVERS[: 2 if self.is_small else 1]
        parameters.num_workers = len(subsolvers)
        parameters.subsolvers.extend(subsolvers)
        parameters.linearization_level = 2
        parameters.random_seed = self.seed
        return solver

    def solve(self, solver: CpSolver, *, has_cutoff: bool = True) -> None:
        """One slice: rosters and bounds go to the incumbent as they come."""
        state = self.incumbent.state
        model = self._hinted(state)
        if has_cutoff:
            objective = model.proto.objective
            objective.domain.extend((-FAR, state.cost - round(objective.offset)))
        with self.stopper.watching(solver):
            if self.stopper.is_set:
                return
            solver.best_bound_callback = self.incumbent.raise_bound
            status = solver.solve(model, Finder(self.incumbent))
        if status == OPTIMAL:
            self.incumbent.raise_bound(solver.best_objective_bound)

    def _hinted(self, state: State) -> CpModel:
        """The whole model with this roster as its hint."""
        model = self.incumbent.model.cp.clone()
        values = state.values.tolist()
        model.proto.solution_hint.vars.extend(range(len(values)))
        model.proto.solution_hint.values.extend(values)
        return model
