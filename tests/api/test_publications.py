"""Programs publish, review, compare and confirm, with the rights and refusals of the pages."""

import re
from datetime import time

import pytest
from rest_framework.test import APIClient

from rosters.models import Roster
from tests import make
from tests.make import MONTH

pytestmark = pytest.mark.django_db

ROSTER = "/api/v1/halls/east/rosters/2026-03"


def client_of(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture
def api(manager) -> APIClient:
    return client_of(manager)


@pytest.fixture
def ann(hall, clerk):
    return make.employee(hall, "ann", user=clerk, stations=(make.station(hall),))


@pytest.fixture
def filled(roster, ann) -> Roster:
    make.assignment(roster, ann, MONTH, make.shift_type(roster.hall))
    return roster


def send(client, path, data=None):
    return client.post(f"{ROSTER}/{path}/", data or {}, format="json")


def test_roster_is_published_edited_and_published_again(api, filled, ann):
    first = send(api, "publications", {"why": "for March"})
    assert (first.status_code, first.json()["number"], first.json()["asked"]) == (201, 1, 1)
    api.put(f"{ROSTER}/assignments/ann/2026-03-02/", {"value": "rest"}, format="json")
    assert send(api, "publications").json()["number"] == 2

    listed = api.get(f"{ROSTER}/publications/").json()["results"]
    assert [(row["number"], row["changes"], row["why"]) for row in listed] == [(2, 1, ""), (1, 1, "for March")]
    found = api.get(f"{ROSTER}/differences/?before=p1&after=p2").json()["results"]
    assert found == [{"employee": "ann", "date": "2026-03-02", "before": "", "after": "rest"}]
    assert api.get(f"{ROSTER}/publications/1/").json()["confirmed"] == 0
    assert api.get(f"{ROSTER}/publications/3/").status_code == 404


def test_broken_rules_are_refused_with_their_keys_and_let_through_with_reasons(api, filled, ann):
    late = make.shift_type(filled.hall, "L", start=time(14), end=time(23))
    early = make.shift_type(filled.hall, "E", start=time(7), end=time(16))
    make.assignment(filled, ann, MONTH.replace(day=10), late)
    make.assignment(filled, ann, MONTH.replace(day=11), early)

    api.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"

    refused = send(api, "publications")
    assert (refused.status_code, refused.json()["code"]) == (409, "broken")
    (sentence, key) = re.search(r"\. ([^.]+\.) \[(.*)\]$", refused.json()["detail"]).groups()
    assert sentence.startswith("Person ann has 8 h of rest between L on March 10 and E on March 11")

    done = send(api, "publications", {"overrides": {key: "agreed"}})
    assert [(one["key"], one["why"]) for one in done.json()["overrides"]] == [(key, "agreed")]


def test_roster_is_withdrawn_and_not_closed_before_its_time(api, filled):
    send(api, "publications")

    gone = send(api, "publications/withdraw", {"why": "wrong month"}).json()
    assert (gone["state"], gone["published_at"]) == ("draft", None)
    assert gone["withdrawn_at"]
    assert send(api, "publications/close").json()["code"] == "not_published"


def test_changes_are_discarded_and_versions_brought_back(api, filled):
    send(api, "publications")
    cell = f"{ROSTER}/assignments/ann/2026-03-02/"
    api.put(cell, {"value": "rest"}, format="json")
    assert send(api, "publications/discard-changes").status_code == 200
    assert api.get(cell).status_code == 404

    kept = send(api, "draft-versions", {"name": "one"})
    assert kept.status_code == 201
    assert send(api, "draft-versions", {"name": "one"}).json()["code"] == "name_taken"
    api.put(cell, {"value": "rest"}, format="json")
    differing = api.get(f"{ROSTER}/differences/?before=d{kept.json()['id']}").json()["results"]
    assert [row["after"] for row in differing] == ["rest"]
    assert send(api, f"draft-versions/{kept.json()['id']}/bring-back").status_code == 200
    assert api.get(cell).status_code == 404
    api.put(cell, {"value": "rest"}, format="json")
    assert send(api, "publications/1/bring-back").status_code == 200
    assert api.get(cell).status_code == 404


@pytest.mark.parametrize("pair", ["before=x1", "before=p1&after=p", "before=p99999999999", "after=now"])
def test_versions_that_are_none_cannot_be_compared(api, filled, pair):
    assert api.get(f"{ROSTER}/differences/?{pair}").status_code == 400


def test_review_is_asked_sent_back_asked_again_and_approved(api, filled, hall, department):
    hall.needs_review = True
    hall.save()
    reviewer = client_of(department)
    assert send(api, "publications").json()["code"] == "needs_review"
    assert send(api, "reviews", {"note": "look"}).status_code == 201
    assert send(api, "reviews/approve").json()["code"] == "own_review"
    assert send(reviewer, "reviews/send-back", {"reason": "no"}).json()["outcome"] == "returned"
    assert send(api, "reviews").status_code == 201
    assert send(api, "reviews/take-back").json()["outcome"] == "taken_back"
    assert send(api, "reviews").status_code == 201

    second = client_of(make.post(make.user("second"), "manager", hall))
    second.put(f"{ROSTER}/assignments/ann/2026-03-05/", {"value": "rest"}, format="json")
    assert send(second, "reviews/approve").json()["code"] == "own_changes"
    assert send(reviewer, "reviews/approve", {"revision": 0}).json()["code"] == "edited_in_review"
    assert send(reviewer, "reviews/approve").json()["state"] == "published"
    outcomes = [row["outcome"] for row in api.get(f"{ROSTER}/reviews/").json()["results"]]
    assert outcomes == ["approved", "taken_back", "returned"]


def test_employee_confirms_and_the_manager_sees_it(api, filled, clerk):
    send(api, "publications")
    mine = client_of(clerk)
    (row,) = mine.get("/api/v1/confirmations/").json()["results"]
    assert (row["hall"], row["month"], row["version"], row["confirmed_at"]) == ("east", "2026-03", 1, None)
    assert len(send(api, "confirmations/remind").json()["results"]) == 1

    done = mine.post(f"/api/v1/confirmations/{row['id']}/confirm/").json()

    assert done["confirmed_at"]
    assert [one["confirmed_at"] for one in api.get(f"{ROSTER}/confirmations/").json()["results"]] == [
        done["confirmed_at"]
    ]
    assert client_of(make.user("eve")).post(f"/api/v1/confirmations/{row['id']}/confirm/").status_code == 404
