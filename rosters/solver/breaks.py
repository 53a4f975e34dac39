"""When each person takes her meal break, once the shifts are known."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from .duties import Duties
from .problem import Problem, Shift, Span, Worker


class Away(NamedTuple):
    """Somebody at table."""

    start: int
    end: int
    worker: Worker


def breaks_of(problem: Problem, duties: Duties, day: int) -> dict[str, Span]:
    """The meal break of everyone whose shift begins on the day and has one, by worker id; worked out once.

    A break window holds as many breaks one after another as fit. The people of a shift are
    dealt out among these evenly, so at no moment are more of n away than n through their
    number, rounded up. Managers come first and take turns, then people share out so that
    few who can work the same stations are away together.
    """
    if day not in duties.breaks:
        duties.breaks[day] = dealt_out(duties, day)
    return duties.breaks[day]


def dealt_out(duties: Duties, day: int) -> dict[str, Span]:
    eaters = [(worker, shift) for worker, shift in duties.present(day) if places_of(shift)]
    eaters.sort(key=lambda eater: (not eater[0].is_manager, len(eater[0].levels)))
    managers = [eater for eater in eaters if eater[0].is_manager]
    taken: Counter[tuple[str, int]] = Counter()
    away: dict[str, Away] = {}
    # Managers choose a second time: the first did not know yet when the others would go.
    for worker, shift in [*managers, *eaters]:
        if before := away.pop(worker.id, None):
            taken[shift.id, before.start] -= 1
        rounds = min(taken[shift.id, start] for start in places_of(shift))
        free = [start for start in places_of(shift) if taken[shift.id, start] == rounds]
        best = min(free, key=lambda start: harm_of(worker, start, start + shift.break_minutes, away.values()))
        taken[shift.id, best] += 1
        away[worker.id] = Away(best, best + shift.break_minutes, worker)
    return {id: (one.start, one.end) for id, one in away.items()}


def places_of(shift: Shift) -> range:
    """When a break of the shift can start."""
    if not shift.break_minutes or shift.break_window is None:
        return range(0)
    start, end = shift.break_window
    return range(start, max(end - shift.break_minutes, start) + 1, shift.break_minutes)


def harm_of(worker: Worker, start: int, end: int, away: Iterable[Away]) -> tuple[int, int, int]:
    """What it costs to send the worker away then: managers, colleagues of her stations, anybody."""
    at_table = [other for since, until, other in away if since < end and start < until]
    managers = sum(other.is_manager for other in at_table) if worker.is_manager else 0
    alike = sum(not worker.levels.keys().isdisjoint(other.levels) for other in at_table)
    return managers, alike, len(at_table)
