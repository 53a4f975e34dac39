"""Leave after publication: approved, and its shifts offered to whoever takes them, in one transaction."""

from datetime import timedelta

import pytest
from django.urls import reverse

from notices.models import Notice
from staff import absences
from staff.models import Absence
from swaps.asking import ask, take
from swaps.deciding import approve
from swaps.leave import approve_and_offer
from swaps.models import SwapRequest, SwapSettings
from swaps.settling import settle
from swaps.wording import state_text
from tests.swaps.world import day, make_world, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(hall):
    return make_world(hall, {"ann": "EE.....", "bob": "..E....", "cat": "......."})


def leave(world, days: int = 2, **more) -> Absence:
    facts = {"first_day": day(0), "last_day": day(0) + timedelta(days=days - 1), "kind": "personal"} | more
    return Absence.objects.create(employee=world.people["ann"], **facts)


def test_shifts_are_offered_once_and_told_to_the_others(world, manager):
    row = leave(world)

    _row, offered = approve_and_offer(row, by=manager)

    row.refresh_from_db()
    assert row.state == "approved"
    assert [(swap.kind, swap.first_day, swap.is_emergency) for swap in offered] == [
        ("open", day(0), False),
        ("open", day(1), False),
    ]
    assert {notice.user for notice in Notice.objects.filter(kind="swap_asked")} == {
        world.users["bob"],
        world.users["cat"],
    }
    _again, more = approve_and_offer(row, by=manager)
    assert [swap.pk for swap in more] == [swap.pk for swap in offered]
    assert SwapRequest.objects.count() == 2


def test_who_takes_it_has_it_once_that_is_approved(world, manager):
    SwapSettings.objects.create(hall=world.hall, hold_seconds=0)
    _row, (swap, _other) = approve_and_offer(leave(world), by=manager)

    approve(take(swap, world.people["bob"], by=world.users["bob"]), by=manager)

    assert (world.published_row("ann"), world.published_row("bob")) == (".E.....", "E.E....")


def test_offers_end_with_the_leave_unless_somebody_has_taken_the_shift(world, manager):
    row, (free, taken) = approve_and_offer(leave(world), by=manager)
    own = ask("open", world.people["bob"], day(2), by=world.users["bob"])
    take(taken, world.people["bob"], by=world.users["bob"])
    settle()
    assert [state_of(swap) for swap in (free, taken, own)] == ["asked", "agreed", "asked"]

    absences.withdraw(row, by=world.users["ann"])
    settle()

    assert [state_of(swap) for swap in (free, taken, own)] == ["withdrawn", "agreed", "asked"]
    free.refresh_from_db()
    assert state_text(free) == "No longer offered: the leave it was offered for is off."
    assert Notice.objects.get(kind="swap_expired").facts["answer"] == "leave_is_off"


def test_refused_leave_offers_nothing(client, world, manager):
    row = leave(world, days=6, kind="annual")
    client.force_login(manager)
    Absence.objects.create(employee=world.people["ann"], first_day=day(10), last_day=day(20), state="approved")

    page = client.post(reverse("swaps:leave-offer", args=["east", row.pk]), follow=True)

    row.refresh_from_db()
    assert row.state == "asked"
    assert not SwapRequest.objects.exists()
    assert "Say why, to approve it all the same." in page.text


def test_night_that_runs_into_the_leave_is_offered_and_stays_so(hall, manager):
    world = make_world(hall, {"ann": "N......", "bob": "......."})
    row = leave(world, first_day=day(1), last_day=day(1))

    _row, offered = approve_and_offer(row, by=manager)
    settle()

    assert [(swap.first_day, state_of(swap)) for swap in offered] == [(day(0), "asked")]
    absences.withdraw(row, by=world.users["ann"])
    settle()
    assert state_of(offered[0]) == "withdrawn"
