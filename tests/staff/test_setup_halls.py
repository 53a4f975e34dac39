from http import HTTPStatus

import pytest
from django.urls import reverse

from staff.models import AuditEntry, Hall, OpeningHours, SpecialDay, Station
from tests import make

WEEK = {f"day{n}-{name}": value for n in range(7) for name, value in {"opens": "09:00", "closes": "18:00"}.items()}


def save_hours(client, **changes):
    return client.post(reverse("staff:opening-hours", args=["east"]), WEEK | changes)


def hours(client, **changes):
    return {form.weekday.value: form for form in save_hours(client, **changes).context["hours"]}


@pytest.fixture(autouse=True)
def logged_in(client, manager):
    client.force_login(manager)


def test_opening_hours_may_end_the_next_day(client, hall):
    save_hours(client, **{"day4-closes": "02:00", "day4-closes_next_day": "on"})

    assert hall.opening_hours.get(weekday=4).span == (540, 1560)


def test_opening_hours_left_empty_close_the_hall(client, hall):
    save_hours(client, **{"day6-opens": "", "day6-closes": ""})

    assert set(hall.opening_hours.values_list("weekday", flat=True)) == set(range(6))
    assert AuditEntry.objects.get().act == "openinghours-removed"


def test_opening_hours_that_change_nothing_leave_no_word(client):
    save_hours(client)

    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day2-closes": "08:00"}, "closes"),
        ({"day2-closes": ""}, "closes"),
        ({"day2-opens": ""}, "opens"),
        ({"day2-opens": "25:00"}, "opens"),
    ],
)
def test_opening_hours_with_a_fault_say_it_beside_the_field_and_save_nothing(client, hall, changes, field):
    forms = hours(client, **{"day0-opens": "07:00"}, **changes)

    assert set(forms[2].errors) == {field}
    assert forms[0]["opens"].value() == "07:00"
    assert {row.span for row in hall.opening_hours.all()} == {(540, 1080)}


def test_opening_hours_changed_by_somebody_else_are_not_overwritten_unseen(client, hall):
    page = client.get(reverse("staff:hall", args=["east"]))
    seen = {f"day{form.weekday}-seen": form["seen"].value() for form in page.context["hours"]}
    OpeningHours.objects.filter(hall=hall, weekday=0).update(opens="08:00")

    refused = save_hours(client, **seen)
    again = {f"day{form.weekday}-seen": form["seen"].value() for form in refused.context["hours"]}
    accepted = save_hours(client, **again)

    assert refused.status_code == 422
    assert "Somebody else changed this" in refused.content.decode()
    assert accepted.status_code == HTTPStatus.FOUND
    assert hall.opening_hours.get(weekday=0).span == (540, 1080)


def test_hall_with_a_time_zone_that_is_none_is_refused(client, hall):
    response = client.post(reverse("staff:hall", args=["east"]), {"name": "East", "time_zone": "Moon/Base"})

    assert "is not a time zone" in response.context["form"].errors["time_zone"][0]


def test_hall_change_is_kept_in_the_log(client, manager):
    client.post(reverse("staff:hall", args=["east"]), {"name": "East Tower", "time_zone": "Asia/Shanghai"})

    entry = AuditEntry.objects.get()
    assert (entry.act, entry.by, entry.before, entry.after) == (
        "hall-changed",
        manager,
        {"name": "East Gate"},
        {"name": "East Tower"},
    )


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"date": "2026-10-01"}, "opens"),
        ({"date": "2026-10-01", "opens": "10:00"}, "closes"),
        ({"date": "2026-10-01", "opens": "10:00", "closes": "09:00"}, "closes"),
        ({"date": "2026-05-01", "is_closed": "on"}, "date"),
        ({"date": "2026-02-30", "is_closed": "on"}, "date"),
        ({"is_closed": "on"}, "date"),
    ],
)
def test_special_day_with_a_fault_says_what_is_wrong(client, hall, sent, field):
    SpecialDay.objects.create(hall=hall, date="2026-05-01", is_closed=True)

    response = client.post(reverse("staff:special-day-new", args=["east"]), sent)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}


def test_special_day_may_end_on_the_next_day(client, hall):
    sent = {"date": "2026-10-01", "opens": "18:00", "closes": "02:00", "closes_next_day": "on"}

    client.post(reverse("staff:special-day-new", args=["east"]), sent)

    day = SpecialDay.objects.get()
    assert day.span == (18 * 60, 26 * 60)
    page = client.get(reverse("staff:special-day", args=["east", day.pk])).context["form"]
    assert page["closes_next_day"].label == "Closes on the next day"


def test_station_with_a_code_in_use_is_refused(client, hall):
    make.station(hall)

    response = client.post(
        reverse("staff:station-new", args=["east"]), {"code": "counter", "name": "Second", "position": 2}
    )

    assert response.context["form"].errors == {"code": ["“Counter” has this already."]}


def test_station_of_another_hall_may_have_the_same_code(client, hall, elsewhere):
    make.station(elsewhere)

    client.post(reverse("staff:station-new", args=["east"]), {"code": "counter", "name": "Counter", "position": 1})

    assert hall.stations.count() == 1


def test_station_asks_before_it_takes_skills_and_demand_along(client, hall):
    counter = make.station(hall)
    make.employee(hall, "E1", stations=(counter,))
    make.demand(counter)
    url = reverse("staff:station-delete", args=["east", counter.pk])

    asked = client.get(url)
    client.post(url)

    assert asked.context["goes_with"] == {"skills": 1, "demand": 1}
    assert not Station.objects.exists()
    assert AuditEntry.objects.get().act == "station-removed"


def test_new_hall_is_made_by_an_administrator(client, admin):
    client.force_login(admin)

    response = client.post(
        reverse("staff:hall-new"), {"code": "north", "name": "North Gate", "time_zone": "Asia/Shanghai"}
    )

    assert response.url == "/halls/north/setup/"
    assert AuditEntry.objects.get(hall__code="north").act == "hall-added"


def test_new_hall_looks_like_the_other_forms_and_can_be_left(client, admin):
    client.force_login(admin)

    page = client.get(reverse("staff:hall-new")).text

    assert "css/setup.css" in page
    assert f'href="{reverse("rosters:home")}">Cancel<' in page


def test_new_hall_with_a_code_that_fits_no_address_is_refused(client, admin):
    client.force_login(admin)

    response = client.post(
        reverse("staff:hall-new"), {"code": "North Gate!", "name": "North", "time_zone": "Asia/Shanghai"}
    )

    assert set(response.context["form"].errors) == {"code"}
    assert not Hall.objects.filter(name="North").exists()
