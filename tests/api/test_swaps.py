"""Swaps at `/api/v1/`: the acts and rights of the pages."""

import pytest
from rest_framework.test import APIClient

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
