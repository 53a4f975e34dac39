"""The checker on whole rosters: milliseconds for a month of 46 and of 60 people."""

import json
from dataclasses import replace
from statistics import median
from time import perf_counter

from bench.made import made_hall
from rosters.solver.check import check
from rosters.solver.duties import Duties
from rosters.solver.engine import solve
from rosters.solver.problem import Problem

SIZES = (46, 60)
ROUNDS = 15
PEER_ROUNDS = 5


def run(argv: list[str]) -> str:
    """A table: first check of a problem, and later ones, beside reading the same roster as JSON."""
    lines = ["| people | first ms | again ms | worst ms | JSON there and back ms | ratio |", "| --- " * 6 + "|"]
    return "\n".join([*lines, *(line(people) for people in SIZES)])


def line(people: int) -> str:
    problem = made_hall(people)
    duties = solve(problem, seconds=8).duties
    assert duties is not None
    first = median(times(lambda: check_anew(problem, duties), PEER_ROUNDS))
    again = times(lambda: check(problem, duties), ROUNDS)
    cells = [[worker, day, shift] for (worker, day), shift in duties.cells.items()]
    peer = median(times(lambda: json.loads(json.dumps(cells)), ROUNDS))
    ratio = median(again) / peer
    return f"| {people} | {first:.1f} | {median(again):.1f} | {max(again):.1f} | {peer:.2f} | {ratio:.0f} |"


def check_anew(problem: Problem, duties: Duties) -> None:
    """As a page does that has just read the month: nothing of the problem is remembered."""
    fresh = replace(problem)
    check(fresh, Duties(fresh, duties.cells))


def times(act, rounds: int) -> list[float]:
    """Milliseconds of each round."""
    found = []
    for _ in range(rounds):
        started = perf_counter()
        act()
        found.append((perf_counter() - started) * 1000)
    return found
