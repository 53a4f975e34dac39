"""Months of made halls: how soon a roster is there, how good it gets, beside plain CP-SAT."""

import argparse
import sys
from collections.abc import Sequence
from statistics import median

from bench.trial import Trial, run_trial

SIZES = (12, 24, 46, 60)
CHECKPOINTS = (15, 45)
Pairs = list[tuple[Trial, Trial]]


def run(argv: list[str]) -> str:
    """A table with one line a size: medians over the seeds, each solve in a process of its own."""
    options = arguments().parse_args(argv)
    lines = [header()]
    for people in options.sizes:
        pairs = [trials(people, seed, options) for seed in range(1, options.seeds + 1)]
        lines.append(line(people, pairs, options.peer_seconds))
    return "\n".join(lines)


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench halls", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--seeds", type=int, default=3, help="how many months of each size")
    parser.add_argument("--best-seconds", type=float, default=600, help="length of our solve (default %(default)g)")
    parser.add_argument("--peer-seconds", type=float, default=60, help="length of plain CP-SAT's")
    parser.add_argument("--workers", type=int, default=4, help="solver threads of either")
    return parser


def trials(people: int, seed: int, options: argparse.Namespace) -> tuple[Trial, Trial]:
    """Our solve and the peer's on the same month."""
    found = run_trial("ours", people, seed, options.best_seconds, options.workers)
    peer = run_trial("plain", people, seed, options.peer_seconds, options.workers)
    print(f"  {people} people, seed {seed}: {summary(found)}; plain {summary(peer)}", file=sys.stderr)
    return found, peer


def summary(trial: Trial) -> str:
    steps = " ".join(f"{at}s:{trial.penalty_at(at)}" for at in (5, *CHECKPOINTS, 60, 120, 300))
    return f"{trial.status} {trial.penalty} (bound {trial.bound}) {steps}"


def header() -> str:
    names = ["people", "first s", "to 5 % s", "to 1 % s"]
    names += [f"at {second} s / best" for second in CHECKPOINTS]
    names += ["gap %", "peak MB", "plain first s", "plain / ours", "plain gap %", "plain peak MB"]
    return "| " + " | ".join(names) + " |\n" + "| --- " * len(names) + "|"


def line(people: int, pairs: Pairs, peer_seconds: float) -> str:
    """Medians of what the header names; plain / ours compares penalties after the peer's seconds."""
    ours, plain = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    best = [min(one.penalty, other.penalty) for one, other in pairs]
    cells = [
        middle([one.first for one in ours]),
        middle([one.second_of(least * 1.05) for one, least in zip(ours, best, strict=True)]),
        middle([one.second_of(least * 1.01) for one, least in zip(ours, best, strict=True)]),
        *(
            middle([over(one.penalty_at(second), least) for one, least in zip(ours, best, strict=True)], 3)
            for second in CHECKPOINTS
        ),
        middle([gap(one) for one in ours]),
        middle([one.peak_mb for one in ours], 0),
        middle([one.first for one in plain]),
        middle([over(other.penalty, one.penalty_at(peer_seconds)) for one, other in pairs], 2),
        middle([gap(one) for one in plain]),
        middle([one.peak_mb for one in plain], 0),
    ]
    return f"| {people} | " + " | ".join(cells) + " |"


def middle(values: Sequence[float | None], digits: int = 1) -> str:
    """The median, where None is longer or worse than any number."""
    found = median([float("inf") if value is None else value for value in values])
    return "–" if found == float("inf") else f"{found:.{digits}f}"


def over(penalty: int | None, base: int | None) -> float | None:
    if base is None or penalty in (None, sys.maxsize):
        return None
    return penalty / base if base else 1.0 + penalty


def gap(trial: Trial) -> float:
    return 100 * (trial.penalty - trial.bound) / trial.penalty if trial.penalty else 0.0
