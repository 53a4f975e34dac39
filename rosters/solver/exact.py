"""The exact search on the whole model: linear relaxations for the bound and the proof."""

from dataclasses import dataclass

from .cpsat import OPTIMAL, CpModel, CpSolver, CpSolverSolutionCallback
from .incumbent import Incumbent
from .parts import Stopper

SUBSOLVERS = ("max_lp",)


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
    workers: int
    seed: int
    first_slice: float = 20.0

    def run(self) -> None:
        """Work until optimality is proven or the search is stopped."""
        seconds = self.first_slice
        while not self.stopper.is_set and not self.incumbent.is_optimal:
            solver = self.solver()
            solver.parameters.max_time_in_seconds = seconds
            self.solve(solver)
            seconds *= 3

    def prove(self, seconds: float) -> None:
        """One slice of so many deterministic seconds that always goes the same way."""
        solver = CpSolver()
        solver.parameters.num_workers = 8
        solver.parameters.interleave_search = True
        solver.parameters.random_seed = self.seed
        solver.parameters.max_deterministic_time = seconds
        self.solve(solver)

    def solver(self) -> CpSolver:
        solver = CpSolver()
        parameters = solver.parameters
        parameters.num_workers = self.workers
        parameters.subsolvers.extend(SUBSOLVERS)
        parameters.linearization_level = 2
        parameters.random_seed = self.seed
        return solver

    def solve(self, solver: CpSolver) -> None:
        """One slice: rosters and bounds go to the incumbent as they come."""
        state = self.incumbent.state
        with self.stopper.watching(solver):
            if self.stopper.is_set:
                return
            solver.best_bound_callback = self.incumbent.raise_bound
            status = solver.solve(self._model(state.values.tolist()), Finder(self.incumbent))
        if status == OPTIMAL:
            self.incumbent.raise_bound(solver.best_objective_bound)

    def _model(self, values: list[int]) -> CpModel:
        model = self.incumbent.model.cp.clone()
        model.proto.solution_hint.vars.extend(range(len(values)))
        model.proto.solution_hint.values.extend(values)
        return model
