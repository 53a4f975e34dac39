"""`python -m bench.nrp.peers NAME FILE`: one peer on one instance, printed as one JSON object.

The keys are those of `python -m bench.nrp FILE --json`; nothing is judged here.
"""

import argparse
import importlib
import json
import resource
import sys
from dataclasses import asdict
from time import monotonic

from bench.nrp.instance import Malformed, read
from bench.nrp.peers import Budget, Found

MODULES = {"schedule": "schedule", "nurses": "nurses", "highs": "highs", "timefold": "fold"}
WRONG_USAGE, REFUSED, NO_MEMORY = 2, 3, 4
MOST_MEMORY = 8 << 30
"""Bytes; a bare model of the largest instance would take all the machine has."""


def main(argv: list[str]) -> int:
    """Exit status: 0 done, 2 wrong usage or an unreadable file, 3 when the peer cannot run here, 4 out of memory."""
    options = arguments().parse_args(argv)
    if options.peer != "timefold":  # Java reserves far more than it uses, and bounds its heap itself
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    budget = Budget(options.seconds, options.workers, options.seed)
    try:
        instance = read(options.file)
    except (OSError, Malformed) as fault:
        print(fault, file=sys.stderr)
        return WRONG_USAGE
    try:
        peer = importlib.import_module(f"bench.nrp.peers.{MODULES[options.peer]}")
    except ImportError as missing:
        print(f"{options.peer}: {missing}", file=sys.stderr)
        return REFUSED
    try:
        found: Found = peer.solve(instance, budget)
    except MemoryError:
        return NO_MEMORY
    spent = monotonic() - budget.began
    print(json.dumps({"instance": instance.name, **asdict(found), "seconds": round(spent, 2), "peak_mb": peak_mb()}))
    return 0


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.nrp.peers", description="Solve an instance with a peer.")
    parser.add_argument("peer", choices=sorted(MODULES))
    parser.add_argument("file")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    return parser


def peak_mb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
