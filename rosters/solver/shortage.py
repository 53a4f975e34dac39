"""How many heads are missing, for the model: Hall's theorem instead of who stands where.

People can be placed so that only m heads are missing exactly when for every set of needs
the people able to meet one of them are at most m too few. Only closed sets matter: a set
that could take in another need without anybody else becoming able is never the worst.
"""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from .cpsat import IntVar
from .problem import Problem
from .sums import Sum, Terms
from .timeline import Slice

if TYPE_CHECKING:
    from .variables import Variables

Able = frozenset[str]


class Shortage:
    """Counts heads on the floor and makes the variables for those missing."""

    def __init__(self, problem: Problem, x: "Variables"):
        self.problem = problem
        self.x = x
        self._counts: dict[tuple[int, str, Able], Sum] = {}
        self._islands, self._closed_sets = cache(islands), cache(closed_sets)

    def present(self, slice: Slice, able: Able) -> Sum:
        """The parts of heads of these workers on the floor during the slice."""
        terms: Terms = []
        constant = 0
        for day, shift_id, parts in slice.present:
            count = self._count(day, shift_id, able)
            terms += [(var, by * parts) for var, by in count.terms]
            constant += count.constant * parts
        return Sum(terms, constant)

    def _count(self, day: int, shift_id: str, able: Able) -> Sum:
        key = day, shift_id, able
        if key not in self._counts:
            self._counts[key] = self._new_count(*key)
        return self._counts[key]

    def _new_count(self, day: int, shift_id: str, able: Able) -> Sum:
        x = self.x
        literals = [x.has(worker, day, shift_id) for worker in self.problem.workers if worker.id in able]
        if day < 0:
            return Sum([], sum(literal.index == x.one.index for literal in literals))
        terms = [(literal, 1) for literal in literals if literal.index != x.zero.index]
        if len(terms) < 2:
            return Sum(terms)
        return Sum([(x.equal_to(Sum(terms)), 1)])

    def missing(self, slice: Slice, needs: Sequence[tuple[Able, int]]) -> list[IntVar]:
        """Variables that add up to the parts of heads missing; each need is (who is able, heads)."""
        wanted: dict[Able, int] = {}
        for able, needed in needs:
            if needed:
                wanted[able] = wanted.get(able, 0) + needed * slice.parts
        return [self._gap(slice, wanted, island) for island in self._islands(frozenset(wanted))]

    def _gap(self, slice: Slice, wanted: dict[Able, int], island: frozenset[Able]) -> IntVar:
        gaps = []
        for needs in self._closed_sets(island):
            needed = sum(wanted[able] for able in needs)
            present = self.present(slice, frozenset().union(*needs))
            gaps.append(Sum([(var, -by) for var, by in present.terms], needed - present.constant))
        return self.x.at_least(gaps)


def islands(needs: frozenset[Able]) -> list[frozenset[Able]]:
    """The needs in groups that share no worker."""
    groups: list[frozenset[Able]] = []
    for need in sorted(needs, key=sorted):
        touching = [group for group in groups if any(need & other for other in group)]
        groups = [group for group in groups if group not in touching]
        groups.append(frozenset({need}).union(*touching))
    return groups


def closed_sets(needs: frozenset[Able]) -> list[frozenset[Able]]:
    """The sets of needs that hold every need which only their own workers can meet.

    What is outside such a set is what some workers can do between them, so the sets are
    the complements of the unions of skills: as many as there are ways to be skilled, not
    as there are sets of needs.
    """
    workers = frozenset[str]().union(*needs)
    skills = {frozenset(need for need in needs if worker in need) for worker in workers}
    unions: set[frozenset[Able]] = {frozenset()}
    for skill in skills:
        unions |= {union | skill for union in unions}
    return sorted((needs - union for union in unions if union != needs), key=len)
