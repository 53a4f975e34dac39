"""Candidates of a build, chosen by programs as by the page."""

import pytest
from rest_framework.test import APIClient

from rosters.builds.building import finish_build
from rosters.edits.editing import REST, set_cell
from rosters.models import Roster
from staff.models import Employee, Hall
from tests import make
from tests.make import NEXT

pytestmark = pytest.mark.django_db

BUILDS = f"/api/v1/halls/east/rosters/{NEXT:%Y-%m}/builds/"
FIGURES = {
    "penalty",
    "short_minutes",
    "uneven_minutes",
    "paid_minutes",
    "granted_wishes",
    "wishes",
    "handovers",
}


@pytest.fixture
def api(manager) -> APIClient:
    client = APIClient()
    client.force_authenticate(manager)
    return client


@pytest.fixture
def offered(hall: Hall, api) -> str:
    """The address of a build that has left candidates."""
    counter = make.station(hall)
    make.employee(hall, "ann", stations=(counter,), is_manager=True)
    make.employee(hall, "bob", stations=(counter,))
    make.shift_type(hall)
    make.demand(counter)
    asked = api.post(BUILDS, {"seconds": 2, "candidates": True}, format="json").json()
    assert asked["wants_candidates"]
    finish_build(asked["id"])
    return f"{BUILDS}{asked['id']}/"


def test_candidates_are_listed_with_their_figures(api, offered):
    rows = api.get(f"{offered}candidates/").json()

    assert api.get(offered).json()["status"] == "offered"
    assert [row["leaning"] for row in rows] == ["fair", "lean", "wished"]
    assert all(row["figures"].keys() == FIGURES for row in rows)
    assert not Roster.objects.get().assignments.exists()


def test_candidate_is_taken_once(api, offered):
    rows = api.get(f"{offered}candidates/").json()

    done = api.post(f"{offered}candidates/lean/take/")
    again = api.post(f"{offered}candidates/fair/take/")

    assert (done.status_code, done.json()["status"]) == (200, "done")
    assert done.json()["penalty"] == rows[1]["figures"]["penalty"]
    assert (again.status_code, again.json()["code"]) == (409, "not_offered")
    placed = Roster.objects.get().assignments.filter(shift_type__isnull=False).count()
    assert placed == sum(len(shifts) for shifts in rows[1]["cells"].values())


def test_overtaken_candidate_is_merged(api, offered, manager):
    set_cell(Roster.objects.get(), Employee.objects.get(code="ann"), NEXT, REST, by=manager)

    stale = api.post(f"{offered}candidates/fair/take/").json()
    merged = api.post(f"{offered}merge/").json()

    assert (stale["status"], merged["status"]) == ("stale", "done")


def test_discarded_candidates_are_no_longer_to_be_had(api, offered):
    assert api.post(f"{offered}discard/").json()["status"] == "discarded"
    assert api.post(f"{offered}candidates/fair/take/").status_code == 409
    assert api.post(f"{offered}discard/").status_code == 409


def test_unknown_candidate_is_not_found(api, offered):
    assert api.post(f"{offered}candidates/lazy/take/").status_code == 404
