"""Asking for swaps and taking open shifts."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from staff.models import AuditEntry
from swaps.asking import ask, take
from swaps.conditions import NotSwappable, cut_off
from swaps.deciding import refuse_part
from swaps.models import SwapRequest, SwapSettings
from swaps.wording import refusal_of
from tests import make
from tests.swaps.world import World, day, make_world, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(hall, manager) -> World:
    return make_world(hall, {"ann": "E.", "bob": ".L", "cat": ".."})


def reason_of(act) -> str:
    with pytest.raises(NotSwappable) as refusal:
        act()
    return refusal.value.reason


def cover(world: World, **more) -> SwapRequest:
    ann, bob = world.people["ann"], world.people["bob"]
    return ask("cover", ann, day(0), [bob], by=more.pop("by", world.users["ann"]), **more)


def test_request_keeps_who_and_what_and_who_has_answered(world):
    swap = cover(world, note="  please  ")

    cells = [(cell.employee.code, cell.date, cell.before.text, cell.after.text) for cell in swap.all_cells]
    assert sorted(cells) == [("ann", day(0), "E", "rest"), ("bob", day(0), "rest", "E")]
    assert [(part.employee.code, part.agrees) for part in swap.all_parts] == [("ann", True), ("bob", None)]
    assert (swap.state, list(swap.rosters.all())) == ("asked", [world.roster])
    assert [event.what for event in swap.events.all()] == ["asked"]
    assert AuditEntry.objects.get(act="swap_asked").by == world.users["ann"]


def test_asking_changes_nothing_in_the_roster(world):
    cover(world)

    assert (world.row("ann", 2), world.row("bob", 2)) == ("E.", ".L")


def test_days_that_lie_far_apart_are_refused_in_words(world):
    ann, bob = world.people["ann"], world.people["bob"]

    with pytest.raises(NotSwappable) as refusal:
        ask("exchange", ann, day(0), [bob], by=world.users["ann"], other_day=day(63))

    assert refusal.value.reason == "too_far_apart"
    assert "at most 62 days apart" in refusal_of(refusal.value)


def test_nobody_asks_for_somebody_else(world):
    assert reason_of(lambda: cover(world, by=world.users["bob"])) == "not_yours"


def test_what_breaks_a_hard_rule_is_refused(hall):
    world = make_world(hall, {"ann": ".E", "bob": "N."})

    refused = reason_of(lambda: ask("cover", world.people["ann"], day(1), [world.people["bob"]], by=world.users["ann"]))

    assert refused == "breaks_rules"


@pytest.mark.parametrize(
    ("kind", "partners", "other_day"),
    [
        ("cover", ["ann"], None),
        ("cover", [], None),
        ("exchange", ["bob"], None),
        ("exchange", ["bob"], 0),
        ("day_off", ["cat"], 1),
        ("ring", ["bob", "cat"], None),
        ("open", ["bob"], None),
    ],
)
def test_what_is_no_swap_of_its_kind_is_refused(world, kind, partners, other_day):
    people = [world.people[code] for code in partners]
    day_of_partner = None if other_day is None else day(other_day)

    refused = reason_of(
        lambda: ask(kind, world.people["ann"], day(0), people, by=world.users["ann"], other_day=day_of_partner)
    )

    assert refused == "no_such_swap"


def test_draft_cannot_be_swapped(world):
    world.roster.state = "draft"
    world.roster.published_at = None
    world.roster.save()

    assert reason_of(lambda: cover(world)) == "no_such_swap"


def test_same_request_sent_twice_is_the_first_one(world):
    first = cover(world, note="please")

    assert cover(world) == first
    assert SwapRequest.objects.count() == 1


def test_emergency_of_what_is_asked_already_is_refused(world, manager):
    cover(world)

    assert reason_of(lambda: cover(world, by=manager, emergency_reason="fever")) == "asked_already"


# --- until when --------------------------------------------------------------


def eve(world: World, hour: int = 24) -> datetime:
    return cut_off(world.hall, day(0), hour)


def test_it_can_be_asked_until_the_day_before_is_over(world):
    assert reason_of(lambda: cover(world, now=eve(world))) == "too_late"
    assert cover(world, now=eve(world) - timedelta(seconds=1)).state == "asked"


def test_hall_may_set_an_earlier_hour(world):
    SwapSettings.objects.create(hall=world.hall, last_hour=18)

    assert reason_of(lambda: cover(world, now=eve(world, 18))) == "too_late"
    assert cover(world, now=eve(world, 18) - timedelta(seconds=1)).cut_off_at == eve(world, 18)


def test_manager_may_enter_it_later_as_an_emergency_with_a_reason(world, manager, duty):
    swap = cover(world, by=duty, now=eve(world) + timedelta(hours=1), emergency_reason="fever")

    assert (swap.is_emergency, swap.emergency_reason, swap.asked_by) == (True, "fever", duty)


def test_emergency_without_a_reason_is_refused(world, manager):
    assert (
        reason_of(lambda: cover(world, by=manager, now=eve(world), emergency_reason=" ")) == "emergency_without_reason"
    )


def test_clerk_enters_no_emergency(world):
    assert reason_of(lambda: cover(world, now=eve(world), emergency_reason="fever")) == "not_leading"


def test_duty_manager_enters_none_where_hall_managers_alone_decide(world, duty):
    SwapSettings.objects.create(hall=world.hall, duty_managers_decide=False)

    assert reason_of(lambda: cover(world, by=duty, now=eve(world), emergency_reason="fever")) == "not_leading"


def test_nothing_is_asked_once_the_shift_has_begun(world, manager):
    begun = eve(world) + timedelta(hours=9)

    assert reason_of(lambda: cover(world, by=manager, now=begun, emergency_reason="fever")) == "begun"


# --- open shifts -------------------------------------------------------------


@pytest.fixture
def offer(world) -> SwapRequest:
    return ask("open", world.people["ann"], day(0), by=world.users["ann"])


def test_first_who_takes_an_open_shift_has_it(world, offer):
    take(offer, world.people["cat"], by=world.users["cat"])

    assert state_of(offer) == "agreed"
    assert reason_of(lambda: take(offer, world.people["bob"], by=world.users["bob"])) == "taken"


def test_open_shift_is_not_for_those_who_would_break_a_rule(hall):
    world = make_world(hall, {"ann": ".E", "bob": "N."})
    offer = ask("open", world.people["ann"], day(1), by=world.users["ann"])

    assert reason_of(lambda: take(offer, world.people["bob"], by=world.users["bob"])) == "breaks_rules"


def test_open_shift_given_back_is_free_again(world, offer):
    take(offer, world.people["cat"], by=world.users["cat"])

    refuse_part(offer, world.people["cat"], by=world.users["cat"])

    offer = SwapRequest.objects.get(pk=offer.pk)
    assert (offer.is_free, [part.employee.code for part in offer.all_parts]) == (True, ["ann"])
    assert take(offer, world.people["bob"], by=world.users["bob"]).state == "agreed"


def test_open_shift_is_seen_in_its_hall_alone(world, offer, outsider, elsewhere):
    make.employee(elsewhere, "out", user=outsider)

    free = SwapRequest.objects.free_for
    assert [list(free(user)) for user in (world.users["bob"], world.users["ann"], outsider)] == [[offer], [], []]


def test_request_is_seen_by_those_concerned(world, manager, duty, supervisor, department, outsider):
    swap = cover(world)

    seen = {
        user.username
        for user in (*world.users.values(), manager, duty, supervisor, department, outsider)
        if SwapRequest.objects.visible_to(user).filter(pk=swap.pk).exists()
    }
    assert seen == {"east-ann", "east-bob", "manager", "duty", "department"}


def test_times_are_kept_with_the_request(world):
    swap = cover(world)

    assert (swap.cut_off_at, swap.expires_at) == (eve(world), eve(world) + timedelta(hours=9))
    assert swap.asked_at <= timezone.now()
