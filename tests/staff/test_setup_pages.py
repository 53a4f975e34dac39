"""Every page of the set-up opens, for a hall with nothing in it and for one with everything."""

from datetime import date, time
from http import HTTPStatus

import pytest
from django.urls import reverse

from rosters.models import Wish
from staff.models import Absence, CalendarDay, Hall, SpecialDay
from tests import make

LISTS = [
    *["setup", "hall", "special-day-new", "stations", "station-new", "employees", "employee-new", "posts"],
    *["absences", "absence-new", "reviews", "calendar", "calendar-import"],
]
ROSTER_LISTS = ["shift-types", "shift-type-new", "demand", "rules", "rules-reset", "wishes", "wish-new"]
PAGES = [*(f"staff:{name}" for name in LISTS), *(f"rosters:{name}" for name in ROSTER_LISTS)]
DAY = date(2026, 3, 4)


@pytest.fixture
def full(hall: Hall) -> dict[str, int]:
    """A row of everything in the hall; primary keys by the names of their pages."""
    counter = make.station(hall)
    person = make.employee(hall, "E1", stations=(counter,), name="=cmd()", home_station=counter)
    shift = make.shift_type(hall, "D", gap_start=time(12), gap_end=time(13), valid_to=date(2030, 1, 1))
    make.demand(counter, 2)
    CalendarDay.objects.create(hall=hall, date=DAY, kind=CalendarDay.Kind.STATUTORY_HOLIDAY, name="Day")
    return {
        "staff:station": counter.pk,
        "staff:employee": person.pk,
        "staff:special-day": SpecialDay.objects.create(hall=hall, date=DAY, is_closed=True).pk,
        "staff:absence": Absence.objects.create(employee=person, first_day=DAY, last_day=DAY).pk,
        "rosters:shift-type": shift.pk,
        "rosters:wish": Wish.objects.create(employee=person, date=DAY, shift_type=shift).pk,
    }


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_in_an_empty_hall(client, elsewhere, outsider, name):
    elsewhere.opening_hours.all().delete()
    elsewhere.rule_settings.delete()
    client.force_login(outsider)

    assert client.get(reverse(name, args=["west"])).status_code == HTTPStatus.OK


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_in_a_hall_at_work(client, full, manager, name):
    client.force_login(manager)

    assert client.get(reverse(name, args=["east"])).status_code == HTTPStatus.OK


@pytest.mark.parametrize("suffix", ["", "-delete"])
def test_page_of_each_row_opens(client, full, manager, suffix):
    client.force_login(manager)

    for name, pk in full.items():
        response = client.get(reverse(name + suffix, args=["east", pk]))
        assert response.status_code == HTTPStatus.OK, name


@pytest.mark.parametrize("name", ["staff:absences", "staff:reviews", "rosters:wishes"])
@pytest.mark.parametrize("month", ["2026-03", "", "2026-13", "x", "0001-01", "9999-12"])
def test_page_of_a_month_opens_whatever_month_is_asked(client, full, manager, name, month):
    client.force_login(manager)

    assert client.get(reverse(name, args=["east"]), {"month": month}).status_code == HTTPStatus.OK


def test_page_shows_a_name_as_it_is_written(client, full, hall, manager):
    hall.employees.update(name="<script>alert(1)</script>")
    client.force_login(manager)

    page = client.get(reverse("staff:employees", args=["east"])).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page


def test_row_of_another_hall_is_not_found(client, full, outsider):
    client.force_login(outsider)

    for name, pk in full.items():
        assert client.get(reverse(name, args=["west", pk])).status_code == HTTPStatus.NOT_FOUND, name
        assert client.post(reverse(name + "-delete", args=["west", pk])).status_code == HTTPStatus.NOT_FOUND, name


def test_overview_names_the_next_step(client, hall, manager):
    client.force_login(manager)

    response = client.get(reverse("staff:setup", args=["east"]))

    assert response.context["next_step"].url == "staff:stations"


def test_overview_says_what_waits_for_a_decision(client, full, manager):
    Absence.objects.update(state="asked")
    client.force_login(manager)

    page = client.get(reverse("staff:setup", args=["east"]))

    assert [one.waits for one in page.context["upkeep"]] == ["", "1 to decide", "", "", ""]


def test_overview_of_a_hall_with_everything_has_no_next_step(client, full, hall, manager):
    hall.employees.update(is_manager=True)
    client.force_login(manager)

    assert client.get(reverse("staff:setup", args=["east"])).context["next_step"] is None


@pytest.mark.parametrize("place", ["/", "/halls/east/setup/employees/"])
def test_search_takes_whatever_is_typed(client, hall, elsewhere, admin, place):
    client.force_login(admin)

    response = client.get(place, {"q": "\0%_'"})

    assert response.status_code == HTTPStatus.OK
