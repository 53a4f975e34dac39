"""Building where something stands already: after a small change, and in the month after a good one."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import process_time

from bench.halls import middle
from bench.made import made_hall
from rosters.solver.check import check, penalty_of
from rosters.solver.construct import completed, mended
from rosters.solver.duties import Duties
from rosters.solver.engine import solve
from rosters.solver.pattern import pattern_cells
from rosters.solver.problem import HISTORY_DAYS, Absence, Problem
from rosters.solver.progress import Progress

SIZES = (12, 24, 46)
NEAR = 1.05
AHEAD = 14

Trace = list[tuple[float, int]]
"""CPU seconds and penalty, at every report of a solve."""


def run(argv: list[str]) -> str:
    """Two tables with one line a size: medians over the seeds."""
    options = arguments().parse_args(argv)
    trials = {
        people: [trial(people, seed, options) for seed in range(1, options.seeds + 1)] for people in options.sizes
    }
    return "\n".join(
        [
            "Somebody falls ill for three days: until a roster costs at most 5 % more than the old one did.\n",
            header("people", "from nothing, CPU s", "from the roster, CPU s", "first / old", "warm / cold at the end"),
            *(illness_line(people, rows) for people, rows in trials.items()),
            "\nThe empty month after: people placed greedily, or going on in last month's pattern:\n",
            header("people", "greedy CPU s", "pattern CPU s", "pattern / greedy", "taken"),
            *(pattern_line(people, rows) for people, rows in trials.items()),
        ]
    )


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench warm", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--seeds", type=int, default=3, help="how many months of each size")
    parser.add_argument("--seconds", type=float, default=60, help="CPU time of each solve (default %(default)g)")
    parser.add_argument("--workers", type=int, default=4, help="solver threads")
    return parser


def header(*names: str) -> str:
    return f"| {' | '.join(names)} |\n" + "| --- " * len(names) + "|"


@dataclass(frozen=True)
class Start:
    """A first roster: what it costs, and the CPU seconds it took."""

    penalty: int
    seconds: float


@dataclass(frozen=True)
class Trial:
    """One month: solved after the illness from nothing and from what stood; two starts of the month after."""

    old: int
    cold: Trace
    warm: Trace
    greedy: Start
    pattern: Start


def trial(people: int, seed: int, options: argparse.Namespace) -> Trial:
    problem = made_hall(people, seed)
    changed = with_illness(problem)
    stood, before = traced(problem, None, options)
    _, cold = traced(changed, None, options)
    _, warm = traced(changed, Duties(changed, stood.cells), options)
    coming = month_after(problem, stood)
    greedy, pattern = start_of(coming, {}), start_of(coming, pattern_cells(coming))
    print(f"  {people} people, seed {seed}: old {before[-1]}; {summary(cold)}; warm {summary(warm)}", file=sys.stderr)
    return Trial(before[-1][1], cold, warm, greedy, pattern)


def traced(problem: Problem, hint: Duties | None, options: argparse.Namespace) -> tuple[Duties, Trace]:
    """A solve of so many CPU seconds: what others do on the machine meanwhile does not count."""
    begun, trace = process_time(), Trace()

    def is_over() -> bool:
        return process_time() - begun >= options.seconds

    def note(progress: Progress) -> None:
        trace.append((process_time() - begun, progress.penalty))

    found = solve(
        problem,
        seconds=20 * options.seconds,
        workers=options.workers,
        hint=hint,
        on_progress=note,
        should_stop=is_over,
    )
    assert found.duties is not None
    return found.duties, trace


def summary(trace: Trace) -> str:
    return " ".join(f"{second:.1f}s:{penalty}" for second, penalty in trace[:: max(1, len(trace) // 8)])


def with_illness(problem: Problem) -> Problem:
    """The month in which the last person is away for three days in its middle."""
    *others, last = problem.workers
    days = range(problem.days // 2, min(problem.days, problem.days // 2 + 3))
    ill = replace(last, absences=(*last.absences, *(Absence(day) for day in days)))
    return replace(problem, workers=(*others, ill))


def month_after(problem: Problem, duties: Duties) -> Problem:
    """The same month again, its history two weeks of these duties that begin on the weekday of its first day."""
    days = range(AHEAD, AHEAD + HISTORY_DAYS)
    workers = (
        replace(worker, history=tuple(duties.cells.get((worker.id, day)) for day in days)) for worker in problem.workers
    )
    return replace(problem, workers=tuple(workers))


def start_of(problem: Problem, cells: dict[tuple[str, int], str | None]) -> Start:
    begun = process_time()
    duties = completed(problem, mended(problem, cells))
    return Start(penalty_of(check(problem, duties)), process_time() - begun)


def illness_line(people: int, trials: Sequence[Trial]) -> str:
    """CPU seconds until the old quality; what the warm solve begins with, and what both end with."""
    cells = [
        middle([second_of(one.cold, one.old) for one in trials]),
        middle([second_of(one.warm, one.old) for one in trials]),
        middle([one.warm[0][1] / max(1, one.old) for one in trials], 3),
        middle([one.warm[-1][1] / max(1, one.cold[-1][1]) for one in trials], 3),
    ]
    return f"| {people} | {' | '.join(cells)} |"


def second_of(trace: Trace, old: int) -> float | None:
    """When the solve had come near the old penalty; None when it never did."""
    return next((second for second, penalty in trace if penalty <= NEAR * old), None)


def pattern_line(people: int, trials: Sequence[Trial]) -> str:
    ratios = [one.pattern.penalty / max(1, one.greedy.penalty) for one in trials]
    cells = [
        middle([one.greedy.seconds for one in trials], 2),
        middle([one.pattern.seconds for one in trials], 2),
        middle(ratios, 3),
        f"{sum(ratio < 1 for ratio in ratios)} of {len(ratios)}",
    ]
    return f"| {people} | {' | '.join(cells)} |"
