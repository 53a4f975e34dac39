"""Swaps of the first demo hall, in several states, asked for and decided by the program's own acts."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from staff.models import Employee, Hall, User
from swaps import deciding
from swaps.asking import ask
from swaps.models import SwapRequest
from swaps.partners import Offer, Search
from swaps.settling import settle

Kind = SwapRequest.Kind
NOTES = ("那天上午要去医院", "孩子家长会", "想陪父母过周末", "朋友婚礼")


def write_swaps(hall: Hall, users: list[User], today: date) -> None:
    """One approved and one declined, one to decide, one that waits, one asked of the clerk, one free for everybody."""
    by_name = {user.username: user for user in users}
    manager, clerk, admin = (by_name[name] for name in ("manager", "clerk", "admin"))
    now = datetime.combine(today, time(10), ZoneInfo(hall.time_zone))
    offers = offers_of(Employee.objects.get(user=clerk), today)
    for decide in (approved, declined, agreed, asked):
        if offer := next(offers, None):
            decide(send(offer, clerk, now), manager, admin, now)
    if offer := next((one for one in offers if one.proposal.kind == Kind.EXCHANGE), None):
        asker, partner, *_ = reversed(offer.proposal.people)
        day = offer.proposal.days[0]
        ask(Kind.EXCHANGE, asker, day, [partner], by=manager, emergency_reason="来电话说家中有急事", now=now)
    if offer := next(offers, None):
        ask(Kind.OPEN, offer.proposal.people[0], offer.proposal.days[0], by=clerk, note=NOTES[0], now=now)


def offers_of(employee: Employee, today: date) -> Iterator[Offer]:
    """The best that could be done about each of her shifts in what is left of the month."""
    day = today + timedelta(days=2)
    while day.month == today.month:
        found = Search(employee.hall, employee, day).offers()
        # Managers stay out of it: nobody approves where she takes part.
        pairs = [offer for offer in found.pairs if not offer.proposal.partners[0].is_manager]
        yield from sorted(pairs, key=lambda offer: offer.rank)[:1]
        day += timedelta(days=1)


def send(offer: Offer, user: User, now: datetime) -> SwapRequest:
    proposal = offer.proposal
    note = NOTES[proposal.days[0].day % len(NOTES)]
    return ask(proposal.kind, proposal.people[0], proposal.days[0], proposal.partners, by=user, note=note, now=now)


def asked(swap: SwapRequest, manager: User, admin: User, now: datetime) -> None:
    """It waits for its partner."""


def agreed(swap: SwapRequest, manager: User, admin: User, now: datetime) -> None:
    """The administrator answers for those without a login: who does leaves the decision to others."""
    for person in swap.partners:
        deciding.agree(swap, person, by=person.user or admin, now=now)


def approved(swap: SwapRequest, manager: User, admin: User, now: datetime) -> None:
    agreed(swap, manager, admin, now)
    deciding.approve(swap, by=manager, now=now)
    settle(now + timedelta(minutes=1))


def declined(swap: SwapRequest, manager: User, admin: User, now: datetime) -> None:
    agreed(swap, manager, admin, now)
    deciding.decline(swap, by=manager, why="当天有促销活动，人手不够", now=now)
    settle(now + timedelta(minutes=1))
