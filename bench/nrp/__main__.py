"""`python -m bench.nrp FILE…`: solve instances of the staff-scheduling benchmark with the product's own solver."""

import argparse
import json
import math
import resource
import sys
from time import monotonic
from typing import Any

from rosters.solver.check import check
from rosters.solver.engine import solve
from rosters.solver.progress import Progress

from .instance import Instance, Malformed, read
from .month import problem_of, rows_of

DONE, WRONG_USAGE, REFUSED = 0, 2, 3
MINIMA = ("month-least", "short-runs", "short-breaks")


def main(argv: list[str]) -> int:
    """Exit status: 0 all solved, 2 wrong usage or a file that cannot be read, 3 a roster that breaks a minimum."""
    options = arguments().parse_args(argv)
    status = DONE
    for file in options.files:
        try:
            instance = read(file)
        except (OSError, Malformed) as fault:
            print(fault, file=sys.stderr)
            return WRONG_USAGE
        result = solved(instance, options)
        print(json.dumps(result, ensure_ascii=False) if options.json else line_of(result), flush=True)
        status = max(status, DONE if result["status"] in ("optimal", "feasible") else REFUSED)
    return status


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.nrp", description=__doc__)
    parser.add_argument("files", metavar="FILE", nargs="+", help="instances in the benchmark's text format")
    parser.add_argument("--seconds", type=some_seconds, default=60.0, help="time limit for each (default %(default)g)")
    parser.add_argument("--workers", type=int, default=2, help="solver threads (default %(default)d)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--trace", action="store_true", help="progress on stderr")
    parser.add_argument("--json", action="store_true", help="print one JSON object for each")
    return parser


def some_seconds(text: str) -> float:
    """A number of seconds that ends: more than nothing, and neither "nan" nor "inf"."""
    seconds = float(text)
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is no time to search for")
    return seconds


def solved(instance: Instance, options: argparse.Namespace) -> dict[str, Any]:
    """The result for one instance. `seconds` counts from the problem to the roster, model building included."""
    began = monotonic()
    problem = problem_of(instance)
    solution = solve(
        problem,
        seconds=options.seconds,
        workers=options.workers,
        seed=options.seed,
        on_progress=tell if options.trace else None,
    )
    assert solution.duties is not None
    broken = [fault for fault in check(problem, solution.duties) if fault.is_hard or fault.rule in MINIMA]
    return {
        "instance": instance.name,
        "status": "infeasible" if broken else solution.status,
        "objective": solution.penalty,
        "bound": solution.bound,
        "seconds": round(monotonic() - began, 2),
        "build_seconds": round(solution.build_seconds, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "roster": rows_of(instance, solution.duties),
        "trace": solution.trace,
    }


def tell(progress: Progress) -> None:
    print(f"{progress.elapsed:7.1f} s  {progress.penalty}  bound {progress.bound}", file=sys.stderr)


def line_of(result: dict[str, Any]) -> str:
    return (
        f"{result['instance']}: {result['status']} {result['objective']}, bound {result['bound']}, "
        f"{result['seconds']} s (model {result['build_seconds']} s), {result['peak_mb']} MB"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
