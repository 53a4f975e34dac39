"""What a swap would do, as its card shows it: hours, rest, cover, who else is there, what has changed since."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from rosters.edits.editing import CellValue
from rosters.explaining.effects import Effect
from rosters.models import ShiftType
from rosters.month import CellKey
from staff.models import Employee

from .judging import Bench, Ruling
from .proposals import Move, Proposal
from .snapshots import Changed
from .standing import Standing
from .wording import FAIRNESS, PRIVATE, broken_texts

COVERING = {"cover", "headcounts", "manager-on-site", "peak-skill"}
NAMED = 6


@dataclass(frozen=True)
class Week:
    """Somebody's paid minutes in a week, as it stands and as it would be."""

    monday: date
    before: int
    after: int


@dataclass(frozen=True)
class PersonLine:
    """What changes for one of those who take part; `rest` is the shortest around a shift she would get."""

    employee: Employee
    moves: list[Move]
    weeks: list[Week]
    rest: int | None


@dataclass(frozen=True)
class DayLine:
    """Who else is there while a shift that changes hands lasts."""

    date: date
    shift: ShiftType
    names: list[str]
    others: int


@dataclass(frozen=True)
class Consequences:
    """Everything a manager looks at before she decides."""

    ruling: Ruling
    people: list[PersonLine]
    days: list[DayLine]
    is_leading: bool
    changes: list[Changed]

    @cached_property
    def broken(self) -> list[str]:
        return broken_texts(self.ruling.broken, is_leading=self.is_leading)

    @cached_property
    def effects(self) -> list[Effect]:
        found = [effect for telling, trial in self.ruling.tellings("") for effect in telling.effects(trial)]
        return sorted((one for one in found if one.cost and not one.is_hard), key=lambda one: -abs(one.cost))

    @property
    def cover(self) -> list[Effect]:
        """What it does to the floor; empty when everything is covered as before."""
        return [effect for effect in self.effects if effect.rule in COVERING]

    @property
    def other_effects(self) -> list[Effect]:
        """What else it does to the roster, for those who may know it."""
        others = [one for one in self.effects if one.rule not in COVERING]
        return others if self.is_leading else [one for one in others if one.rule not in PRIVATE | FAIRNESS]

    @property
    def cost(self) -> int:
        return self.ruling.cost


def consequences_of(
    proposal: Proposal,
    bench: Bench,
    standing: Standing,
    people: Iterable[Employee],
    changes: list[Changed],
    *,
    is_leading: bool,
) -> Consequences:
    """What the proposal would do to the rosters as they stand, among these people of the hall."""
    book = Book(proposal, standing, {person.pk: person.name for person in people})
    return Consequences(
        bench.ruling(proposal),
        [book.person(person) for person in proposal.people],
        list(book.days()),
        is_leading,
        changes,
    )


class Book:
    """Reads the cells around a proposal, as they stand and as they would be."""

    def __init__(self, proposal: Proposal, standing: Standing, names: dict[int, str]) -> None:
        self.proposal, self.standing, self.names = proposal, standing, names
        self.then: dict[CellKey, CellValue] = {(move.employee.pk, move.date): move.after for move in proposal.moves}

    def person(self, employee: Employee) -> PersonLine:
        moves = [move for move in self.proposal.moves if move.employee == employee]
        mondays = sorted({move.date - timedelta(days=move.date.weekday()) for move in moves})
        rests = [rest for move in moves if (rest := self._rest(move)) is not None]
        return PersonLine(employee, moves, [self._week(employee, one) for one in mondays], min(rests, default=None))

    def days(self) -> Iterator[DayLine]:
        own = {person.pk for person in self.proposal.people}
        for move in self.proposal.moves:
            if move.after.shift_type:
                names = [
                    self.names[pk]
                    for (pk, day), value in sorted(self.standing.cells.items(), key=lambda item: item[0])
                    if day == move.date and pk not in own and pk in self.names and overlap(value, move.after)
                ]
                yield DayLine(move.date, move.after.shift_type, names[:NAMED], max(0, len(names) - NAMED))

    def _week(self, employee: Employee, monday: date) -> Week:
        week = [monday + timedelta(days=n) for n in range(7)]
        before = sum(paid(self.standing.at(employee, day)) for day in week)
        return Week(monday, before, sum(paid(self._then(employee, day)) for day in week))

    def _then(self, employee: Employee, day: date) -> CellValue:
        return self.then.get((employee.pk, day), self.standing.at(employee, day))

    def _rest(self, move: Move) -> int | None:
        """Minutes between the shift she would get and the shifts beside it."""
        own = move.after.shift_type
        if own is None:
            return None
        eve, morrow = (self._then(move.employee, move.date + timedelta(days=n)).shift_type for n in (-1, 1))
        rests = []
        if eve:
            rests.append(24 * 60 + own.span[0] - eve.span[1])
        if morrow:
            rests.append(24 * 60 + morrow.span[0] - own.span[1])
        return min(rests, default=None)


def paid(value: CellValue) -> int:
    return value.shift_type.paid_minutes if value.shift_type else 0


def overlap(one: CellValue, other: CellValue) -> bool:
    if one.shift_type is None or other.shift_type is None:
        return False
    return one.shift_type.span[0] < other.shift_type.span[1] and other.shift_type.span[0] < one.shift_type.span[1]
