"""Every state, every act, every role; and what an approval does to the roster."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone

from notices.models import Notice
from rosters.edits.editing import CellValue, set_cell
from rosters.publications.publishing import withdraw
from staff.models import AuditEntry
from swaps import deciding
from swaps.asking import ask
from swaps.conditions import NotSwappable
from swaps.models import SwapPart, SwapRequest, SwapSettings
from swaps.settling import settle
from tests import make
from tests.swaps.world import NEXT, World, day, make_world, state_of

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def world(hall) -> World:
    return make_world(hall, {"ann": "E.EEEE.", "bob": ".LLLL..", "cat": "......."})


@pytest.fixture
def swap(world) -> SwapRequest:
    """Ann has asked Bob to work her first day, and will work his second."""
    ann, bob = world.people["ann"], world.people["bob"]
    return ask("exchange", ann, day(0), [bob], by=world.users["ann"], other_day=day(1))


@pytest.fixture
def agreed(swap, world) -> SwapRequest:
    return deciding.agree(swap, world.people["bob"], by=world.users["bob"])


def reason_of(act) -> str:
    with pytest.raises(NotSwappable) as refusal:
        act()
    return refusal.value.reason


# --- the table ---------------------------------------------------------------

STATES = ["asked", "agreed", "held", "approved", "refused", "declined", "withdrawn", "expired", "overtaken"]
ROLES = ["asker", "partner", "bystander", "leading partner", "duty", "manager", "outsider", "admin"]
ACTS = {
    "agree": lambda swap, bob, by: deciding.agree(swap, bob, by=by),
    "refuse": lambda swap, bob, by: deciding.refuse_part(swap, bob, by=by),
    "withdraw": lambda swap, bob, by: deciding.withdraw(swap, by=by),
    "approve": lambda swap, bob, by: deciding.approve(swap, by=by),
    "decline": lambda swap, bob, by: deciding.decline(swap, by=by, why="too few"),
    "undo": lambda swap, bob, by: deciding.undo(swap, by=by),
}
PARTNER, LEADING = {"partner", "leading partner"}, {"duty", "manager", "admin"}
ALLOWED = {
    ("asked", "agree"): (PARTNER, "agreed"),
    ("asked", "refuse"): (PARTNER, "declined"),
    ("asked", "withdraw"): ({"asker"}, "withdrawn"),
    ("asked", "decline"): (LEADING, "declined"),
    ("agreed", "refuse"): (PARTNER, "declined"),
    ("agreed", "withdraw"): ({"asker"}, "withdrawn"),
    ("agreed", "approve"): (LEADING, "approved"),
    ("agreed", "decline"): (LEADING, "declined"),
    ("held", "undo"): (LEADING, "agreed"),
}


def bring_to(state: str, swap: SwapRequest, world: World, manager) -> SwapRequest:
    later = timezone.now() + timedelta(minutes=1)
    steps = {
        "asked": [],
        "refused": [lambda *_: deciding.refuse_part(swap, world.people["bob"], by=world.users["bob"])],
        "agreed": [agree],
        "held": [agree, approve],
        "approved": [agree, approve, lambda *_: settle(later)],
        "declined": [agree, lambda *_: deciding.decline(swap, by=manager, why="too few"), lambda *_: settle(later)],
        "withdrawn": [agree, lambda *_: deciding.withdraw(swap, by=world.users["ann"])],
        "expired": [agree, lambda *_: settle(swap.expires_at)],
        "overtaken": [agree, edit, lambda *_: settle()],
    }
    for step in steps[state]:
        step(swap, world, manager)
    return SwapRequest.objects.get(pk=swap.pk)


def agree(swap, world, manager):
    deciding.agree(swap, world.people["bob"], by=world.users["bob"])


def approve(swap, world, manager):
    deciding.approve(swap, by=manager)


def edit(swap, world, manager):
    set_cell(world.roster, world.people["ann"], day(0), CellValue(day_off="rest"), by=manager)


@pytest.mark.parametrize("state", STATES)
def test_every_act_is_done_by_those_who_may_and_refused_to_all_others(
    state, swap, world, manager, duty, outsider, admin
):
    swap = bring_to(state, swap, world, manager)
    was = swap.state
    users = [
        world.users["ann"],
        world.users["bob"],
        world.users["cat"],
        world.users["bob"],
        duty,
        manager,
        outsider,
        admin,
    ]
    wrong = []
    for (role, user), act in product(zip(ROLES, users, strict=True), ACTS):
        with transaction.atomic():
            if role == "leading partner":
                make.post(user, "manager", world.hall)
            user = type(user).objects.get(pk=user.pk)
            with suppress(NotSwappable):
                ACTS[act](swap, world.people["bob"], user)
            may, becomes = ALLOWED.get((state, act), (set(), was))
            expected = becomes if role in may else was
            if state_of(swap) != expected:
                wrong.append(f"{state}: {act} by {role} leads to {state_of(swap)} instead of {expected}")
            transaction.set_rollback(True)

    assert wrong == []


# --- approval ----------------------------------------------------------------


def test_approval_puts_the_swap_into_the_roster(agreed, world, manager):
    done = deciding.approve(agreed, by=manager)

    assert (world.row("ann", 2), world.row("bob", 2)) == (".L", "E.")
    assert (done.state, done.decided_by) == ("approved", manager)
    entry = AuditEntry.objects.get(act="swap_approved")
    assert entry.after == {
        f"ann {day(0)}": "rest",
        f"ann {day(1)}": "L",
        f"bob {day(0)}": "E",
        f"bob {day(1)}": "rest",
    }


def test_roster_is_judged_anew_at_approval(hall, manager):
    world = make_world(hall, {"ann": ".E", "bob": ".."})
    swap = ask("cover", world.people["ann"], day(1), [world.people["bob"]], by=world.users["ann"])
    deciding.agree(swap, world.people["bob"], by=world.users["bob"])
    set_cell(world.roster, world.people["bob"], day(0), CellValue(world.shifts["N"]), by=manager)

    assert reason_of(lambda: deciding.approve(swap, by=manager)) == "breaks_rules"
    assert (state_of(swap), world.row("bob", 2)) == ("agreed", "N.")


def test_approval_of_what_no_longer_stands_ends_as_overtaken(agreed, world, manager):
    set_cell(world.roster, world.people["bob"], day(1), CellValue(world.shifts["E"]), by=manager)

    assert reason_of(lambda: deciding.approve(agreed, by=manager)) == "overtaken"
    assert (state_of(agreed), world.row("ann", 2)) == ("overtaken", "E.")


def test_manager_looks_again_when_more_has_changed_since_she_looked(agreed, world, manager):
    seen = deciding.mark_of(agreed)
    set_cell(world.roster, world.people["cat"], day(0), CellValue(world.shifts["E"]), by=manager)

    assert reason_of(lambda: deciding.approve(agreed, by=manager, seen=seen)) == "changed_meanwhile"
    assert deciding.approve(agreed, by=manager, seen=deciding.mark_of(agreed)).state == "approved"


def test_nobody_decides_after_the_shift_has_begun(agreed, manager):
    assert reason_of(lambda: deciding.approve(agreed, by=manager, now=agreed.expires_at)) == "begun"


def test_declining_needs_a_reason(agreed, manager):
    assert reason_of(lambda: deciding.decline(agreed, by=manager, why="  ")) == "decline_without_reason"


def test_hall_may_keep_decisions_to_its_managers(agreed, world, duty):
    SwapSettings.objects.create(hall=world.hall, duty_managers_decide=False)

    assert reason_of(lambda: deciding.approve(agreed, by=duty)) == "not_leading"
    assert not SwapRequest.objects.decidable_by(duty).exists()


def test_manager_answers_for_those_who_have_no_login(swap, world, manager):
    world.people["bob"].user = None
    world.people["bob"].save()

    assert deciding.agree(swap, world.people["bob"], by=manager).state == "agreed"


def test_manager_who_has_answered_for_a_partner_leaves_the_decision_to_another(swap, world, manager, duty):
    world.people["bob"].user = None
    world.people["bob"].save()
    deciding.agree(swap, world.people["bob"], by=manager)

    assert reason_of(lambda: deciding.approve(swap, by=manager)) == "spoken_for"
    assert reason_of(lambda: deciding.decline(swap, by=manager, why="too few")) == "spoken_for"
    assert not SwapRequest.objects.decidable_by(manager).exists()
    assert list(SwapRequest.objects.decidable_by(duty)) == [swap]
    assert list(Notice.objects.filter(kind="swap_to_decide").values_list("user", flat=True)) == [duty.pk]
    assert deciding.approve(swap, by=duty).state == "approved"
    assert reason_of(lambda: deciding.undo(swap, by=manager)) == "spoken_for"


def emergency(world, by) -> SwapRequest:
    """Bob is asked to work Ann's first day, entered for her by somebody who leads the hall."""
    return ask("cover", world.people["ann"], day(0), [world.people["bob"]], by=by, emergency_reason="fever")


