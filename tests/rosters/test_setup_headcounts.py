"""How many people each shift type is wanted with: the table, and the rows of the API."""

from datetime import date

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from rosters.models import Headcount
from staff.models import AuditEntry
from tests import make


@pytest.fixture(autouse=True)
def logged_in(client, manager):
    client.force_login(manager)


@pytest.fixture
def shift(hall):
    return make.shift_type(hall)


def url(day=""):
    return reverse("rosters:headcounts", args=["east"]) + (f"?day={day}" if day else "")


def rows():
    return list(Headcount.objects.order_by("pk").values_list("shift_type__code", "day_type", "date", "needed"))


def test_table_shows_shifts_of_today_and_later_by_general_kinds_of_day(client, hall, shift):
    make.shift_type(hall, "O", valid_to=date(2020, 1, 1))

    table = client.get(url()).context["table"]

    assert [kind.key for kind in table.kinds] == ["weekday", "weekend", "holiday"]
    assert table.shift_types == [shift]


@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        ("mon", ["weekday", "weekend", "holiday", "mon", "sun"]),
        ("2026-10-01", ["weekday", "weekend", "holiday", "sun", "2026-10-01"]),
        ("sun", ["weekday", "weekend", "holiday", "sun"]),
        ("x", ["weekday", "weekend", "holiday", "sun"]),
    ],
)
def test_table_has_a_column_for_each_kind_with_numbers_and_the_one_asked_for(client, shift, day, kinds):
    Headcount.objects.create(shift_type=shift, day_type="sun", needed=1)

    assert [kind.key for kind in client.get(url(day)).context["table"].kinds] == kinds


def test_numbers_are_saved_with_a_word_in_the_log(client, shift):
    n = f"n-{shift.pk}"

    client.post(url(), {f"{n}-weekday": "3", f"{n}-weekend": "", f"{n}-holiday": "0", f"{n}-2026-10-01": "5"})

    assert rows() == [
        ("D", "weekday", None, 3),
        ("D", "holiday", None, 0),
        ("D", "date", date(2026, 10, 1), 5),
    ]
    assert AuditEntry.objects.get().after == [
        ["D", shift.pk, "2026-10-01", 5],
        ["D", shift.pk, "holiday", 0],
        ["D", shift.pk, "weekday", 3],
    ]


def test_numbers_left_as_they_are_leave_no_word_in_the_log(client, shift):
    Headcount.objects.create(shift_type=shift, day_type="weekday", needed=2)

    client.post(url(), {f"n-{shift.pk}-weekday": "2"})

    assert [row[3] for row in rows()] == [2]
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("number", ["-1", "201", "x", "1.5"])
def test_numbers_out_of_bounds_are_refused_beside_the_cell(client, shift, number):
    response = client.post(url(), {f"n-{shift.pk}-weekday": number})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {f"n-{shift.pk}-weekday"}


@pytest.mark.parametrize("name", ["n-1", "n-x-weekday", "n-1-2026-99-99", "n-987654321-0001-01-01", "n--"])
def test_cells_that_no_page_has_do_no_harm(client, shift, name):
    assert client.post(url(), {name: "1"}).status_code == 302
    assert rows() == []


def test_numbers_changed_in_another_tab_are_not_overwritten_unseen(client, shift):
    seen = client.get(url()).context["form"]["seen"].value()
    client.post(url(), {f"n-{shift.pk}-weekday": "2", "seen": seen})

    refused = client.post(url(), {f"n-{shift.pk}-weekday": "3", "seen": seen})

    assert refused.status_code == 422
    assert [row[3] for row in rows()] == [2]


def test_another_halls_numbers_stay(client, shift, elsewhere):
    Headcount.objects.create(shift_type=make.shift_type(elsewhere, "E"), day_type="weekday", needed=2)

    client.post(url(), {f"n-{shift.pk}-weekday": "1"})

    assert [row[0] for row in rows()] == ["E", "D"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"day_type": "weekend", "needed": 1}, 201),
        ({"day_type": "date", "date": "2026-10-01", "needed": 0}, 201),
        ({"day_type": "weekday", "needed": 1}, 400),
        ({"day_type": "date", "needed": 1}, 400),
        ({"day_type": "weekend", "date": "2026-10-01", "needed": 1}, 400),
        ({"day_type": "weekend", "needed": 201}, 400),
    ],
)
def test_programs_add_numbers_by_the_same_rules(manager, shift, sent, status):
    Headcount.objects.create(shift_type=shift, day_type="weekday", needed=2)
    api = APIClient()
    api.force_authenticate(manager)

    answer = api.post("/api/v1/halls/east/headcounts/", {"shift_type": shift.pk, **sent}, format="json")

    assert answer.status_code == status
    assert Headcount.objects.count() == AuditEntry.objects.count() + 1
