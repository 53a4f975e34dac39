"""Where a search begins: at a hint, at last month's pattern, or with people placed greedily."""

from collections.abc import Container, Mapping
from dataclasses import replace

from .check import check, penalty_of
from .duties import Cell, Duties
from .greedy import greedy_duties
from .pattern import pattern_cells
from .problem import Problem
from .rules import RULES
from .rules.eligible import Eligible

Cells = Mapping[Cell, str | None]


def first_duties(problem: Problem, hint: Duties | None) -> Duties:
    """Duties that break no hard rule: the pins, as much of the hint as goes with them, the other people placed.

    They are placed greedily, or as the pattern of the month before has them, whichever costs less.
    """
    given = mended(problem, hint.cells if hint else {})
    starts = [completed(problem, given)]
    if pattern := pattern_cells(problem, but={worker for worker, _ in given}):
        starts.append(completed(problem, given | mended(problem, pattern)))
    return min(starts, key=lambda duties: penalty_of(check(problem, duties))) if starts[1:] else starts[0]


def completed(problem: Problem, cells: Cells) -> Duties:
    """These cells, and everybody who has none placed greedily."""
    return lawful(problem, greedy_duties(problem, Duties(problem, cells)).cells)


def mended(problem: Problem, cells: Cells) -> dict[Cell, str | None]:
    """The months that the cells give, pins laid over them, less the shifts that break hard rules.

    Of people of whom the cells say no more than the pins there is nothing.
    """
    pins = pins_of(problem)
    people = {cell[0] for cell, shift in cells.items() if shift and cell not in pins}
    laid = {cell: shift for cell, shift in {**cells, **pins}.items() if cell[0] in people}
    hard = {name: rule for name, rule in problem.rules.items() if RULES[name].is_hard}
    # What nobody may work has no place in a model, rule or no rule.
    strict = replace(problem, rules=hard | {Eligible.name: {}})
    broken = {fault.worker for fault in check(strict, Duties(strict, laid))}
    for worker in problem.workers:
        if worker.id in broken:
            month = {cell: shift for cell, shift in laid.items() if cell[0] == worker.id}
            own = tuple(pin for pin in problem.pins if pin.worker == worker.id)
            thin(replace(strict, workers=(worker,), pins=own, wishes=()), month, pins)
            laid = {cell: shift for cell, shift in laid.items() if cell[0] != worker.id} | month
    return laid


def thin(alone: Problem, month: dict[Cell, str | None], pins: Container[Cell]) -> None:
    """Take shifts out of one person's month, the last of what is broken first, until nothing is."""
    while faults := check(alone, Duties(alone, month)):
        worker = alone.workers[0].id
        free = [day for day in faults[0].days if month.get((worker, day)) and (worker, day) not in pins]
        if not free:
            return
        month[worker, max(free)] = None


def lawful(problem: Problem, cells: Cells) -> Duties:
    """The cells and the pins, but of people for whom that breaks a hard rule the pins alone."""
    pins = pins_of(problem)
    cells = {**cells, **pins}
    broken = {fault.worker for fault in check(problem, Duties(problem, cells)) if fault.is_hard}
    return Duties(problem, {cell: shift for cell, shift in cells.items() if cell in pins or cell[0] not in broken})


def pins_of(problem: Problem) -> dict[Cell, str | None]:
    return {(pin.worker, pin.day): pin.shift for pin in problem.pins}
