"""Solving by everybody's rows in turn: a first roster, or all of the search where one model would be too large."""

from collections.abc import Callable

from .check import check, penalty_of
from .construct import lawful
from .duties import Duties
from .incumbent import Clock
from .linesearch import LineSearch
from .problem import Problem
from .progress import Progress, Solution, gap_of

LINES_TURNS = 12
MOST_CELLS = 100_000
"""Larger horizons are never written down as one model: their rows are made anew until the time is up."""


def is_vast(problem: Problem) -> bool:
    """Whether the problem has more cells than one model should."""
    return sum(len(may) for worker in problem.workers for may in worker.shifts) > MOST_CELLS


def first_by_lines(lines: LineSearch, is_late: Callable[[], bool], should_stop: Callable[[], bool]) -> Duties:
    """Everybody's rows, made anew in turn a few times while that gains much; those made so far when it is to stop."""
    lines.place(should_stop)
    for _ in range(LINES_TURNS):
        if is_late() or not lines.turn(is_late):
            break
    return lawful(lines.problem, lines.duties.cells)


def solve_by_lines(
    lines: LineSearch,
    seconds: float,
    clock: Clock,
    on_progress: Callable[[Progress], None],
    should_stop: Callable[[], bool],
) -> Solution:
    """The best of everybody's rows made one at a time, over and over until the time is up; without a bound."""
    problem, trace = lines.problem, []

    def is_over() -> bool:
        return clock() >= seconds or should_stop()

    lines.place(is_over)
    best, penalty = None, None
    while True:
        duties = lawful(problem, lines.duties.cells)
        cost = penalty_of(check(problem, duties))
        if best is None or penalty is None or cost < penalty:
            best, penalty = duties, cost
            trace.append((clock(), penalty, 0))
            on_progress(Progress(clock(), penalty, 0, gap_of(penalty, 0), best, "search"))
        if is_over():
            return Solution("feasible", best, penalty, 0, clock(), trace)
        lines.turn(is_over)
