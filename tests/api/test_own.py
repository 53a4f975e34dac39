"""What people enter for themselves at `/api/v1/`: the acts and rights of the pages."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from rosters.models import Wish
from rosters.wishes.wishing import window_of
from staff.models import CalendarDay
from staff.months import shifted
from tests import make

pytestmark = pytest.mark.django_db


def api(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture
def ann(hall):
    return make.employee(hall, "ann", user=make.post(make.user("ann"), "clerk", hall))


@pytest.fixture
def month(hall, monkeypatch):
    """A month whose wishes open this very moment."""
    month = shifted(hall.today().replace(day=1), 1)
    opens = window_of(hall, month).opens
    monkeypatch.setattr(timezone, "now", lambda: opens)
    return month


def test_wish_is_entered_read_and_taken_back_by_its_person_alone(ann, month, manager):
    hers, asked = api(ann.user), {"month": f"{month:%Y-%m}"}

    made = hers.post("/api/v1/wishes/", {"date": f"{month}", "prefers": True, "strength": 2}, format="json")
    early = hers.post("/api/v1/wishes/", {"date": f"{shifted(month, 1)}", "strength": 1}, format="json")
    window = hers.get("/api/v1/wishes/window/", asked).json()

    assert hers.get("/api/v1/wishes/", asked).json()["results"] == [made.json()]
    assert (early.status_code, early.json()["code"]) == (409, "not_open")
    assert (window["is_open"], window["points"] - window["left"]) == (True, 2)
    address = f"/api/v1/wishes/{made.json()['id']}/"
    assert [api(user).delete(address).status_code for user in (manager, ann.user)] == [404, 204]
    assert not Wish.objects.exists()


def test_managers_wish_after_closing_is_marked_late(ann, month, manager, monkeypatch):
    closes = window_of(ann.hall, month).closes
    monkeypatch.setattr(timezone, "now", lambda: closes)
    body = {"employee": "ann", "date": f"{month}", "strength": 1}

    made = api(manager).post("/api/v1/halls/east/wishes/", body, format="json")

    assert (made.status_code, made.json()["is_late"]) == (201, True)


def test_holiday_is_chosen_about_and_its_outcome_read_by_the_manager(hall, ann, month, manager):
    first = shifted(month, 1) + timedelta(days=7 - shifted(month, 1).weekday())
    CalendarDay.objects.create(date=first, kind="statutory_holiday", name="Festival")
    body = {"first_day": "", "wants_rest": True}

    (known,) = [one for one in api(ann.user).get("/api/v1/holidays/").json() if one["name"] == "Festival"]
    body["first_day"] = known["first_day"]
    chosen = api(ann.user).post("/api/v1/holidays/", body, format="json")
    unknown = api(ann.user).post("/api/v1/holidays/", body | {"first_day": f"{month}"}, format="json")
    (outcome,) = [one for one in api(manager).get("/api/v1/halls/east/holidays/").json() if one["name"] == "Festival"]

    assert (known["wants_rest"], known | {"wants_rest": True} in chosen.json()) == (None, True)
    assert (unknown.status_code, unknown.json()["code"]) == (409, "no_holiday")
    assert outcome["people"] == [{"employee": "ann", "wants_rest": True, "worked": 0, "missed": []}]
