"""One solve of a made hall in a process of its own, so that its peak memory is its own.

`python -m bench.trial ours|plain PEOPLE SEED SECONDS WORKERS` prints one JSON object:
`first` (second of the first whole roster), `trace` of [second, penalty, bound], `penalty`,
`bound`, `status`, `peak_mb`.
"""

import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from time import monotonic

from bench.made import made_hall
from rosters.solver.problem import Problem


@dataclass(frozen=True)
class Trial:
    """What one solve gave."""

    status: str
    first: float
    trace: list[tuple[float, int, int]]
    penalty: int
    bound: int
    peak_mb: float

    def penalty_at(self, second: float) -> int | None:
        """The best penalty known at that second; None before the first whole roster."""
        known = [penalty for at, penalty, _ in self.trace if at <= second and at >= self.first]
        return min(known) if known else None

    def second_of(self, penalty: float) -> float | None:
        """When a roster of at most that penalty was there."""
        return next((max(at, self.first) for at, found, _ in self.trace if found <= penalty), None)


def run_trial(solver: str, people: int, seed: int, seconds: float, workers: int) -> Trial:
    """Run it in a fresh process; CalledProcessError when that fails."""
    arguments = [solver, people, seed, seconds, workers]
    command = [sys.executable, "-m", "bench.trial", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Trial(**json.loads(done.stdout))


def ours(problem: Problem, seed: int, seconds: float, workers: int) -> Trial:
    """The product's own solver."""
    from rosters.solver.engine import solve
    from rosters.solver.progress import Progress

    firsts: list[float] = []

    def note(progress: Progress) -> None:
        firsts.append(progress.elapsed)

    found = solve(problem, seconds=seconds, workers=workers, seed=seed, on_progress=note)
    assert found.penalty is not None
    return Trial(found.status, firsts[0], found.trace, found.penalty, found.bound, peak_mb())


def plain(problem: Problem, seed: int, seconds: float, workers: int) -> Trial:
    """The same model in CP-SAT as it comes: its default portfolio with as many threads."""
    from rosters.solver.cpsat import CpSolver, CpSolverSolutionCallback
    from rosters.solver.model import build_model

    started = monotonic()

    class Note(CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            trace.append((monotonic() - started, round(self.objective_value), round(self.best_objective_bound)))

    trace: list[tuple[float, int, int]] = []
    solver = CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    model = build_model(problem)
    solver.parameters.max_time_in_seconds = seconds - (monotonic() - started)
    status = solver.solve(model.cp, Note())
    first = trace[0][0] if trace else float("inf")
    penalty = trace[-1][1] if trace else sys.maxsize
    return Trial(
        solver.status_name(status).lower(), first, trace, penalty, round(solver.best_objective_bound), peak_mb()
    )


def peak_mb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def main(argv: list[str]) -> None:
    solver, people, seed, seconds, workers = argv
    solve_with = {"ours": ours, "plain": plain}[solver]
    trial = solve_with(made_hall(int(people), int(seed)), int(seed), float(seconds), int(workers))
    print(json.dumps(vars(trial)))


if __name__ == "__main__":
    main(sys.argv[1:])
