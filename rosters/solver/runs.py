"""Runs of working days and of days off at the edges of a month: what is known to have begun, and where it ends."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from .duties import Duties
from .problem import HISTORY_DAYS, Problem, Worker
from .violation import Violation


def runs_of(duties: Duties, worker: Worker, *, is_working: bool) -> Iterator[range]:
    """The worker's runs of working days, or of days off, that the month brings to their end.

    Left out are runs that reach the month's last day, runs that ended before the eve of the
    month, and runs of which nobody knows when they began.
    """
    begin = -HISTORY_DAYS if worker.has_history else 0
    works = [shift is not None for shift in duties.row(worker)[begin + HISTORY_DAYS :]]
    first = begin
    for is_on, days in groupby(works):
        run = range(first, first := first + len(list(days)))
        if is_on == is_working and run.start > begin and 0 <= run.stop < duties.problem.days:
            yield run


def too_short(rule: str, weight: int, worker: Worker, runs: Iterable[range], least: int) -> Iterator[Violation]:
    """A violation for each of the worker's runs that has fewer days than the least."""
    for run in runs:
        if len(run) < least:
            facts = {"least": least}
            yield Violation(rule, penalty=weight, worker=worker.id, days=tuple(run), amount=len(run), facts=facts)


def starts_of(problem: Problem, worker: Worker, least: int, *, is_working: bool) -> Iterator[int]:
    """The days on which a run that may end in the month too early can begin, days of history included.

    A day of history is among them only when a run of that kind did begin there and lasted
    until the eve of the month.
    """
    if least < 2:
        return
    if worker.has_history:
        past = [(id is not None) == is_working for id in worker.history]
        lasted = next((n for n, is_so in enumerate(reversed(past)) if not is_so), HISTORY_DAYS)
        if 0 < lasted < min(least, HISTORY_DAYS):
            yield -lasted
        yield 0
    yield from range(1, problem.days - 1)
