"""Cells exchanged between two people of a day: what a leaning gains without a model, and so at once.

Cover hardly changes when two people who can do the same exchange their day. A search on a
large month that has a few seconds only would not come to it.
"""

from collections.abc import Callable, Iterator
from itertools import islice, product

from .duties import Cell, Duties
from .figures import balances_of, is_granted
from .problem import Problem
from .trial import Judge

TRIES = 600
ENDS = 4

Move = dict[Cell, str | None]
Moves = Callable[[Problem, Duties], Iterator[Move]]


def exchanged(problem: Problem, duties: Duties, moves: Moves, tick: Callable[[], None] = lambda: None) -> Duties:
    """The duties after those of the moves that cost nothing by the problem's weights; each is tried once.

    `tick` is called with every try: on a large month all of them take a while.
    """
    tried: set[str] = set()
    while len(tried) < TRIES:
        judge = Judge(problem, duties)
        fresh = (move for move in moves(problem, duties) if str(move) not in tried and is_open(problem, move))
        for move in islice(fresh, TRIES - len(tried)):
            tried.add(str(move))
            tick()
            trial = judge.trial(move)
            if trial.cost < 0 and not trial.broken:
                duties = duties.changed(move)
                break
        else:
            return duties
    return duties


def is_open(problem: Problem, move: Move) -> bool:
    """Whether each of the shifts is one that its person may work that day."""
    return all(shift is None or shift in problem.worker_by_id[id].shifts[day] for (id, day), shift in move.items())


def for_wishes(problem: Problem, duties: Duties) -> Iterator[Move]:
    """Whoever has a wish refused exchanges that day with each of the others, the strongest wish first."""
    refused = [wish for wish in problem.wishes if not is_granted(wish, duties)]
    for wish in sorted(refused, key=lambda wish: -wish.strength):
        for other in problem.workers:
            yield from exchange(duties, wish.worker, other.id, wish.day)


def for_fairness(problem: Problem, duties: Duties) -> Iterator[Move]:
    """Those furthest above their own targets exchange days with those furthest below."""
    balances = balances_of(problem, duties)
    order = sorted(balances, key=lambda id: (balances[id], id))
    for most, least, day in product(order[: -ENDS - 1 : -1], order[:ENDS], range(problem.days)):
        if paid(problem, duties, most, day) > paid(problem, duties, least, day):
            yield from exchange(duties, most, least, day)


def for_few_hours(problem: Problem, duties: Duties) -> Iterator[Move]:
    """Single shifts are given up, the longest first."""
    length = {cell: problem.shift_by_id[shift].paid_minutes for cell, shift in duties.cells.items()}
    for cell in sorted(length, key=lambda cell: (-length[cell], cell)):
        yield {cell: None}


def exchange(duties: Duties, one: str, other: str, day: int) -> Iterator[Move]:
    mine, theirs = duties.cells.get((one, day)), duties.cells.get((other, day))
    if mine != theirs:
        yield {(one, day): theirs, (other, day): mine}


def paid(problem: Problem, duties: Duties, worker: str, day: int) -> int:
    shift = duties.cells.get((worker, day))
    return problem.shift_by_id[shift].paid_minutes if shift else 0
