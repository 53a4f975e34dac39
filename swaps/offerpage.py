"""What the page of partners shows: who could, best first and each with her reason, and who could not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from rosters.models import ShiftType
from staff.models import Employee

from .conditions import cut_off
from .models import SwapSettings
from .partners import Offer, Offers, Search
from .proposals import Proposal
from .standing import standing_of
from .wording import broken_texts, on_clock, why_partner

DAYS_AHEAD = 62


@dataclass(frozen=True)
class ComingShift:
    """One of her coming shifts, and whether a swap of it can still be asked for."""

    date: date
    shift: ShiftType
    is_in_time: bool


def coming_shifts(employee: Employee, now: datetime | None = None) -> list[ComingShift]:
    """Her published shifts from today on."""
    now = now or timezone.now()
    today = employee.hall.today()
    hour = SwapSettings.of(employee.hall).last_hour
    standing = standing_of(employee.hall, today, today + timedelta(days=DAYS_AHEAD))
    own = sorted((day, value.shift_type) for (pk, day), value in standing.cells.items() if pk == employee.pk)
    return [ComingShift(day, shift, now < cut_off(employee.hall, day, hour)) for day, shift in own if shift]


@dataclass(frozen=True)
class OfferLine:
    """One offer as the page shows it; `key` is what its button sends."""

    key: str
    names: str
    cost: int
    text: str


@dataclass(frozen=True)
class OfferGroup:
    title: str
    note: str
    lines: list[OfferLine]


class OfferPage:
    """The page for one shift of somebody; `instead` is a day off that she would work for it."""

    def __init__(self, asker: Employee, day: date, instead: date | None = None, *, is_emergency: bool = False) -> None:
        self.asker, self.day, self.is_emergency = asker, day, is_emergency
        self.search = Search(asker.hall, asker, day)
        self.instead = instead if instead in self.days_off else None
        self.offers: Offers = self.search.offers(self.instead)

    @cached_property
    def shift(self) -> ShiftType | None:
        return self.search.standing.at(self.asker, self.day).shift_type

    @cached_property
    def is_in_time(self) -> bool:
        return self.is_emergency or timezone.now() < self._cut_off

    @property
    def cut_off_at(self) -> datetime:
        """Until when it can be asked for, on the hall's clock."""
        return on_clock(self.asker.hall, self._cut_off)

    @cached_property
    def _cut_off(self) -> datetime:
        return cut_off(self.asker.hall, self.day, SwapSettings.of(self.asker.hall).last_hour)

    @cached_property
    def days_off(self) -> list[date]:
        return self.search.days_off(self.asker.hall.today() + timedelta(days=1))

    @cached_property
    def groups(self) -> list[OfferGroup]:
        found = self.offers
        groups = [
            (_("Change days off"), _("They work your day, you work theirs."), found.days_off),
            (_("Exchange shifts"), _("Both of you work that day, each the other’s shift."), found.exchanges),
            (_("Somebody covers for you"), _("They work your shift on a day off of theirs."), found.covers),
            (_("Ring of three"), _("No two people fit, but three do."), found.rings),
        ]
        return [OfferGroup(title, note, self._lines(offers)) for title, note, offers in groups if offers]

    @cached_property
    def barred(self) -> list[tuple[str, str]]:
        """Names of those who could not, each with the reason, once a person."""
        texts: dict[str, str] = {}
        for offer in self.offers.barred:
            name = offer.proposal.partners[0].name
            sentences = broken_texts(offer.ruling.broken, is_leading=self.is_emergency)
            texts.setdefault(name, sentences[0] if sentences else "")
        able = {person.name for offer in self.offers.all for person in offer.proposal.partners}
        return sorted((name, text) for name, text in texts.items() if name not in able)

    def _lines(self, offers: Iterable[Offer]) -> list[OfferLine]:
        return [
            OfferLine(
                key_of(offer),
                _(", ").join(person.name for person in offer.proposal.partners),
                offer.ruling.cost,
                why_partner(offer, is_leading=self.is_emergency),
            )
            for offer in offers
        ]


def key_of(offer: Offer) -> str:
    """The offer as its form sends it: kind, partners' codes, the other days."""
    proposal = offer.proposal
    codes = ",".join(person.code for person in proposal.partners)
    other, third = other_days(proposal)
    days = f"{other.isoformat() if other else ''}{f',{third.isoformat()}' if third else ''}"
    return f"{proposal.kind}:{codes}:{days}"


def other_days(proposal: Proposal) -> tuple[date | None, date | None]:
    """On which other days its partners give a shift: the first, the second; none where all is on one day."""
    if len(proposal.days) == 1:
        return None, None
    given = [[move.date for move in proposal.gives(person)] for person in proposal.partners]
    other, third = [*(days[0] if days else None for days in given), None][:2]
    return other, third
