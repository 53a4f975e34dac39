"""The end of a month, and the next month's roster that stands already."""

import json
from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from rosters.models import Roster
from staff.models import Employee
from tests import make
from tests.rosters.test_edits import MOST_QUERIES, SAVEPOINT

pytestmark = pytest.mark.django_db

LAST = date(2026, 3, 31)
APRIL = date(2026, 4, 1)
TOO_MANY = "In April 2026: Ann works 7 days in a row from March 31 to April 6; at most 6 are allowed."


@pytest.fixture
def shift(hall):
    return make.shift_type(hall, "D")


@pytest.fixture
def ann(hall):
    return make.employee(hall, "ann", name="Ann", stations=(make.station(hall),))


@pytest.fixture
def april(hall, ann, shift, roster) -> Roster:
    """Ann works the first six days of it."""
    april = make.roster(hall, APRIL)
    for n in range(6):
        make.assignment(april, ann, APRIL + timedelta(days=n), shift)
    return april


@pytest.fixture
def browser(client, manager):
    client.force_login(manager)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def send(browser, roster: Roster, day: date, value: str, name: str = "edits"):
    body = {"cells": [{"employee": "ann", "date": f"{day}", "value": value}]}
    address = reverse(f"rosters:{name}", args=[roster.hall.code, roster.month])
    return browser.post(address, json.dumps(body), "application/json", headers={"accept": "application/json"}).json()


def texts(answer) -> list[str]:
    return [one["text"] for one in answer.json()["said"]]


def test_an_edit_of_the_last_days_says_what_it_breaks_and_mends_in_the_next_month(browser, roster, april, shift):
    broken = send(browser, roster, LAST, str(shift.pk))
    said = texts(browser.get(broken["onward"]))
    undone = send(browser, roster, LAST, "", name="undo")
    mended = texts(browser.get(undone["onward"]))

    assert TOO_MANY in said
    assert TOO_MANY.replace(": ", ": Mended: ", 1) in mended


def test_edits_before_the_last_look_are_told_together(browser, roster, april, shift):
    first = send(browser, roster, LAST, str(shift.pk))
    second = send(browser, roster, LAST - timedelta(days=1), str(shift.pk))

    said = texts(browser.get(first["onward"] + "&" + second["onward"].partition("?")[2]))

    assert "works 8 days in a row from March 30 to April 6" in " ".join(said)


def test_a_month_that_nobody_has_begun_is_not_asked(browser, roster, ann, shift, hall):
    make.roster(hall, APRIL)

    assert send(browser, roster, LAST, str(shift.pk))["onward"] is None


def test_days_that_the_next_month_does_not_remember_are_not_asked(browser, roster, april, shift):
    assert send(browser, roster, date(2026, 3, 17), str(shift.pk))["onward"] is None
    assert send(browser, roster, date(2026, 3, 18), str(shift.pk))["onward"] is not None


def test_a_closed_month_and_somebody_who_has_left_are_passed_over(browser, roster, april, shift, ann):
    edited = send(browser, roster, LAST, str(shift.pk))
    april.assignments.all().delete()
    Employee.objects.update(left_on=LAST)
    bea = make.employee(roster.hall, "bea")
    make.assignment(april, bea, APRIL, shift)

    left = texts(browser.get(edited["onward"]))
    Roster.objects.filter(pk=april.pk).update(state="closed", published_at=roster.hall.now())

    assert left == []
    assert texts(browser.get(edited["onward"])) == []


def test_the_look_at_nonsense_says_nothing(browser, roster, april):
    address = reverse("rosters:edits-onward", args=[roster.hall.code, roster.month])

    assert texts(browser.get(address, {"edit": ["", "x", "9" * 30, "7"]})) == []


def test_a_night_shift_that_reaches_into_the_next_month_counts_there(browser, roster, april, hall, ann):
    hall.opening_hours.update(opens=time(0))
    make.demand(hall.stations.get(), 1, start=0, end=360)
    night = make.shift_type(hall, "N", kind="night", start=time(22), end=time(6), ends_next_day=True)

    said = texts(browser.get(send(browser, roster, LAST, str(night.pk))["onward"]))

    assert "In April 2026: April 1: 0 h missing, before 6 h." in said


def test_an_edit_still_asks_little_where_the_next_month_stands(
    browser, roster, april, shift, django_assert_max_num_queries
):
    send(browser, roster, date(2026, 3, 2), str(shift.pk))  # the hall's log begins
    Roster.objects.filter(pk=roster.pk).update(state="published", published_at=roster.hall.now())

    with django_assert_max_num_queries(MOST_QUERIES + SAVEPOINT):
        answer = send(browser, roster, LAST, str(shift.pk))

    assert answer["onward"]


def test_programs_and_plain_forms_are_told_at_once(browser, manager, roster, april, shift):
    api = APIClient()
    api.force_authenticate(manager)
    api.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    cell = f"/api/v1/halls/east/rosters/2026-03/assignments/ann/{LAST}/"

    put = api.put(cell, {"value": str(shift.pk)}, format="json").data
    deleted = api.delete(cell).data
    posted = browser.post(
        reverse("rosters:cells", args=["east", roster.month]),
        {"employee": "ann", "date": LAST, "value": shift.pk},
        follow=True,
    )

    assert TOO_MANY in [one["text"] for one in put["consequences"]]
    assert TOO_MANY.replace(": ", ": Mended: ", 1) in [one["text"] for one in deleted["consequences"]]
    assert TOO_MANY in posted.content.decode()


def test_publishing_says_before_it_what_it_breaks_in_the_next_month(browser, roster, april, shift, ann):
    page = reverse("rosters:publish", args=["east", roster.month])
    make.assignment(roster, ann, LAST, shift)

    first = browser.get(page).content.decode()
    browser.post(page)
    make.assignment(roster, ann, date(2026, 3, 2), shift)
    later = browser.get(page).content.decode()

    assert TOO_MANY in first
    assert "1 hard rule is broken in the next month’s roster" in first
    assert TOO_MANY not in later


def test_a_reviewer_who_does_not_see_the_next_months_draft_is_not_told_of_it(
    browser, client, roster, april, shift, ann, hall, department
):
    type(hall).objects.update(needs_review=True)
    make.assignment(roster, ann, LAST, shift)
    browser.post(reverse("rosters:review-ask", args=["east", roster.month]))
    page = reverse("rosters:review", args=["east", roster.month])

    own = browser.get(page).content.decode()
    client.force_login(department)
    others = client.get(page).content.decode()

    assert (TOO_MANY in own, TOO_MANY in others) == (True, False)
