"""Where a search begins: a hint where there is one, and people placed greedily where there is none."""

from collections.abc import Iterator, Mapping

from .check import check
from .duties import Cell, Duties
from .greedy import greedy_duties
from .problem import Problem


def first_duties(problem: Problem, hint: Duties | None) -> Duties:
    """Duties that break no hard rule: the pins, as much of the hint as goes with them, the rest placed.

    A person whose month breaks a hard rule begins with her pins alone.
    """
    kept = lawful(problem, hint.cells if hint else {})
    return lawful(problem, greedy_duties(problem, kept).cells)


def lawful(problem: Problem, cells: Mapping[Cell, str | None]) -> Duties:
    """The cells and the pins, but of people for whom that breaks a hard rule the pins alone."""
    pins = {(pin.worker, pin.day): pin.shift for pin in problem.pins}
    cells = {**cells, **pins}
    broken = {fault.worker for fault in check(problem, Duties(problem, cells)) if fault.is_hard}
    return Duties(problem, {cell: shift for cell, shift in cells.items() if cell in pins or cell[0] not in broken})


def insertion_order(problem: Problem) -> Iterator[tuple[int, ...]]:
    """Groups of people in the order to insert them: managers first, then those of few skills."""

    def scarcity(place: int) -> tuple[bool, int]:
        worker = problem.workers[place]
        return not worker.is_manager, len(worker.levels)

    for place in sorted(range(len(problem.workers)), key=scarcity):
        yield (place,)