def test_emergency_is_decided_by_who_entered_it_if_the_partner_has_agreed_herself(world, manager, duty):
    swap = emergency(world, manager)

    deciding.agree(swap, world.people["bob"], by=world.users["bob"])

    assert SwapRequest.objects.decidable_by(manager).exists()
    assert deciding.approve(swap, by=manager).state == "approved"


@pytest.mark.parametrize("other", ["is not there", "may not", "takes part", "has answered, too"])
def test_emergency_is_in_one_hand_only_where_nobody_else_could_decide(world, manager, duty, other):
    partners = [world.people["bob"]]
    if other == "may not":
        SwapSettings.objects.create(hall=world.hall, duty_managers_decide=False)
    if other == "takes part":
        world.people["ann"].user = duty
        world.people["ann"].save()
    swap = emergency(world, manager)
    deciding.agree(swap, partners[0], by=manager)
    if other == "has answered, too":
        SwapPart.objects.create(swap=swap, employee=world.people["cat"], agrees=True, answered_at=NOW, answered_by=duty)
    if other == "is not there":
        assert not SwapRequest.objects.decidable_by(manager).exists()
        duty.is_active = False
        duty.save()

    assert list(SwapRequest.objects.decidable_by(manager)) == [swap]
    assert deciding.decline(SwapRequest.objects.get(pk=swap.pk), by=manager, why="too few").state == "declined"


