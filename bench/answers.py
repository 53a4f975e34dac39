"""What a manager asks and waits for: why this cell, the ways out of a short hour, a repair after an illness.

CPU milliseconds of one thread, without OR-Tools, on a made month that has been searched for a while; each beside one
check of the whole month. A first question pays for what later ones remember.
"""

import argparse
from collections.abc import Callable
from dataclasses import replace
from random import Random
from statistics import median
from time import process_time

from bench.made import made_hall
from bench.warm import header
from rosters.solver.check import check
from rosters.solver.duties import Duties
from rosters.solver.engine import solve
from rosters.solver.explain import shortfalls
from rosters.solver.problem import Absence, Pin, Problem
from rosters.solver.repair import repair
from rosters.solver.trial import Judge
from rosters.solver.ways import ways_out
from rosters.solver.why import why_of

SIZES = (24, 46, 60)
ASKED = 12
AWAY_FROM, AWAY_DAYS = 14, 3


def run(argv: list[str]) -> str:
    """A line a size: medians over a dozen cells, gaps and illnesses."""
    parser = argparse.ArgumentParser(prog="python -m bench answers", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--seconds", type=float, default=15, help="the search before (default %(default)g)")
    options = parser.parse_args(argv)
    heads = ("people", "check ms", "why a cell ms", "worst ms", "ways out ms", "worst ms", "repair ms", "worst ms")
    return "\n".join([header(*heads, "changes"), *(line(people, options.seconds) for people in options.sizes)])


def line(people: int, seconds: float) -> str:
    problem = made_hall(people)
    duties = solve(problem, seconds=seconds).duties
    assert duties is not None
    dice = Random(people)
    held = sorted(cell for cell, shift in duties.cells.items() if shift)
    gaps = shortfalls(problem, duties)
    checks = [timed(lambda: check(problem, duties)) for _ in range(ASKED)]
    whys = [timed(lambda cell=cell: why_of(Judge(problem, duties), cell)) for cell in dice.sample(held, ASKED)]
    asked = dice.sample(gaps, min(ASKED, len(gaps)))
    ways = [timed(lambda gap=gap: ways_out(Judge(problem, duties), gap)) for gap in asked]
    changes: list[int] = []
    ill = dice.sample(problem.workers, ASKED)
    repairs = [timed(lambda id=worker.id: changes.append(changes_of(problem, duties, id))) for worker in ill]
    figures = [median(checks), *(figure for found in (whys, ways, repairs) for figure in middle_and_worst(found))]
    return f"| {people} | {' | '.join(f'{figure:.0f}' for figure in figures)} | {median(changes):.0f} |"


def timed(act: Callable[[], object]) -> float:
    """CPU milliseconds."""
    began = process_time()
    act()
    return (process_time() - began) * 1000


def middle_and_worst(found: list[float]) -> tuple[float, float]:
    return (median(found), max(found)) if found else (0.0, 0.0)


def changes_of(problem: Problem, duties: Duties, id: str) -> int:
    """How many cells a repair changes when this person is away for three days, what is past pinned."""
    away = tuple(Absence(day) for day in range(AWAY_FROM, AWAY_FROM + AWAY_DAYS))
    workers = tuple(
        replace(worker, absences=worker.absences + away) if worker.id == id else worker for worker in problem.workers
    )
    past = tuple(
        Pin(worker.id, day, duties.cells.get((worker.id, day)))
        for worker in problem.workers
        for day in range(AWAY_FROM - 1)
    )
    after = replace(problem, workers=workers, pins=past)
    return len(repair(after, Duties(after, duties.cells)).changes)
