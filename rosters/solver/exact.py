"""The exact search on the whole model: linear relaxations for the bound and the proof."""

from .cpsat import OPTIMAL, CpModel, CpSolver, CpSolverSolutionCallback
from .incumbent import Incumbent
from .parts import Stopper


class Finder(CpSolverSolutionCallback):
    """Hands every roster the solver finds to the incumbent."""

    def __init__(self, incumbent: Incumbent):
        super().__init__()
        self.incumbent = incumbent

    def on_solution_callback(self) -> None:
        values = list(self.response_proto.solution)
        self.incumbent.propose(self.incumbent.model.x.duties_of(values))


class ExactSearch:
    """One search for the bound, begun from the best roster; `bound_at` is when the bound last rose."""

    def __init__(self, incumbent: Incumbent, stopper: Stopper, seed: int):
        self.incumbent, self.stopper, self.seed = incumbent, stopper, seed
        self.bound_at = 0.0
        self._running: CpSolver | None = None

    def run(self) -> None:
        """Work until optimality is proven, the search is stopped or `give_up` is called."""
        solver = CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        solver.parameters.random_seed = self.seed
        self.bound_at = self.incumbent.clock()
        self._running = solver
        self.solve(solver)
        self._running = None

    def is_stuck(self, patience: float) -> bool:
        """Whether it runs without having raised the bound for so many seconds."""
        return self._running is not None and self.incumbent.clock() - self.bound_at > patience

    def give_up(self) -> None:
        if solver := self._running:
            solver.stop_search()

    def prove(self, seconds: float) -> None:
        """A search of so many deterministic seconds that always goes the same way."""
        solver = CpSolver()
        solver.parameters.num_workers = 8
        solver.parameters.interleave_search = True
        solver.parameters.random_seed = self.seed
        solver.parameters.max_deterministic_time = seconds
        self.solve(solver)

    def solve(self, solver: CpSolver) -> None:
        """One search: rosters and bounds go to the incumbent as they come."""
        state = self.incumbent.state
        with self.stopper.watching(solver):
            if self.stopper.is_set:
                return
            solver.best_bound_callback = self._raise_bound
            status = solver.solve(self._model(state.values.tolist()), Finder(self.incumbent))
        if status == OPTIMAL:
            self.incumbent.raise_bound(solver.best_objective_bound)

    def _raise_bound(self, bound: float) -> None:
        self.bound_at = self.incumbent.clock()
        self.incumbent.raise_bound(bound)

    def _model(self, values: list[int]) -> CpModel:
        model = self.incumbent.model.cp.clone()
        model.proto.solution_hint.vars.extend(range(len(values)))
        model.proto.solution_hint.values.extend(values)
        return model