def test_staff_see_the_swap_when_the_time_for_undoing_is_over(agreed, world, manager):
    done = deciding.approve(agreed, by=manager)
    was = world.published_row("ann", 2)

    settle(done.hold_until)

    assert (was, world.published_row("ann", 2), world.published_row("bob", 2)) == ("E.", ".L", "E.")
    assert world.roster.publications.first().number == 2


def test_swap_publishes_its_own_cells_alone(agreed, world, manager):
    set_cell(world.roster, world.people["cat"], day(4), CellValue(world.shifts["E"]), by=manager)

    settle(deciding.approve(agreed, by=manager).hold_until)

    assert (world.row("cat", 5), world.published_row("cat", 5)) == ("....E", ".....")


def test_hall_without_time_for_undoing_publishes_at_once(agreed, world, manager):
    SwapSettings.objects.create(hall=world.hall, hold_seconds=0)

    deciding.approve(agreed, by=manager)

    assert world.published_row("ann", 2) == ".L"


def test_approval_is_overtaken_when_its_cell_is_edited_before_people_are_told(agreed, world, manager):
    done = deciding.approve(agreed, by=manager)
    set_cell(world.roster, world.people["ann"], day(1), CellValue(world.shifts["E"]), by=manager)

    settle(done.hold_until)

    assert (state_of(agreed), world.published_row("ann", 2)) == ("overtaken", "E.")


def test_approval_leaves_no_trace_when_the_roster_is_withdrawn_before_people_are_told(agreed, world, manager):
    done = deciding.approve(agreed, by=manager)
    withdraw(world.roster, by=manager)

    settle(done.hold_until)

    assert (state_of(agreed), world.row("ann", 2)) == ("overtaken", "E.")


def test_cell_that_a_manager_is_changing_cannot_be_swapped(world, manager):
    set_cell(world.roster, world.people["ann"], day(0), CellValue(world.shifts["L"]), by=manager)

    refused = reason_of(lambda: ask("cover", world.people["ann"], day(0), [world.people["cat"]], by=world.users["ann"]))

    assert refused == "no_such_swap"


# --- undo --------------------------------------------------------------------


