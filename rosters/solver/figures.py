"""Six figures in which rosters of one month can be compared, whatever rules it has."""

from dataclasses import dataclass
from statistics import median_low

from .check import check, handovers, manager_gaps, penalty_of
from .duties import Duties
from .explain import shortfalls
from .problem import HISTORY_DAYS, Problem, Wish, half_up
from .rules.equal_hours import wanted_of


@dataclass(frozen=True)
class Figures:
    """What distinguishes one roster from another; wishes apart, the less of each the better.

    What the problem says of it; minutes without a head that is needed or without a manager; by
    how many minutes people are off the middle one's balance, on average, when each is measured
    against her own target; paid minutes in all; wishes granted; moments at which people come or go.
    """

    penalty: int
    short_minutes: int
    uneven_minutes: int
    paid_minutes: int
    granted_wishes: int
    handovers: int


def figures_of(problem: Problem, duties: Duties) -> Figures:
    """The roster's six figures, whatever rules the problem has."""
    unmanaged = sum(gap.end - gap.start for gap in manager_gaps(problem, duties))
    return Figures(
        penalty=penalty_of(check(problem, duties)),
        short_minutes=unmanaged + sum(gap.minutes for gap in shortfalls(problem, duties)),
        uneven_minutes=uneven_minutes(problem, duties),
        paid_minutes=sum(problem.shift_by_id[id].paid_minutes for id in duties.cells.values()),
        granted_wishes=sum(is_granted(wish, duties) for wish in problem.wishes),
        handovers=sum(handovers(problem, duties, day) for day in range(problem.days)),
    )


def uneven_minutes(problem: Problem, duties: Duties) -> int:
    """How far people are from the middle one, on average."""
    balances = balances_of(problem, duties).values()
    middle = median_low(balances) if balances else 0
    return half_up(sum(abs(balance - middle) for balance in balances), max(1, len(balances)))


def balances_of(problem: Problem, duties: Duties) -> dict[str, int]:
    """How far each of those who could work is above (+) or below (-) her own target, in minutes."""
    first = problem.weeks[0].start + HISTORY_DAYS
    return {
        worker.id: sum(shift.paid_minutes for shift in duties.row(worker)[first:] if shift) - wanted_of(problem, worker)
        for worker in problem.workers
        if worker.available_days
    }


def is_granted(wish: Wish, duties: Duties) -> bool:
    found = duties.cells.get((wish.worker, wish.day))
    return (found is not None if wish.shift is None else found == wish.shift) == wish.prefers


def needed_minutes(problem: Problem) -> int:
    """Minutes of a head that the month's demand comes to."""
    return sum((row.end - row.start) * row.needed for row in problem.demand)
