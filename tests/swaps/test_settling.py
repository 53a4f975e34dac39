"""What time does to requests, each thing once."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notices.models import Notice
from rosters.edits.editing import CellValue, set_cell
from staff.models import Employee
from swaps import deciding
from swaps.asking import ask, take
from swaps.counts import SwapCounts, counts_of
from swaps.models import SwapRequest, SwapSettings
from swaps.settling import settle
from swaps.tasks import settle_swaps
from tests.swaps.world import NEXT, World, day, make_world, state_of

pytestmark = pytest.mark.django_db
CHANGES = ("days_changed", "swap_decided")


@pytest.fixture
def world(hall) -> World:
    return make_world(hall, {"ann": "E.", "bob": ".L", "cat": ".."})


@pytest.fixture
def swap(world) -> SwapRequest:
    return ask("cover", world.people["ann"], day(0), [world.people["bob"]], by=world.users["ann"])


@pytest.fixture
def agreed(swap, world) -> SwapRequest:
    return deciding.agree(swap, world.people["bob"], by=world.users["bob"])


def told(kind: str) -> list[str]:
    """Who has been told of that kind, once for each notice."""
    return sorted(Notice.objects.filter(kind=kind).values_list("user__username", flat=True))


def hours(swap: SwapRequest, number: float) -> datetime:
    return swap.asked_at + timedelta(hours=number)


def test_requests_that_only_wait_cost_no_queries_each(hall):
    world = make_world(hall, {"ann": "EEEEE", "bob": "....."})

    def queries_with(number: int) -> int:
        ask("cover", world.people["ann"], day(number), [world.people["bob"]], by=world.users["ann"])
        with CaptureQueriesContext(connection) as queries:
            assert settle() == 0
        return len(queries)

    assert len({queries_with(number) for number in range(3)}) == 1


def test_partner_is_told_at_once(swap):
    assert told("swap_asked") == ["east-bob"]


def test_asker_and_those_who_decide_are_told_of_the_answer(manager, duty, agreed):
    assert (told("swap_answered"), told("swap_to_decide")) == (["east-ann"], ["duty", "manager"])


def test_everybody_may_see_an_open_shift(world):
    ask("open", world.people["ann"], day(0), by=world.users["ann"])

    assert told("swap_asked") == ["east-bob", "east-cat"]


def test_open_shift_is_told_to_those_who_are_there_on_its_day(world):
    Employee.objects.filter(code="bob").update(left_on=day(9))
    Employee.objects.filter(code="cat").update(left_on=day(-1))

    ask("open", world.people["ann"], day(0), by=world.users["ann"])

    assert told("swap_asked") == ["east-bob"]


def test_approved_swap_is_told_in_one_notice_that_says_what_changed(agreed, manager):
    settle(deciding.approve(agreed, by=manager).hold_until)

    notice = Notice.objects.get(user__username="east-bob", at__gte=agreed.waiting_since, kind__in=CHANGES)
    assert notice.kind == "swap_decided"
    assert [(one["before"], one["after"]) for one in notice.facts["days"]] == [("E", "rest"), ("rest", "E")]


def test_decision_is_told_when_the_time_for_undoing_is_over_and_once(agreed, manager):
    done = deciding.approve(agreed, by=manager)
    settle(done.hold_until - timedelta(seconds=1))
    assert told("swap_decided") == []

    settle(done.hold_until)
    settle(done.hold_until + timedelta(hours=1))

    assert told("swap_decided") == ["east-ann", "east-bob"]


def test_beat_has_the_work_done(agreed, manager):
    SwapSettings.objects.create(hall=agreed.hall, hold_seconds=1)
    deciding.approve(agreed, by=manager, now=timezone.now() - timedelta(seconds=2))

    settle_swaps()

    assert settle_swaps.name in [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    assert told("swap_decided") == ["east-ann", "east-bob"]


def test_request_that_cannot_be_settled_keeps_no_other_waiting(agreed, manager):
    done = deciding.approve(agreed, by=manager)
    spoilt = SwapRequest.objects.get(pk=agreed.pk)
    spoilt.pk, spoilt.hold_until = None, done.hold_until - timedelta(hours=1)
    spoilt.save()

    settle(done.hold_until)

    assert told("swap_decided") == ["east-ann", "east-bob"]


def test_decision_taken_back_is_never_told(agreed, manager):
    done = deciding.approve(agreed, by=manager)
    deciding.undo(agreed, by=manager)

    settle(done.hold_until)

    assert told("swap_decided") == []


def test_request_expires_when_the_shift_begins(agreed):
    settle(agreed.expires_at - timedelta(seconds=1))
    assert state_of(agreed) == "agreed"

    settle(agreed.expires_at)

    assert state_of(agreed) == "expired"
    assert told("swap_expired") == ["east-ann", "east-bob"]


def test_request_is_overtaken_as_soon_as_its_cell_changes(swap, world, manager):
    settle()
    assert state_of(swap) == "asked"

    set_cell(world.roster, world.people["ann"], day(0), CellValue(world.shifts["L"]), by=manager)
    settle()

    assert state_of(swap) == "overtaken"


def test_request_is_not_overtaken_by_what_does_not_concern_it(swap, world, manager):
    set_cell(world.roster, world.people["cat"], day(0), CellValue(world.shifts["L"]), by=manager)

    settle()

    assert state_of(swap) == "asked"


def test_partner_is_reminded_after_four_hours_and_once(swap):
    settle(hours(swap, 3.9))
    assert told("swap_asked") == ["east-bob"]

    for number in (4.1, 5, 30):
        settle(hours(swap, number))

    assert told("swap_asked") == ["east-bob"] * 2


def test_those_who_decide_are_reminded_four_hours_after_the_agreement(manager, agreed):
    settle(agreed.waiting_since + timedelta(hours=3.9))
    assert told("swap_to_decide") == ["manager"]

    for number in (4.1, 9):
        settle(agreed.waiting_since + timedelta(hours=number))

    assert told("swap_to_decide") == ["manager"] * 2


def test_shift_given_back_and_taken_anew_is_reminded_of_anew(world, manager):
    offer = ask("open", world.people["ann"], day(0), by=world.users["ann"])
    for code in ("bob", "cat"):
        taken = take(offer, world.people[code], by=world.users[code])
        settle(taken.waiting_since + timedelta(hours=4.1))
        deciding.refuse_part(taken, world.people[code], by=world.users[code])

    assert told("swap_to_decide") == ["manager"] * 4


def test_all_who_owe_an_answer_are_reminded_once_at_the_cut_off(manager, agreed):
    settle(agreed.waiting_since + timedelta(hours=4.1))
    for number in (-1, 0, 1):
        settle(agreed.cut_off_at + timedelta(hours=number))

    assert told("swap_to_decide") == ["manager"] * 3


def test_managers_hear_at_the_cut_off_of_an_open_shift_that_nobody_took(manager, world):
    offer = ask("open", world.people["ann"], day(0), by=world.users["ann"])
    settle(hours(offer, 5))
    assert told("swap_to_decide") == []

    for number in (0, 1):
        settle(offer.cut_off_at + timedelta(hours=number))

    notice = Notice.objects.get(kind="swap_to_decide")
    assert (notice.user, notice.facts["answer"]) == (manager, "untaken")


def test_counts_of_a_month_say_what_came_of_its_requests(hall, elsewhere, manager, agreed, world):
    deciding.approve(agreed, by=manager)
    ask("open", world.people["bob"], day(1), by=manager, emergency_reason="fever")

    counts = counts_of([hall, elsewhere], NEXT)

    assert counts == {hall.pk: SwapCounts(asked=2, approved=1, emergencies=1), elsewhere.pk: SwapCounts()}


def test_of_an_approved_swap_nothing_stays_when_a_cell_of_it_changes_before_it_is_told(agreed, world, manager):
    done = deciding.approve(agreed, by=manager)
    set_cell(world.roster, world.people["ann"], day(0), CellValue(world.shifts["L"]), by=manager)

    settle(done.hold_until)

    assert state_of(agreed) == "overtaken"
    assert (world.row("ann", 2), world.row("bob", 2)) == ("L.", ".L")
    assert (world.published_row("ann", 2), world.published_row("bob", 2)) == ("E.", ".L")
