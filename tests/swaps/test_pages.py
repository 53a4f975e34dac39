"""The pages of swaps: what each reader finds, and what each button does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from swaps import deciding
from swaps.asking import ask
from swaps.models import SwapRequest, SwapSettings
from tests import make
from tests.swaps.world import World, day, make_world, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(hall) -> World:
    return make_world(hall, {"ann": "E.", "bob": ".L", "cat": ".."})


@pytest.fixture
def swap(world) -> SwapRequest:
    return ask("cover", world.people["ann"], day(0), [world.people["bob"]], by=world.users["ann"])


def sections(client, user) -> dict[str, list[int]]:
    client.force_login(user)
    found = client.get(reverse("swaps:home")).context["sections"]
    return {section.key: [card.swap.pk for card in section.cards] for section in found}


def post(client, user, name: str, swap: SwapRequest, **data):
    client.force_login(user)
    return client.post(reverse(f"swaps:{name}", args=[swap.pk]), data)


def test_everybody_finds_the_request_where_she_has_something_to_do(client, world, swap, manager):
    assert sections(client, world.users["ann"]) == {"mine": [swap.pk]}
    assert sections(client, world.users["bob"]) == {"answer": [swap.pk]}
    assert sections(client, manager) == {"waiting": [swap.pk]}
    assert sections(client, world.users["cat"]) == {}


def test_agreed_request_moves_to_the_inbox_of_those_who_decide(client, world, swap, duty):
    post(client, world.users["bob"], "agree", swap)

    assert sections(client, duty) == {"decide": [swap.pk]}


def test_decided_request_stays_in_the_inbox_until_it_is_told(client, world, swap, manager):
    deciding.agree(swap, world.people["bob"], by=world.users["bob"])
    post(client, manager, "approve", swap)

    assert sections(client, manager) == {"decide": [swap.pk]}
    post(client, manager, "undo", swap)
    assert state_of(swap) == "agreed"


def test_empty_page_says_what_it_is_for(client, world):
    client.force_login(world.users["cat"])

    assert reverse("swaps:new") in client.get(reverse("swaps:home")).content.decode()


def test_only_shifts_in_time_lead_on(client, world):
    client.force_login(world.users["ann"])

    page = client.get(reverse("swaps:new")).content.decode()

    assert reverse("swaps:offers", args=[day(0)]) in page
    assert reverse("swaps:offers", args=[day(1)]) not in page


def test_day_off_that_nobody_could_change_is_said_to_be_so(client, hall):
    world = make_world(hall, {"ann": "E..", "bob": "E..", "cat": "..E"})
    client.force_login(world.users["ann"])
    said = "Nobody could change this day off with you."

    pages = [client.get(reverse("swaps:offers", args=[day(0)]), {"instead": f"{day(n)}"}).text for n in (1, 2)]

    assert [said in page for page in pages] == [True, False]


def test_partner_is_asked_with_one_button(client, world):
    client.force_login(world.users["ann"])
    address = reverse("swaps:offers", args=[day(0)])

    lines = [line for group in client.get(address).context["page"].groups for line in group.lines]
    answer = client.post(address, {"offer": lines[0].key, "note": "thanks"})

    swap = SwapRequest.objects.get()
    assert {line.names for line in lines} == {"Bob", "Cat"}
    assert answer.url == reverse("swaps:swap", args=[swap.pk])
    assert (swap.note, swap.partners[0].name) == ("thanks", lines[0].names)


@pytest.mark.parametrize("offer", ["", "cover:", "cover:nobody:", "nonsense:bob:", "ring:bob:", "cover:bob:2026-99-99"])
def test_offer_that_is_none_is_refused(client, world, offer):
    client.force_login(world.users["ann"])

    answer = client.post(reverse("swaps:offers", args=[day(0)]), {"offer": offer})

    assert (answer.status_code, SwapRequest.objects.count()) == (422, 0)


def test_fragment_is_the_card_alone(client, world, swap):
    client.force_login(world.users["bob"])

    answer = client.post(reverse("swaps:agree", args=[swap.pk]), headers={"HX-Request": "true"})

    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'id="swap-{swap.pk}"' in text
    assert "<html" not in text
    assert state_of(swap) == "agreed"


def test_refusal_stands_on_the_card(client, world, swap, manager):
    client.cookies["django_language"] = "en"
    client.force_login(manager)

    answer = client.post(reverse("swaps:approve", args=[swap.pk]), headers={"HX-Request": "true"})

    assert "Not everybody has agreed yet." in answer.content.decode()


def test_request_of_others_is_not_there(client, world, swap):
    for name in ("agree", "refuse", "take", "withdraw", "approve", "decline", "undo"):
        assert post(client, world.users["cat"], name, swap).status_code == 404


def test_what_is_not_hers_to_do_is_forbidden(client, world, swap):
    for name, user in (("agree", "ann"), ("withdraw", "bob"), ("approve", "ann"), ("decline", "bob"), ("undo", "bob")):
        assert post(client, world.users[user], name, swap, why="no").status_code == 403


def test_manager_enters_an_emergency_for_somebody(client, world, manager):
    client.force_login(manager)
    address = reverse("swaps:emergency", args=[world.hall.code])

    chosen = client.post(address, {"employee": "ann", "date": f"{day(0)}", "why": "fever"})
    client.post(chosen.url, {"offer": "cover:cat:", "why": "fever"})

    swap = SwapRequest.objects.get()
    assert (swap.is_emergency, swap.emergency_reason, swap.asker.code) == (True, "fever", "ann")


def test_settings_of_the_hall_are_saved(client, world, manager):
    client.force_login(manager)
    facts = {"last_hour": 18, "remind_hours": 2, "hold_seconds": 60}

    client.post(reverse("swaps:settings", args=[world.hall.code]), facts)

    row = SwapSettings.objects.get()
    assert (row.last_hour, row.duty_managers_decide, row.remind_hours, row.hold_seconds) == (18, False, 2, 60)


def test_manager_who_has_answered_for_a_colleague_reads_why_she_does_not_decide(client, world, manager, duty):
    swap = ask("cover", world.people["ann"], day(0), [world.people["bob"]], by=manager, emergency_reason="fever")
    client.cookies["django_language"] = "en"

    post(client, manager, "agree", swap, employee="bob")
    page = client.get(reverse("swaps:swap", args=[swap.pk])).text
    refused = post(client, manager, "approve", swap)

    assert "You answered for Bob, so another manager has to decide." in page
    assert reverse("swaps:approve", args=[swap.pk]) not in page
    assert (refused.status_code, state_of(swap)) == (302, "agreed")
    client.force_login(duty)
    assert reverse("swaps:approve", args=[swap.pk]) in client.get(reverse("swaps:swap", args=[swap.pk])).text


def test_page_of_cards_asks_no_more_of_the_database_for_more_of_them(client, elsewhere, manager, duty):
    """Shifts to take, requests to decide, and those that are left to others by who has answered."""
    world = make_world(elsewhere, {"ann": "EEE", "bob": "..."})
    for user in (manager, duty):
        make.post(user, "manager", elsewhere)
    counter, user = world.hall.stations.get(), make.post(make.user("dan"), "clerk", world.hall)
    dan = make.employee(world.hall, "dan", stations=(counter,), user=user)
    counts = []
    for number in range(3):
        ask("open", world.people["ann"], day(number), by=world.users["ann"])
        asked = ask("cover", world.people["ann"], day(number), [dan], by=manager, emergency_reason="fever")
        deciding.agree(asked, dan, by=manager)
        counts.append([queries_of(client, user) for user in (manager, duty, dan.user)])

    assert counts[1] == counts[2]  # the first also fills what a process keeps


def queries_of(client, user) -> int:
    """How often the page of swaps asks the database, once it has been seen."""
    client.force_login(user)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("swaps:home"))
    return len(queries)


def test_open_shift_shows_its_button_to_those_who_can_take_it(client, world, elsewhere):
    offer = ask("open", world.people["ann"], day(0), by=world.users["ann"])
    make.shift_type(elsewhere)

    client.force_login(world.users["cat"])
    assert reverse("swaps:take", args=[offer.pk]) in client.get(reverse("swaps:home")).content.decode()


def test_shift_that_nobody_has_taken_speaks_of_no_consequences(client, world, manager):
    """It is still hers: nothing would be short, and there is nothing to approve yet."""
    offer = ask("open", world.people["ann"], day(0), by=world.users["ann"])
    client.force_login(manager)
    client.cookies["django_language"] = "en"

    page = client.get(reverse("swaps:swap", args=[offer.pk])).text

    assert "until then it stays with Ann" in page
    assert "swap-lines" not in page
