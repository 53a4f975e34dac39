"""Which cells each kind of swap would change.

On every day its people hand on what they hold among themselves, so that no shift is won or lost.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from rosters.edits.editing import LIEU, REST, CellValue
from staff.models import Employee

from .models import SwapRequest
from .standing import Standing

Kind = SwapRequest.Kind


@dataclass(frozen=True)
class Move:
    """One cell: what stands in it and what is to stand in it."""

    employee: Employee
    date: date
    before: CellValue
    after: CellValue


@dataclass(frozen=True)
class Proposal:
    """A swap that could be asked for; the first of its people is the one who asks."""

    kind: str
    people: tuple[Employee, ...]
    moves: tuple[Move, ...]

    @property
    def days(self) -> list[date]:
        return sorted({move.date for move in self.moves})

    @property
    def partners(self) -> tuple[Employee, ...]:
        return self.people[1:]

    def gets(self, employee: Employee) -> list[Move]:
        """The shifts that somebody would have anew."""
        return [move for move in self.moves if move.employee == employee and move.after.shift_type]

    def gives(self, employee: Employee) -> list[Move]:
        """The shifts that somebody would have no longer."""
        return [move for move in self.moves if move.employee == employee and move.before.shift_type]


def handed_on(standing: Standing, day: date, people: Sequence[Employee]) -> list[Move]:
    """On this day everybody hands on what she holds to the next, the last to the first."""
    values = [standing.at(person, day) for person in people]
    return [
        Move(person, day, values[n], values[n - 1]) for n, person in enumerate(people) if values[n] != values[n - 1]
    ]


def offered(standing: Standing, asker: Employee, day: date) -> Proposal:
    """Her shift for whoever takes it; who that is stands open."""
    before = standing.at(asker, day)
    return Proposal(Kind.OPEN, (asker,), (Move(asker, day, before, REST),))


def covered(standing: Standing, asker: Employee, day: date, partner: Employee, kind: str = Kind.COVER) -> Proposal:
    """The partner, who is off that day, works the asker's shift."""
    return Proposal(kind, (asker, partner), tuple(handed_on(standing, day, (asker, partner))))


def exchanged(
    standing: Standing, asker: Employee, day: date, partner: Employee, other_day: date, kind: str = Kind.EXCHANGE
) -> Proposal:
    """The asker's shift of one day against the partner's of the same or another day."""
    moves = handed_on(standing, day, (asker, partner))
    if other_day != day:
        moves += handed_on(standing, other_day, (asker, partner))
    return Proposal(kind, (asker, partner), tuple(moves))


def ringed(standing: Standing, asker: Employee, day: date, second: Employee, third: Employee) -> Proposal:
    """The second gets the asker's shift, the third the second's, the asker the third's."""
    people = (asker, second, third)
    return Proposal(Kind.RING, people, tuple(handed_on(standing, day, people)))


def propose(
    standing: Standing,
    kind: str,
    asker: Employee,
    day: date,
    partners: Sequence[Employee] = (),
    other_day: date | None = None,
) -> Proposal | None:
    """The swap of that kind as the published rosters stand; None when there is no such swap."""
    if len(partners) != PARTNERS[kind] or len({asker, *partners}) != len(partners) + 1:
        return None
    if kind == Kind.OPEN:
        found = offered(standing, asker, day)
    elif kind == Kind.COVER:
        found = covered(standing, asker, day, partners[0])
    elif kind == Kind.RING:
        found = ringed(standing, asker, day, *partners)
    else:
        found = exchanged(standing, asker, day, partners[0], other_day or day, kind)
    return found if is_whole(standing, found) else None


def is_whole(standing: Standing, proposal: Proposal) -> bool:
    """Whether it is what its kind says: nothing but published cells, and nobody's time off in lieu handed on."""
    asker = proposal.people[0]
    return (
        all(standing.is_settled(move.employee, move.date) for move in proposal.moves)
        and bool(proposal.gives(asker))
        and all(LIEU not in (move.before, move.after) for move in proposal.moves)
        and SHAPES[proposal.kind](proposal)
    )


def is_cover(proposal: Proposal) -> bool:
    return len(proposal.moves) == 2 and not proposal.gives(proposal.people[1])


def is_exchange(proposal: Proposal) -> bool:
    """On one day both work; on two days each works one of them and is off on the other."""
    if len(proposal.days) == 1:
        return len(proposal.moves) == 2 and bool(proposal.gives(proposal.people[1]))
    return is_day_off(proposal)


def is_day_off(proposal: Proposal) -> bool:
    asker, partner = proposal.people
    given = [move.date for move in (*proposal.gives(asker), *proposal.gives(partner))]
    return len(proposal.moves) == 4 and len(proposal.gives(asker)) == 1 and len(set(given)) == len(given) == 2


def is_ring(proposal: Proposal) -> bool:
    return len(proposal.moves) == 3


def is_offer(proposal: Proposal) -> bool:
    return len(proposal.moves) == 1


SHAPES: dict[str, Callable[[Proposal], bool]] = {
    Kind.OPEN: is_offer,
    Kind.COVER: is_cover,
    Kind.EXCHANGE: is_exchange,
    Kind.DAY_OFF: is_day_off,
    Kind.RING: is_ring,
}

PARTNERS: dict[str, int] = {Kind.OPEN: 0, Kind.COVER: 1, Kind.EXCHANGE: 1, Kind.DAY_OFF: 1, Kind.RING: 2}
