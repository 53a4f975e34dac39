"""Many decide at the same moment, each with a connection of its own."""

from itertools import count

import pytest

from swaps import deciding
from swaps.asking import ask, take
from swaps.conditions import NotSwappable
from swaps.models import SwapRequest
from swaps.settling import settle
from tests import make
from tests.swaps.world import World, day, make_world
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)

DAYS, PARTNERS = 5, 10


def agreed(world: World, number: int, code: str) -> SwapRequest:
    """Ann's shift of the day, which that partner has agreed to work."""
    partner = world.people[code]
    swap = ask("cover", world.people["ann"], day(number), [partner], by=world.users["ann"])
    return deciding.agree(swap, partner, by=world.users[code])


def test_fifty_approvals_at_once_leave_exactly_the_compatible_ones(transactional_db):
    """Ten colleagues have agreed to work the same shift of Ann's, on each of five days: one of them gets it."""
    hall = make.hall()
    codes = [f"p{n}" for n in range(PARTNERS)]
    world = make_world(hall, {"ann": "E" * DAYS, **dict.fromkeys(codes, "." * DAYS)})
    manager = make.post(make.user("manager"), "manager", hall)
    swaps = [agreed(world, number, code) for number in range(DAYS) for code in codes]
    turn = count()

    def approve() -> str:
        try:
            return deciding.approve(swaps[next(turn)], by=manager).state
        except NotSwappable as refusal:
            return refusal.reason

    answers = at_once(approve, times=len(swaps))

    approved = SwapRequest.objects.filter(state="approved")
    assert sorted(answers) == ["approved"] * DAYS + ["overtaken"] * (len(swaps) - DAYS)
    assert sorted(swap.first_day for swap in approved) == [day(number) for number in range(DAYS)]
    working = world.roster.assignments.filter(shift_type__isnull=False).values_list("date", "employee__code")
    assert sorted(working) == sorted((swap.first_day, swap.partners[0].code) for swap in approved)


def test_request_sent_several_times_at_once_is_one(transactional_db):
    world = make_world(make.hall(), {"ann": "E", "bob": "."})
    ann, bob = world.people["ann"], world.people["bob"]

    swaps = at_once(lambda: ask("cover", ann, day(0), [bob], by=world.users["ann"]))

    assert len(set(swaps)) == SwapRequest.objects.count() == 1


def test_open_shift_taken_by_all_at_once_goes_to_one(transactional_db):
    hall = make.hall()
    codes = [f"p{n}" for n in range(6)]
    world = make_world(hall, {"ann": "E", **dict.fromkeys(codes, ".")})
    offer = ask("open", world.people["ann"], day(0), by=world.users["ann"])
    turn = iter(codes)

    def take_it() -> str:
        code = next(turn)
        try:
            return take(offer, world.people[code], by=world.users[code]).state
        except NotSwappable as refusal:
            return refusal.reason

    answers = at_once(take_it, times=len(codes))

    assert sorted(answers) == ["agreed"] + ["taken"] * 5


def test_decision_is_either_undone_or_told(transactional_db):
    hall = make.hall()
    world = make_world(hall, {"ann": "E", "bob": "."})
    manager = make.post(make.user("manager"), "manager", hall)
    swap = deciding.approve(agreed(world, 0, "bob"), by=manager)
    turn = count()

    def undo_or_tell() -> str:
        if next(turn) % 2:
            settle(swap.hold_until)
            return ""
        try:
            return deciding.undo(swap, by=manager).state
        except NotSwappable as refusal:
            return refusal.reason

    at_once(undo_or_tell, times=6)

    swap = SwapRequest.objects.get(pk=swap.pk)
    is_undone = swap.state == "agreed"
    assert (swap.told_at is None) == is_undone
    assert world.row("ann", 1) == ("E" if is_undone else ".")
