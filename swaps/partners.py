"""With whom a shift can be swapped: only those for whom no hard rule is broken, the best first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.utils import timezone

from rosters.edits.editing import REST
from rosters.solver.violation import Violation
from staff.models import Employee, Hall

from .conditions import cut_off
from .judging import Bench, Ruling
from .models import SwapRequest, SwapSettings
from .proposals import Proposal, covered, exchanged, is_whole, ringed
from .rings import RingSearch
from .standing import Standing, standing_of

Kind = SwapRequest.Kind

DAYS_AROUND = 7
RINGS = 5
WEIGHT_OF_A_WISH = 500
TRIALS = 400
"""How much is tried out on other days before the best so far has to do; on the shift's own everybody is looked at."""


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
        self.hall, self.asker, self.day = hall, asker, day
        around = timedelta(days=DAYS_AROUND)
        self.standing: Standing = standing_of(hall, day - around, day + around)
        self.bench = Bench(hall)
        self.people = list(hall.employees.employed_between(day, day).exclude(pk=asker.pk))

    @property
    def _around(self) -> list[date]:
        return [self.day + timedelta(days=n) for n in range(-DAYS_AROUND, DAYS_AROUND + 1)]

    @property
    def holds_a_shift(self) -> bool:
        return self.standing.at(self.asker, self.day).shift_type is not None

    def days_off(self, since: date) -> list[date]:
        """The asker's days off around the shift on which she could work instead."""
        return [
            day
            for day in self._around
            if day >= since and self.standing.roster_on(day) and self.standing.at(self.asker, day) == REST
        ]

    def offers(self, instead: date | None = None) -> Offers:
        """What can be done about the shift; with `instead`, a day off of hers, also who would change days off.

        Where nothing can be done on its own day her other days off are looked at, too, and then rings of three.
        """
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
            found.days_off.extend(able(self._on_other_days()))
        if not found.pairs:
            found.rings.extend(self.rings())
        return found

    def _on_other_days(self) -> list[Offer]:
        """Exchanges with her other days off, the nearest first; judged are those whose people may do their part."""
        days = sorted(self.days_off(self.since), key=lambda day: (abs((day - self.day).days), day))
        wanted = self.bench.affordable(TRIALS, self._days_off(*days))
        return self._judged(one for one in wanted if is_whole(self.standing, one) and self.bench.allows_alone(one))

    @cached_property
    def since(self) -> date:
        """The first day that a swap asked for now may touch."""
        tomorrow = self.hall.today() + timedelta(days=1)
        is_over = timezone.now() >= cut_off(self.hall, tomorrow, SwapSettings.of(self.hall).last_hour)
        return tomorrow + timedelta(days=is_over)

    def rings(self) -> list[Offer]:
        """The best rings of three on that day; across days only where there are none."""
        days = [day for day in self._around if day >= self.since and self.standing.roster_on(day)]
        search = RingSearch(self.bench, self.standing, self.asker, self.day, self.people, days)
        for rings in (search.of_the_day, search.across_days):
            if found := able(self._judged(ringed(self.standing, ring) for ring in rings())):
                return found[:RINGS]
        return []

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

    def _days_off(self, *days: date) -> Iterator[Proposal]:
        for day in days:
            for person in self.people:
                yield exchanged(self.standing, self.asker, self.day, person, day, Kind.DAY_OFF)


def able(offers: Iterable[Offer]) -> list[Offer]:
    return sorted((offer for offer in offers if offer.is_possible), key=lambda offer: offer.rank)
