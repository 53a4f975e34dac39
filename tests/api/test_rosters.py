from datetime import date
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from rosters.builds.building import finish_build
from rosters.models import Build, Roster, ShiftType
from rosters.solver.serial import problem_from_json
from staff.models import Employee, Hall
from tests import make
from tests.make import NEXT

pytestmark = pytest.mark.django_db

ROSTER = f"/api/v1/halls/east/rosters/{NEXT:%Y-%m}"
CELL = f"{ROSTER}/assignments/ann/{NEXT}/"


def client_of(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture
def api(manager) -> APIClient:
    return client_of(manager)


@pytest.fixture
def ready(hall: Hall) -> Hall:
    """A hall whose next month can be built."""
    counter = make.station(hall)
    make.employee(hall, "ann", stations=(counter,), is_manager=True)
    make.employee(hall, "bob", stations=(counter,))
    make.shift_type(hall)
    make.demand(counter)
    return hall


@pytest.fixture
def roster(ready: Hall) -> Roster:
    return make.roster(ready, NEXT)


def published(roster: Roster) -> Roster:
    make.publish(roster)
    return roster


def value() -> str:
    return str(ShiftType.objects.get().pk)


# --- reading -----------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/assignments/"])
@pytest.mark.parametrize(
    ("who", "draft", "public"),
    [
        ("manager", 200, 200),
        ("clerk", 404, 200),
        ("duty", 404, 200),
        ("supervisor", 404, 200),
        ("department", 404, 200),
        ("outsider", 404, 404),
    ],
)
def test_drafts_are_the_managers_and_published_rosters_the_halls(request, roster, path, who, draft, public):
    client = client_of(request.getfixturevalue(who))

    assert client.get(ROSTER + path).status_code == draft
    published(roster)
    assert client.get(ROSTER + path).status_code == public


def test_roster_tells_people_cells_figures_and_cover(api, roster):
    api.put(CELL, {"value": value()}, format="json")

    page = api.get(f"{ROSTER}/").json()

    ann = page["people"][0]
    assert (ann["code"], ann["cells"][0]["value"], ann["figures"]["minutes"]) == ("ann", value(), 480)
    assert len(page["days"]) == len(ann["cells"]) == len(roster.days)
    assert page["shift_types"][0]["code"] == "D"
    assert page["can_edit"] is True
    assert {"rule", "text", "penalty"} <= page["violations"][0].keys()


def test_violations_name_stations_as_the_page_does(api, roster):
    api.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"

    page = api.get(f"{ROSTER}/").json()

    (text, *_) = [one["text"] for one in page["violations"] if one["rule"] == "cover"]
    assert (", Counter: " in text, "counter" in text) == (True, False)


@pytest.mark.parametrize(("who", "has_figures"), [("clerk", False), ("supervisor", True), ("department", True)])
def test_readers_are_not_told_what_the_rules_say(request, roster, who, has_figures):
    published(roster)

    page = client_of(request.getfixturevalue(who)).get(f"{ROSTER}/").json()

    assert (page["can_edit"], page["violations"]) == (False, [])
    assert (page["people"][0]["figures"] is not None) == has_figures


@pytest.mark.parametrize(("who", "mark"), [("manager", "sl"), ("clerk", "na"), ("department", "na")])
def test_why_people_are_away_is_told_to_their_manager_alone(request, roster, who, mark):
    Employee.objects.get(code="ann").absences.create(first_day=NEXT, last_day=NEXT, kind="sick", state="approved")
    published(roster)

    page = client_of(request.getfixturevalue(who)).get(f"{ROSTER}/", headers={"accept-language": "en"}).json()

    assert page["people"][0]["cells"][0]["mark"] == mark


def test_post_in_another_hall_shows_no_figures_in_this_one(roster, clerk, elsewhere):
    make.post(clerk, "supervisor", elsewhere)
    published(roster)

    page = client_of(clerk).get(f"{ROSTER}/").json()

    assert page["people"][0]["figures"] is None


def test_rosters_of_a_hall_are_listed(api, clerk, roster):
    assert [row["month"] for row in api.get("/api/v1/halls/east/rosters/").json()["results"]] == [f"{NEXT:%Y-%m}"]
    assert client_of(clerk).get("/api/v1/halls/east/rosters/").json()["results"] == []


@pytest.mark.parametrize("month", ["2026-13", "1999-01", "next"])
def test_months_that_do_not_exist_are_not_found(api, hall, month):
    assert api.get(f"/api/v1/halls/east/rosters/{month}/").status_code == 404


# --- cells -------------------------------------------------------------------


def test_cell_is_set_pinned_and_emptied(api, ready):
    assert api.put(CELL, {"value": value(), "is_pinned": True}, format="json").json()["is_pinned"] is True
    assert api.get(CELL).json()["shift"] == "D"
    assert api.put(CELL, {"value": "rest"}, format="json").json()["value"] == "rest"
    assert api.delete(CELL).json()["value"] == ""
    assert api.get(CELL).status_code == 404


def test_edit_tells_what_it_breaks(api, roster):
    Employee.objects.filter(code="ann").update(is_manager=False)
    Employee.objects.get(code="ann").absences.create(first_day=NEXT, last_day=NEXT, state="approved")

    broken = api.put(CELL, {"value": value()}, format="json").json()["violations"]

    assert [one["rule"] for one in broken if one["is_hard"]] == ["absences"]


def test_emptying_a_cell_tells_what_that_breaks(api, roster):
    put = api.put(CELL, {"value": value()}, format="json").json()

    emptied = api.delete(CELL)

    assert (emptied.status_code, emptied.json()["value"], emptied.json()["revision"]) == (200, "", put["revision"] + 1)
    assert {one["tone"] for one in put["consequences"]} == {"good"}
    assert {one["tone"] for one in emptied.json()["consequences"]} == {"warning"}


def test_value_and_pin_of_a_cell_are_one_edit(api, roster):
    api.put(CELL, {"value": value(), "is_pinned": True}, format="json")

    api.post(f"{ROSTER}/edits/undo/")

    assert api.get(CELL).status_code == 404


def test_empty_cell_that_is_pinned_is_a_day_off_that_stays(api, roster):
    cell = api.put(CELL, {"value": "", "is_pinned": True}, format="json").json()

    assert (cell["value"], cell["is_pinned"]) == ("rest", True)


def test_edit_of_a_cell_that_others_have_changed_is_refused(api, roster):
    api.put(CELL, {"value": value()}, format="json")

    answer = api.put(CELL, {"value": "rest", "expected": ""}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "overtaken")
    assert api.get(CELL).json()["value"] == value()


@pytest.mark.parametrize(
    ("cell", "sent", "status"),
    [
        (f"ann/{NEXT}", {"value": "99999"}, 409),
        (f"ann/{NEXT}", {"value": "x" * 50}, 400),
        (f"ann/{NEXT}", {"shift": "D", "expected": ""}, 400),
        (f"ann/{NEXT:%Y}-02-30", {"value": "rest"}, 404),
        (f"nobody/{NEXT}", {"value": "rest"}, 404),
        ("ann/2020-01-01", {"value": "rest"}, 409),
    ],
)
def test_edits_that_make_no_sense_are_refused(api, roster, cell, sent, status):
    assert api.put(f"{ROSTER}/assignments/{cell}/", sent, format="json").status_code == status


@pytest.mark.parametrize(("who", "status"), [("clerk", 403), ("department", 403), ("outsider", 404)])
def test_cells_are_changed_by_the_manager_only(request, roster, who, status):
    client = client_of(request.getfixturevalue(who))
    published(roster)

    assert client.put(CELL, {"value": "rest"}, format="json").status_code == status
    assert client.delete(CELL).status_code == status


def test_assignments_are_found_by_employee_and_date(api, roster):
    for code in ("ann", "bob"):
        api.put(f"{ROSTER}/assignments/{code}/{NEXT}/", {"value": "rest"}, format="json")

    found = api.get(f"{ROSTER}/assignments/?employee=bob&date={NEXT}").json()["results"]

    assert [(row["employee"], row["value"]) for row in found] == [("bob", "rest")]


# --- builds ------------------------------------------------------------------


def test_build_is_asked_for_and_watched(api, ready):
    asked = api.post(f"{ROSTER}/builds/", {"seconds": 1}, format="json")
    assert (asked.status_code, asked.json()["status"]) == (202, "queued")
    again = api.post(f"{ROSTER}/builds/", {}, format="json")
    assert again.json()["id"] == asked.json()["id"]

    finish_build(asked.json()["id"])

    done = api.get(f"{ROSTER}/builds/{asked.json()['id']}/").json()
    assert (done["status"], done["is_finished"]) == ("done", True)
    assert done["penalty"] == sum(rule["penalty"] for rule in done["rules"])
    assert done["trace"]
    assert api.get(f"{ROSTER}/assignments/?page_size=1000").json()["count"] == 2 * len(Roster.objects.get().days)


def test_build_gives_out_its_problem(api, roster):
    build = api.post(f"{ROSTER}/builds/", {}, format="json").json()

    problem = problem_from_json(api.get(f"{ROSTER}/builds/{build['id']}/problem/").json())

    assert [worker.id for worker in problem.workers] == ["ann", "bob"]


def test_build_is_stopped(api, roster):
    build = api.post(f"{ROSTER}/builds/", {}, format="json").json()

    stopped = api.post(f"{ROSTER}/builds/{build['id']}/stop/").json()

    assert (stopped["status"], stopped["is_finished"]) == ("failed", True)
    assert stopped["reason"]


def test_build_that_cannot_be_merged_is_refused(api, roster):
    build = api.post(f"{ROSTER}/builds/", {}, format="json").json()

    answer = api.post(f"{ROSTER}/builds/{build['id']}/merge/")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_stale")


@pytest.mark.parametrize(("seconds", "status"), [(0, 400), (3601, 400), ("long", 400), (3600, 202)])
def test_seconds_of_a_build_are_limited(api, roster, seconds, status):
    assert api.post(f"{ROSTER}/builds/", {"seconds": seconds}, format="json").status_code == status


def test_hall_that_is_not_set_up_is_refused_and_no_roster_begun(api, hall):
    answer = api.post(f"{ROSTER}/builds/", {}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "no_employees")
    assert not Roster.objects.exists()


@pytest.mark.parametrize("month", [date(2020, 1, 1), date(2099, 1, 1)])
def test_months_out_of_reach_are_refused(api, ready, month):
    answer = api.post(f"/api/v1/halls/east/rosters/{month:%Y-%m}/builds/", {}, format="json")

    assert answer.status_code == 409
    assert not Roster.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("clerk", 403), ("department", 403), ("outsider", 404)])
def test_builds_are_the_managers(request, roster, who, status):
    client = client_of(request.getfixturevalue(who))
    published(roster)

    assert client.get(f"{ROSTER}/builds/").status_code == status
    assert client.post(f"{ROSTER}/builds/", {}, format="json").status_code == status
    assert not Build.objects.exists()


def test_forged_build_id_of_another_hall_is_not_found(api, roster, elsewhere):
    theirs = Build.objects.create(roster=make.roster(elsewhere, NEXT), revision=0, problem={}, seconds=1)

    for id in (theirs.pk, uuid4()):
        assert api.get(f"{ROSTER}/builds/{id}/").status_code == 404
        for act in ("stop", "merge"):
            assert api.post(f"{ROSTER}/builds/{id}/{act}/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.status == Build.Status.QUEUED
