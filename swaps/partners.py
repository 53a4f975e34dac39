"""With whom a shift can be swapped: only those for whom no hard rule is broken, the best first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from heapq import nsmallest
from itertools import permutations

from rosters.edits.editing import REST
from rosters.solver.violation import Violation
from staff.models import Employee, Hall

from .judging import Bench, Ruling
from .models import SwapRequest
from .proposals import Proposal, covered, exchanged, is_whole, ringed
from .standing import Standing, standing_of

Kind = SwapRequest.Kind

DAYS_AROUND = 7
RINGS, RINGS_JUDGED = 5, 60
WEIGHT_OF_A_WISH = 500


@dataclass(frozen=True)
class Offer:
    """A proposal and what it would do."""

    proposal: Proposal
    ruling: Ruling

    @property
    def is_possible(self) -> bool:
        return not self.ruling.broken

    @property
    def wishes(self) -> list[tuple[Violation, bool]]:
        """The partners' wishes that it would go against, and with `True` those it would fulfil."""
        codes = {person.code for person in self.proposal.partners}
        found = []
        for _, trial in self.ruling.trials:
            found += [(one, False) for one in trial.new if one.rule == "wishes" and one.worker in codes]
            found += [(one, True) for one in trial.gone if one.rule == "wishes" and one.worker in codes]
        return found

    @property
    def rank(self) -> tuple[int, str]:
        """The less the better: what it costs the roster, and more than that what the partner wished."""
        against = sum(-1 if is_fulfilled else 1 for _, is_fulfilled in self.wishes)
        return self.ruling.cost + WEIGHT_OF_A_WISH * against, self.proposal.people[-1].code


@dataclass(frozen=True)
class Offers:
    """Everything that could be done about a shift, by kind, the best first; `barred` holds what breaks a hard rule."""

    asker: Employee
    day: date
    covers: list[Offer] = field(default_factory=list)
    exchanges: list[Offer] = field(default_factory=list)
    days_off: list[Offer] = field(default_factory=list)
    rings: list[Offer] = field(default_factory=list)
    barred: list[Offer] = field(default_factory=list)

    @property
    def pairs(self) -> list[Offer]:
        return [*self.covers, *self.exchanges, *self.days_off]

    @property
    def all(self) -> list[Offer]:
        return [*self.pairs, *self.rings]


class Search:
    """Looks for partners for one shift of somebody."""

    def __init__(self, hall: Hall, asker: Employee, day: date) -> None:
        self.asker, self.day = asker, day
        around = timedelta(days=DAYS_AROUND)
        self.standing: Standing = standing_of(hall, day - around, day + around)
        self.bench = Bench(hall)
        self.people = list(hall.employees.employed_between(day, day).exclude(pk=asker.pk))

    @property
    def holds_a_shift(self) -> bool:
        return self.standing.at(self.asker, self.day).shift_type is not None

    def days_off(self, since: date) -> list[date]:
        """The asker's days off around the shift on which she could work instead."""
        days = [self.day + timedelta(days=n) for n in range(-DAYS_AROUND, DAYS_AROUND + 1)]
        return [
            day
            for day in days
            if day >= since and self.standing.roster_on(day) and self.standing.at(self.asker, day) == REST
        ]

    def offers(self, instead: date | None = None) -> Offers:
        """What can be done about the shift; with `instead`, a day off of hers, also who would change days off."""
        if not self.holds_a_shift:
            return Offers(self.asker, self.day)
        covers, exchanges = self._judged(self._covers()), self._judged(self._exchanges())
        days_off = self._judged(self._days_off(instead)) if instead else []
        found = Offers(
            self.asker,
            self.day,
            able(covers),
            able(exchanges),
            able(days_off),
            barred=[offer for offer in (*covers, *exchanges, *days_off) if not offer.is_possible],
        )
        if not found.pairs:
            found.rings.extend(self.rings())
        return found

    def rings(self) -> list[Offer]:
        """The best rings of three on that day."""
        return able(self._judged(self._rings()))[:RINGS]

    def judged(self, proposal: Proposal) -> Offer:
        return Offer(proposal, self.bench.ruling(proposal))

    def _judged(self, proposals: Iterable[Proposal]) -> list[Offer]:
        return [self.judged(proposal) for proposal in proposals if is_whole(self.standing, proposal)]

    def _covers(self) -> Iterator[Proposal]:
        for person in self.people:
            if self.standing.at(person, self.day).shift_type is None:
                yield covered(self.standing, self.asker, self.day, person)

    def _exchanges(self) -> Iterator[Proposal]:
        for person in self.people:
            yield exchanged(self.standing, self.asker, self.day, person, self.day)

    def _days_off(self, instead: date) -> Iterator[Proposal]:
        for person in self.people:
            yield exchanged(self.standing, self.asker, self.day, person, instead, Kind.DAY_OFF)

    def _rings(self) -> list[Proposal]:
        """Rings in which each of the three may hold what she would get, the cheapest as far as that can be told.

        Each person is looked at alone first, which is quick; only the most promising are judged as a whole.
        """
        prices = self._prices()
        held = {person.pk: self.standing.at(person, self.day).key for person in (self.asker, *self.people)}
        found = []
        for second, third in permutations(self.people, 2):
            ring = (self.asker, second, third)
            keys = [held[person.pk] for person in ring]
            each = [prices[person.pk].get(key) for person, key in zip(ring, (keys[2], *keys[:2]), strict=True)]
            known = [price for price in each if price is not None]
            if len(set(keys)) == len(known) == len(ring):
                found.append((sum(known), second.code, third.code, second, third))
        best = nsmallest(RINGS_JUDGED, found)
        return [ringed(self.standing, self.asker, self.day, second, third) for *_, second, third in best]

    def _prices(self) -> dict[int, dict[str, int | None]]:
        """For each person what she could hold that day instead, others left aside, and what that would cost."""
        everybody = [self.asker, *self.people]
        values = {value.key: value for value in (self.standing.at(person, self.day) for person in everybody)}
        return {
            person.pk: {key: self.bench.price_alone(person, self.day, value) for key, value in values.items()}
            for person in everybody
        }


def able(offers: Iterable[Offer]) -> list[Offer]:
    return sorted((offer for offer in offers if offer.is_possible), key=lambda offer: offer.rank)