def test_undo_puts_every_cell_back(agreed, world, manager):
    deciding.approve(agreed, by=manager)

    undone = deciding.undo(agreed, by=manager)

    assert (world.row("ann", 2), world.row("bob", 2)) == ("E.", ".L")
    assert (undone.state, undone.decided_by, undone.hold_until) == ("agreed", None, None)
    assert [event.what for event in undone.events.all()] == ["asked", "agreed", "approved", "undone"]


def test_undo_is_over_when_people_are_told(agreed, manager):
    done = deciding.approve(agreed, by=manager)

    assert reason_of(lambda: deciding.undo(agreed, by=manager, now=done.hold_until)) == "told_already"


def test_undo_does_not_overwrite_a_later_edit(agreed, world, manager):
    deciding.approve(agreed, by=manager)
    set_cell(world.roster, world.people["ann"], day(1), CellValue(world.shifts["E"]), by=manager)

    assert reason_of(lambda: deciding.undo(agreed, by=manager)) == "changed_since_approval"
    assert (state_of(agreed), world.row("ann", 2)) == ("approved", ".E")


# --- the edges of time -------------------------------------------------------


def test_swap_across_the_months_edge_changes_both_rosters(hall, manager):
    world = make_world(hall, {"ann": "E", "bob": "."})
    last = NEXT - timedelta(days=1)
    before = make.roster(hall, last.replace(day=1))
    make.assignment(before, world.people["bob"], last, world.shifts["L"])
    make.publish(before)
    ann, bob = world.people["ann"], world.people["bob"]

    swap = ask("day_off", ann, NEXT, [bob], by=world.users["ann"], other_day=last)
    deciding.agree(swap, bob, by=world.users["bob"])
    deciding.approve(swap, by=manager)

    assert set(swap.rosters.all()) == {before, world.roster}
    assert (world.row("ann", 1), world.row("bob", 1)) == (".", "E")
    assert before.assignments.get(shift_type__isnull=False).employee == ann


@pytest.mark.parametrize("last", [date(2027, 2, 28), date(2028, 2, 29)])
def test_last_day_of_february_is_swapped_with_the_first_of_march(hall, manager, last):
    rest, march = "." * (last.day - 1), last + timedelta(days=1)
    world = make_world(hall, {"ann": rest + "E", "bob": rest + "."}, last.replace(day=1))
    coming = make.roster(hall, march)
    make.assignment(coming, world.people["bob"], march, world.shifts["L"])
    make.publish(coming)
    ann, bob = world.people["ann"], world.people["bob"]
    now = datetime(last.year, 2, 20, tzinfo=ZoneInfo(hall.time_zone))

    swap = ask("day_off", ann, last, [bob], by=world.users["ann"], other_day=march, now=now)
    deciding.agree(swap, bob, by=world.users["bob"], now=now)
    deciding.approve(swap, by=manager, now=now)

    assert world.roster.assignments.get(date=last, shift_type__isnull=False).employee == bob
    assert coming.assignments.get(shift_type__isnull=False).employee == ann


@pytest.mark.parametrize("change", [date(2028, 3, 26), date(2028, 10, 29)])
def test_swap_on_the_day_on_which_the_clocks_change(hall, manager, change):
    hall.time_zone = "Europe/Berlin"
    hall.save()
    rest, zone = "." * (change.day - 1), ZoneInfo("Europe/Berlin")
    world = make_world(hall, {"ann": rest + "E", "bob": rest + "L"}, change.replace(day=1))
    last_moment = datetime.combine(change - timedelta(days=1), time(23, 59), zone)

    swap = ask("exchange", world.people["ann"], change, [world.people["bob"]], by=world.users["ann"], now=last_moment)
    deciding.agree(swap, world.people["bob"], by=world.users["bob"], now=last_moment)
    deciding.approve(swap, by=manager, now=datetime.combine(change, time(8, 59), zone))

    row = dict(world.roster.assignments.filter(date=change).values_list("employee__code", "shift_type__code"))
    assert row == {"ann": "L", "bob": "E"}
    assert (swap.cut_off_at, swap.expires_at) == (
        datetime.combine(change, time(), zone),
        datetime.combine(change, time(9), zone),
    )
