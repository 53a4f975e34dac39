"""Last month gone on with: each person works on as she did, in the same rotation."""

from collections.abc import Container, Sequence

from .duties import Cell
from .problem import HISTORY_DAYS, Problem

WEEK = 7
ROTATIONS = (WEEK, 8, 6, 9, 5, 10)
"""Lengths that a rotation is looked for at; whoever follows none repeats her two weeks by weekday."""


def pattern_cells(problem: Problem, but: Container[str] = ()) -> dict[Cell, str | None]:
    """The cells that everybody's history, gone on with, gives this month; nothing for the people in `but`.

    Only shifts that a person may work on the day, and none on a day of which she is away: what else
    her month forbids is for others to see.
    """
    return {
        (worker.id, day): shift
        for worker in problem.workers
        if worker.id not in but and worker.has_history
        for day, shift in enumerate(continued(worker.history, problem.days))
        if shift in worker.shifts[day] and day in worker.available_days
    }


def continued(history: Sequence[str | None], days: int) -> list[str | None]:
    """What follows in the rotation that the history is in."""
    length = rotation_of(history)
    return [history[HISTORY_DAYS - length + day % length] for day in range(days)]


def rotation_of(history: Sequence[str | None]) -> int:
    """The days after which the history begins again; all of it when it never does."""
    return next((n for n in ROTATIONS if list(history[n:]) == list(history[:-n])), HISTORY_DAYS)
