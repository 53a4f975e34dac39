"""Who else could work a shift, and what each would cost."""

from collections.abc import Iterator
from dataclasses import dataclass

from .check import check, penalty_of
from .duties import Duties
from .problem import Problem
from .violation import Violation


@dataclass(frozen=True)
class Candidate:
    """A worker in place of the one who has the shift.

    `cost` is what the roster's penalty would move by; `broken` holds the hard rules that
    would be broken by it and were not before.
    """

    worker: str
    name: str
    cost: int
    broken: tuple[Violation, ...] = ()


def candidates(problem: Problem, duties: Duties, cell: tuple[str, int], shift: str) -> list[Candidate]:
    """Everybody who is off that day in place of the cell's worker: those who may first, cheapest first.

    Takes one check a person.
    """
    return sorted(tried(problem, duties, cell, shift), key=lambda one: (bool(one.broken), one.cost, one.name))


def tried(problem: Problem, duties: Duties, cell: tuple[str, int], shift: str) -> Iterator[Candidate]:
    now = check(problem, duties)
    known = [fault for fault in now if fault.is_hard]
    price, day = penalty_of(now), cell[1]
    for worker in problem.workers:
        if worker.id == cell[0] or not worker.is_employed_on(day) or duties.works(worker, day):
            continue
        cells = {key: held for key, held in duties.cells.items() if key != cell} | {(worker.id, day): shift}
        faults = check(problem, Duties(problem, cells))
        broken = tuple(fault for fault in faults if fault.is_hard and fault not in known)
        yield Candidate(worker.id, worker.name, penalty_of(faults) - price, broken)


def price_of(problem: Problem, duties: Duties, cell: tuple[str, int]) -> int:
    """What the roster's penalty would rise by if the cell were a day off; negative when it would fall."""
    cells = {key: held for key, held in duties.cells.items() if key != cell}
    return penalty_of(check(problem, Duties(problem, cells))) - penalty_of(check(problem, duties))
