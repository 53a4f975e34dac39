"""`python -m rosters.solver PROBLEM.json`: solve a problem file, without Django."""

import argparse
import json
import math
import sys
from collections import Counter
from dataclasses import asdict
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from .alternatives import alternatives
from .check import check
from .duties import Duties
from .engine import DEFAULT_WORKERS, solve
from .problem import Problem
from .progress import Progress, Solution
from .rules import rules_of
from .serial import problem_from_json

DONE, WRONG_USAGE, REFUSED = 0, 2, 3


def main(argv: list[str]) -> int:
    """Exit status: 0 solved, 2 wrong usage or an unreadable file, 3 refused with a reason."""
    options = arguments().parse_args(argv)
    try:
        problem = problem_from_json(json.loads(Path(options.problem).read_text(encoding="utf-8")))
    except (OSError, ValueError) as fault:
        print(f"{options.problem}: {fault}", file=sys.stderr)
        return WRONG_USAGE
    if options.alternatives:
        return show_alternatives(problem, options)
    solution = solve(problem, seconds=options.seconds, workers=options.workers, seed=options.seed, on_progress=tell)
    if solution.duties is None:
        return refuse(solution, as_json=options.json)
    result = result_of(problem, solution)
    print(json.dumps(result, ensure_ascii=False) if options.json else text_of(result))
    return DONE


def show_alternatives(problem: Problem, options: argparse.Namespace) -> int:
    limits = {"seconds": options.seconds, "workers": options.workers, "seed": options.seed}
    common, found = alternatives(problem, on_progress=tell, **limits)
    if not found:
        return refuse(common, as_json=True)
    rows = [
        {
            "leaning": one.leaning,
            "figures": asdict(one.figures),
            "assignments": assignments_of(problem, one.duties),
        }
        for one in found
    ]
    print(json.dumps({"penalty": common.penalty, "alternatives": rows}, ensure_ascii=False))
    return DONE


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rosters.solver", description="Solve a problem file.")
    parser.add_argument("problem", metavar="PROBLEM.json", help="the problem of a build, as stored in its row")
    parser.add_argument("--seconds", type=positive, default=30.0, help="time limit (default %(default)g)")
    parser.add_argument("--workers", type=int, default=DEFAULT_WORKERS, help="solver threads (default %(default)d)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--alternatives", action="store_true", help="three rosters that differ on purpose, as JSON")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def positive(text: str) -> float:
    if 0 < (value := float(text)) < math.inf:
        return value
    raise ValueError(text)


def tell(progress: Progress) -> None:
    """The progress line on stderr."""
    print(
        f"{progress.elapsed:6.1f} s  penalty {progress.penalty}  bound {progress.bound}  gap {progress.gap:.1%}",
        file=sys.stderr,
    )


def refuse(solution: Solution, *, as_json: bool) -> int:
    reasons = [f"{fault.rule}: {fault.worker or ''} days {list(fault.days)}" for fault in solution.conflicts]
    reason = "the pins break hard rules: " + "; ".join(reasons)
    print(reason, file=sys.stderr)
    if as_json:
        print(json.dumps({"status": "refused", "reason": reason}, ensure_ascii=False))
    return REFUSED


def result_of(problem: Problem, solution: Solution) -> dict[str, Any]:
    """The solution as one object, with the keys of a build's result that the solver knows."""
    assert solution.duties is not None
    return {
        "status": solution.status,
        "seconds": round(solution.seconds, 2),
        "penalty": solution.penalty,
        "bound": solution.bound,
        "gap": solution.gap,
        "rules": rules_found(problem, solution),
        "assignments": assignments_of(problem, solution.duties),
    }


def rules_found(problem: Problem, solution: Solution) -> list[dict[str, Any]]:
    assert solution.duties is not None
    counts: Counter[str] = Counter()
    prices: Counter[str] = Counter()
    for fault in check(problem, solution.duties):
        counts[fault.rule] += 1
        prices[fault.rule] += fault.penalty
    return [
        {"name": rule.name, "hard": rule.is_hard, "violations": counts[rule.name], "penalty": prices[rule.name]}
        for rule in rules_of(problem)
    ]


def assignments_of(problem: Problem, duties: Duties) -> list[dict[str, Any]]:
    pinned = {(pin.worker, pin.day) for pin in problem.pins}
    rows = []
    for day in range(problem.days):
        midnight = datetime.combine(problem.date_of(day), time())
        for worker, shift in duties.present(day):
            rows.append(
                {
                    "employee": worker.id,
                    "date": problem.date_of(day).isoformat(),
                    "shift": shift.code,
                    "start": (midnight + timedelta(minutes=shift.start)).isoformat(),
                    "end": (midnight + timedelta(minutes=shift.end)).isoformat(),
                    "paid_minutes": shift.paid_minutes,
                    "pinned": (worker.id, day) in pinned,
                }
            )
    return rows


def text_of(result: dict[str, Any]) -> str:
    lines = [f"{result['status']}: penalty {result['penalty']}, bound {result['bound']}, {result['seconds']} s"]
    for rule in result["rules"]:
        kind = "hard" if rule["hard"] else "soft"
        lines.append(f"  {rule['name']:<16} {kind}  {rule['violations']:>4} found  {rule['penalty']:>8}")
    lines += [f"{row['date']}  {row['shift']:<6} {row['employee']}" for row in result["assignments"]]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
