"""The first roster: from a hint where there is one, else people inserted one at a time."""

from collections.abc import Iterator

from .check import check
from .duties import Duties
from .problem import Problem


def first_duties(problem: Problem, hint: Duties | None) -> Duties:
    """Duties that break no hard rule: the pins, and as much of the hint as goes with them.

    A person whose hinted month breaks a hard rule begins with her pins alone.
    """
    pins = {(pin.worker, pin.day): pin.shift for pin in problem.pins}
    if hint is None:
        return Duties(problem, pins)
    cells = {**hint.cells, **pins}
    broken = {fault.worker for fault in check(problem, Duties(problem, cells)) if fault.is_hard}
    kept = {cell: shift for cell, shift in cells.items() if cell in pins or cell[0] not in broken}
    return Duties(problem, kept)


def insertion_order(problem: Problem) -> Iterator[tuple[int, ...]]:
    """Groups of people in the order to insert them: managers first, then those of few skills."""

    def scarcity(place: int) -> tuple[bool, int]:
        worker = problem.workers[place]
        return not worker.is_manager, len(worker.levels)

    for place in sorted(range(len(problem.workers)), key=scarcity):
        yield (place,)
