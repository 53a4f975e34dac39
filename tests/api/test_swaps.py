"""Swaps at `/api/v1/`: the acts and rights of the pages."""

import pytest
from rest_framework.test import APIClient

from rosters.edits.editing import CellValue, set_cell
from rosters.models import PersonLimits
from tests.swaps.world import NEXT, World, day, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(hall) -> World:
    return make_world(hall, {"ann": "E.", "bob": ".L", "cat": ".."})


def api(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def asked(world: World) -> int:
    body = {"kind": "cover", "date": f"{day(0)}", "partners": ["bob"], "note": "please"}
    return api(world.users["ann"]).post("/api/v1/swaps/", body, format="json").json()["id"]


def test_swap_goes_from_asking_to_approval(world, manager):
    number = asked(world)

    answers = [
        api(user).post(f"/api/v1/swaps/{number}/{act}/", format="json")
        for user, act in ((world.users["bob"], "agree"), (manager, "approve"), (manager, "undo"), (manager, "approve"))
    ]

    assert [(answer.status_code, answer.json()["state"]) for answer in answers] == [
        (200, "agreed"),
        (200, "approved"),
        (200, "agreed"),
        (200, "approved"),
    ]
    assert world.row("bob", 1) == "E"


def test_offers_name_partners_and_reasons(world):
    found = api(world.users["ann"]).get("/api/v1/swaps/partners/", {"date": f"{day(0)}"}).json()

    assert {(one["kind"], *one["partners"]) for one in found["offers"]} == {("cover", "bob"), ("cover", "cat")}
    assert all(one["why"] for one in found["offers"])


def test_refusal_has_a_code_and_a_sentence(world, manager):
    number = asked(world)

    answer = api(manager).post(f"/api/v1/swaps/{number}/approve/", format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_agreed")


@pytest.mark.parametrize(("user", "status"), [("ann", 403), ("bob", 403), ("cat", 404)])
def test_who_may_not_approve_is_turned_away_as_on_the_page(world, user, status):
    number = asked(world)

    assert api(world.users[user]).post(f"/api/v1/swaps/{number}/approve/", format="json").status_code == status


def test_emergency_is_entered_by_those_who_lead(world, manager):
    body = {
        "kind": "cover",
        "date": f"{day(0)}",
        "partners": ["cat"],
        "hall": "east",
        "employee": "ann",
        "emergency_reason": "fever",
    }

    answer = api(manager).post("/api/v1/swaps/", body, format="json")
    refused = api(world.users["cat"]).post("/api/v1/swaps/", body, format="json")

    assert (answer.status_code, answer.json()["is_emergency"], refused.status_code) == (201, True, 403)


def test_partners_for_an_emergency_are_told_to_those_who_lead(world, manager, supervisor, outsider):
    query = {"date": f"{day(0)}", "hall": "east", "employee": "ann"}
    users = (manager, world.users["bob"], supervisor, outsider)

    answers = [api(user).get("/api/v1/swaps/partners/", query) for user in users]

    assert [answer.status_code for answer in answers] == [200, 403, 403, 404]
    assert {one["partners"][0] for one in answers[0].json()["offers"]} == {"bob", "cat"}


def test_consequences_are_told_to_those_who_decide_or_answer(world, manager, outsider):
    number = asked(world)
    address = f"/api/v1/swaps/{number}/consequences/"
    users = (manager, world.users["bob"], world.users["ann"], world.users["cat"], outsider)

    answers = [api(user).get(address) for user in users]
    found = answers[0].json()

    assert [answer.status_code for answer in answers] == [200, 200, 403, 404, 404]
    assert {one["employee"]: one["weeks"][0]["after"] - one["weeks"][0]["before"] for one in found["people"]} == {
        "ann": -480,
        "bob": 480,
    }
    assert (found["broken"], answers[1].json()["cost"]) == ([], None)


def test_approval_of_what_looks_otherwise_by_now_is_refused(world, manager):
    number = asked(world)
    api(world.users["bob"]).post(f"/api/v1/swaps/{number}/agree/", format="json")
    seen = api(manager).get(f"/api/v1/swaps/{number}/consequences/").json()["seen"]
    set_cell(world.roster, world.people["cat"], day(0), CellValue(world.shifts["L"]), by=manager)

    answers = [
        api(manager).post(f"/api/v1/swaps/{number}/approve/", body, format="json") for body in ({"seen": seen}, {})
    ]
    over = api(manager).get(f"/api/v1/swaps/{number}/consequences/")

    assert [answer.status_code for answer in answers] == [409, 200]
    assert answers[0].json()["code"] == "changed_meanwhile"
    assert (over.status_code, over.json()["code"]) == (409, "ended")


def test_ring_across_days_is_asked_for_as_it_was_offered(world, manager):
    """Ann's early to Bob if Cat takes his late of the day after: nobody may work more than one shift."""
    for letter, codes in {"E": ("ann", "bob"), "L": ("bob", "cat")}.items():
        world.shifts[letter].only_for.set([world.people[code] for code in codes])
    PersonLimits.objects.create(employee=world.people["bob"], most_minutes=480)
    ann = api(world.users["ann"])

    (offer,) = ann.get("/api/v1/swaps/partners/", {"date": f"{day(0)}"}).json()["offers"]
    sent = {name: offer[name] for name in ("kind", "partners", "other_day", "third_day") if offer[name]}
    answer = ann.post("/api/v1/swaps/", sent | {"date": f"{day(0)}"}, format="json")

    assert (offer["kind"], offer["other_day"], offer["third_day"]) == ("ring", f"{day(1)}", None)
    assert (answer.status_code, len(answer.json()["cells"])) == (201, 4)


def test_lists_say_who_waits_for_whom(world, manager):
    number = asked(world)

    def waiting(user, name: str) -> list[int]:
        rows = api(user).get("/api/v1/swaps/", {"waiting_for": name}).json()["results"]
        return [row["id"] for row in rows]

    assert waiting(world.users["bob"], "my_answer") == [number]
    assert waiting(manager, "my_decision") == []


def test_settings_and_counts_are_the_managers(world, manager):
    asked(world)

    changed = api(manager).post("/api/v1/halls/east/swap-settings/", {"last_hour": 12}, format="json")
    counts = api(manager).get("/api/v1/halls/east/swap-counts/", {"month": f"{NEXT:%Y-%m}"})
    refused = api(world.users["ann"]).get("/api/v1/halls/east/swap-settings/")

    assert (changed.json()["last_hour"], counts.json()["asked"], refused.status_code) == (12, 1, 403)
