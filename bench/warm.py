"""Building again after a small change: from the roster that stands, beside from nothing."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace

from bench.halls import middle
from bench.made import made_hall
from rosters.solver.duties import Duties
from rosters.solver.engine import Solution, solve
from rosters.solver.problem import Absence, Problem

SIZES = (12, 24, 46)
NEAR = 1.01


def run(argv: list[str]) -> str:
    """A table with one line a size: medians over the seeds of months in which one person falls ill."""
    options = arguments().parse_args(argv)
    lines = [
        "| people | from nothing: to 1 % s | from the roster: to 1 % s | warm / cold at the end |",
        "| --- " * 4 + "|",
    ]
    for people in options.sizes:
        pairs = [trial(made_hall(people, seed), options) for seed in range(1, options.seeds + 1)]
        lines.append(line(people, pairs))
        print(lines[-1], file=sys.stderr)
    return "\n".join(lines)


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench warm", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--seeds", type=int, default=3, help="how many months of each size")
    parser.add_argument("--seconds", type=float, default=60, help="length of each solve (default %(default)g)")
    parser.add_argument("--workers", type=int, default=4, help="solver threads")
    return parser


def trial(problem: Problem, options: argparse.Namespace) -> tuple[Solution, Solution]:
    """The changed month from nothing, and from the roster of the month before the change."""
    stood = solve(problem, seconds=options.seconds, workers=options.workers)
    changed = with_illness(problem)
    assert stood.duties is not None
    hint = Duties(changed, stood.duties.cells)
    cold, warm = (
        solve(changed, seconds=options.seconds, workers=options.workers, hint=start) for start in (None, hint)
    )
    return cold, warm


def with_illness(problem: Problem) -> Problem:
    """The month in which the last person is away for three days in its middle."""
    *others, last = problem.workers
    days = range(problem.days // 2, min(problem.days, problem.days // 2 + 3))
    ill = replace(last, absences=(*last.absences, *(Absence(day) for day in days)))
    return replace(problem, workers=(*others, ill))


def line(people: int, pairs: Sequence[tuple[Solution, Solution]]) -> str:
    """Seconds until a roster within 1 % of what the cold search ends with, and how the ends compare."""
    cells = [middle([second_of(one, cold) for one, cold in rows]) for rows in (both(pairs, 0), both(pairs, 1))]
    ends = [(warm.penalty or 0) / max(1, cold.penalty or 0) for cold, warm in pairs]
    return f"| {people} | {cells[0]} | {cells[1]} | {middle(ends, 3)} |"


def both(pairs: Sequence[tuple[Solution, Solution]], place: int) -> list[tuple[Solution, Solution]]:
    return [(pair[place], pair[0]) for pair in pairs]


def second_of(found: Solution, cold: Solution) -> float | None:
    """When `found` had come within 1 % of the cold search's last roster; None when it never did."""
    limit = NEAR * (cold.penalty or 0)
    return next((second for second, penalty, _ in found.trace if penalty <= limit), None)
