"""Which cells each kind of swap would change.

On every day its people hand on what they hold among themselves, so that no shift is won or lost.
"""

from collections import Counter
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

    @property
    def keeps_every_shift(self) -> bool:
        """Whether each day has the same shifts as before, worked by others."""
        return all(shifts_on(self, day, "before") == shifts_on(self, day, "after") for day in self.days)

    def gets(self, employee: Employee) -> list[Move]:
        """The shifts that somebody would have anew."""
        return [move for move in self.moves if move.employee == employee and move.after.shift_type]

    def gives(self, employee: Employee) -> list[Move]:
        """The shifts that somebody would have no longer."""
        return [move for move in self.moves if move.employee == employee and move.before.shift_type]


def shifts_on(proposal: Proposal, day: date, side: str) -> Counter[int]:
    values = [getattr(move, side) for move in proposal.moves if move.date == day]
    return Counter(value.shift_type.pk for value in values if value.shift_type)


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


@dataclass(frozen=True)
class Ring:
    """A ring of three: whose shift of which day goes to whom; the asker's is of the day asked about.

    On one day the third may be off; then the asker gets a day off.
    """

    asker: Employee
    day: date
    second: Employee
    second_day: date
    third: Employee
    third_day: date | None

    @property
    def hands(self) -> list[tuple[Employee, date, Employee]]:
        """Giver, day of the shift given, receiver."""
        given = [(self.asker, self.day, self.second), (self.second, self.second_day, self.third)]
        return given if self.third_day is None else [*given, (self.third, self.third_day, self.asker)]


def ringed(standing: Standing, ring: Ring) -> Proposal:
    """The second gets the asker's shift, the third the second's, the asker the third's if there is one."""
    people = (ring.asker, ring.second, ring.third)
    before = {place: standing.at(*place) for giver, day, taker in ring.hands for place in ((giver, day), (taker, day))}
    after = before | {(giver, day): REST for giver, day, _taker in ring.hands}
    after |= {(taker, day): before[giver, day] for giver, day, taker in ring.hands}
    moves = [Move(*place, before[place], value) for place, value in after.items() if before[place] != value]
    moves.sort(key=lambda move: (move.date, people.index(move.employee)))
    return Proposal(Kind.RING, people, tuple(moves))


def propose(
    standing: Standing,
    kind: str,
    asker: Employee,
    day: date,
    partners: Sequence[Employee] = (),
    other_day: date | None = None,
    third_day: date | None = None,
) -> Proposal | None:
    """The swap of that kind as the published rosters stand; None when there is no such swap.

    Of a ring `other_day` is that of the second's shift, `third_day` of the third's, who gives none across
    days without it; with neither everything happens on one day.
    """
    if len(partners) != PARTNERS[kind] or len({asker, *partners}) != len(partners) + 1:
        return None
    if kind == Kind.OPEN:
        found = offered(standing, asker, day)
    elif kind == Kind.COVER:
        found = covered(standing, asker, day, partners[0])
    elif kind == Kind.RING:
        last = third_day or (day if other_day in (None, day) else None)
        found = ringed(standing, Ring(asker, day, partners[0], other_day or day, partners[1], last))
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
    return {move.employee for move in proposal.moves} == {*proposal.people} and proposal.keeps_every_shift


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
