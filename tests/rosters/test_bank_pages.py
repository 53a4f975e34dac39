"""Time banks and hours sheets on pages, in the workbook and in the API."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from staff.models import OvertimeChoice, TimeBankEntry, TimeBankSettings
from tests import make
from tests.make import MONTH


@pytest.fixture
def ann(hall, clerk):
    return make.employee(hall, "ann", user=clerk)


@pytest.fixture
def worked(hall, ann):
    """A published month that is over, in which ann has worked a sixth day."""
    roster, shift = make.roster(hall), make.shift_type(hall)
    for n in range(1, 7):
        make.assignment(roster, ann, MONTH + timedelta(days=n), shift)
    make.publish(roster)
    return roster


def page_of(person):
    return reverse("rosters:employee-bank", args=["east", person.pk])


def test_manager_books_by_hand(client, manager, ann):
    client.force_login(manager)

    client.post(page_of(ann), {"kind": "corrected", "minutes": 90, "why": "promotion"})
    client.post(page_of(ann), {"kind": "paid_out", "minutes": 30, "why": "wish"})

    assert list(TimeBankEntry.objects.values_list("kind", "minutes")) == [("corrected", 90), ("paid_out", -30)]
    assert client.get(page_of(ann)).context["ledger"].balance == 60


def test_booking_below_the_limit_is_refused_in_words(client, manager, ann):
    client.force_login(manager)

    answer = client.post(page_of(ann), {"kind": "paid_out", "minutes": 30, "why": "x"})

    assert answer.status_code == 422
    assert answer.context["form"].errors["minutes"] == [
        "The time bank of Person ann holds 0 minutes and may not go below 0."
    ]


def test_nobody_books_in_her_own_bank_at_any_door(client, manager, hall):
    own = make.employee(hall, "boss", user=manager)
    facts = {"kind": "corrected", "minutes": 60, "why": "forgotten"}
    client.force_login(manager)

    page = client.post(page_of(own), facts)
    booking = facts | {"employee": "boss"}
    refused = client.post("/api/v1/halls/east/time-banks/entries/", booking, content_type="application/json")

    assert page.context["form"].errors["minutes"] == ["Nobody books in her own time bank; another manager can."]
    assert (refused.status_code, own.bank_entries.count()) == (403, 0)


def test_person_of_another_hall_is_not_found(client, manager, elsewhere):
    client.force_login(manager)

    assert client.get(page_of(make.employee(elsewhere, "bob"))).status_code == 404


def test_employee_sees_her_ledger_and_chooses(client, clerk, ann, hall):
    TimeBankEntry.objects.create(employee=ann, date=date(2026, 1, 5), minutes=90)
    client.force_login(clerk)

    client.post(reverse("rosters:overtime-choose"), {"overtime": "paid"})
    page = client.get("/me/")

    assert (page.context["ledger"].balance, page.context["ledger"].is_banked) == (90, False)
    assert OvertimeChoice.objects.get().from_month == hall.today().replace(day=1)


def test_hours_sheet_is_posted_from_its_page(client, manager, worked, ann):
    client.force_login(manager)

    client.post(reverse("rosters:hours-post", args=["east", MONTH]))
    page = client.get(reverse("rosters:hours", args=["east", MONTH]))

    assert page.context["posting"].version == 1
    assert page.context["sheet"].totals["banked"] == ann.bank_entries.get().minutes == 480
    assert [page.text.count(f' {rate} %"') for rate in (150, 200, 300)] == [2, 2, 2]  # on a phone labels name the rate


def test_workbook_holds_the_minutes_of_the_page(client, manager, worked):
    client.force_login(manager)

    file = client.get(reverse("rosters:hours-workbook", args=["east", MONTH])).getvalue()

    sheet = load_workbook(BytesIO(file)).worksheets[0]
    assert [cell.value for cell in sheet[5]][:8] == ["ann", "Person ann", 2880, 0, 0, 0, 480, 0]
    assert [cell.value for cell in sheet[6]][2:8] == [2880, 0, 0, 0, 480, 0]


def test_api_tells_hours_and_posts_them(client, manager, worked):
    client.force_login(manager)
    path = "/api/v1/halls/east/rosters/2026-03/hours/"

    told = client.get(path).json()
    status = client.post(path).status_code

    assert [(line["employee"], line["worked"], line["banked"]) for line in told["lines"]] == [("ann", 2880, 480)]
    assert status == 201
    assert client.get("/api/v1/halls/east/time-banks/").json()["results"][0]["minutes"] == 480
    entries = client.get("/api/v1/halls/east/time-banks/entries/?employee=ann").json()["results"]
    assert [(entry["kind"], entry["version"]) for entry in entries] == [("earned", 1)]


def test_api_refuses_what_the_page_refuses(client, manager, ann):
    client.force_login(manager)
    facts = {"employee": "ann", "kind": "paid_out", "minutes": 1, "why": "x"}
    address = "/api/v1/halls/east/time-banks/entries/"

    answer = client.post(address, facts, content_type="application/json")
    nothing = client.post(address, facts | {"minutes": 0}, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (409, "below_limit")
    assert nothing.json() == {"minutes": ["Nothing would move."]}


def test_api_has_the_users_own_bank(client, clerk, ann):
    TimeBankEntry.objects.create(employee=ann, date=date(2026, 1, 5), minutes=90)
    client.force_login(clerk)

    chosen = client.post("/api/v1/time-bank/", {"overtime": "paid"}, content_type="application/json").json()
    own = client.get("/api/v1/time-bank/").json()

    assert own == chosen
    assert (own["minutes"], own["overtime"], own["expires_minutes"]) == (90, "paid", 90)


def test_api_has_the_settings_with_the_laws_rates_until_the_hall_has_its_own(client, manager, clerk, hall):
    url = "/api/v1/halls/east/time-banks/settings/"
    rates = ("long_day_percent", "further_day_percent", "holiday_percent")
    client.force_login(clerk)
    refused = client.get(url).status_code
    client.force_login(manager)

    before = client.get(url).json()
    answers = [
        client.post(url, {"further_day_percent": percent}, content_type="application/json") for percent in (250, 99)
    ]

    assert (refused, [before[name] for name in rates]) == (403, [150, 200, 300])
    assert [answer.status_code for answer in answers] == [200, 400]
    assert TimeBankSettings.of(hall).further_day_percent == 250
