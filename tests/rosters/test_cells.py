"""Edits as pages and scripts send them, and what comes back."""

from datetime import date, time
from http import HTTPStatus

import pytest
from django.urls import reverse

from rosters.edits import editing
from rosters.edits.editing import CellValue
from rosters.models import Assignment, Roster, Wish
from staff.models import Absence, Employee
from tests import make

pytestmark = pytest.mark.django_db

MOST_QUERIES = 18  # two of them are the savepoint that only tests have, one asks for the person of the form


@pytest.fixture
def counter(hall):
    return make.station(hall)


@pytest.fixture
def shift(hall):
    return make.shift_type(hall, "D")


@pytest.fixture
def person(hall, counter):
    return make.employee(hall, "E1", stations=(counter,), name="Li Na")


@pytest.fixture
def browser(client, manager):
    """The manager's browser, in English."""
    client.force_login(manager)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def address(roster) -> str:
    return reverse("rosters:cells", args=[roster.hall.code, roster.month])


def send(browser, roster, day: int, **change):
    """An edit of E1 as the grid's script sends it; `day` counts from 1."""
    data = {"employee": "E1", "date": roster.month.replace(day=day), **change}
    return browser.post(address(roster), data, headers={"accept": "application/json"})


def words(response) -> list[tuple[str, str]]:
    return [(one["tone"], one["text"]) for one in response.json()["said"]]


def test_a_lone_managers_break_is_the_hour_without_one(browser, roster, hall, counter):
    lunch = {"break_minutes": 60, "break_from": time(12), "break_to": time(14)}
    make.employee(hall, "M1", stations=(counter,), is_manager=True)
    shift = make.shift_type(hall, "B", **lunch)

    answer = send(browser, roster, 2, employee="M1", value=shift.pk, expected="")

    assert ("good", "March 2: 1 h without a manager, before 9 h.") in words(answer)


def test_edit_is_answered_with_the_row_and_the_revision(browser, roster, person, shift):
    answer = send(browser, roster, 2, value=shift.pk, expected="").json()

    assert answer["revision"] == 1
    assert answer["looks"][answer["cells"]["E1"][1]][0] == str(shift.pk)
    assert answer["foot"].startswith("<tfoot")


def test_edit_that_breaks_a_rule_is_made_and_says_what_it_breaks(browser, roster, person, shift, hall):
    late = make.shift_type(hall, "L", start=time(14), end=time(23))
    send(browser, roster, 8, value=late.pk)

    response = send(browser, roster, 9, value=shift.pk)

    assert response.status_code == HTTPStatus.OK
    assert words(response)[0] == (
        "bad",
        "Li Na has 10 h of rest between L on March 8 and D on March 9; 11 h are needed.",
    )


def test_edit_says_what_it_mends(browser, roster, person, shift, hall):
    late = make.shift_type(hall, "L", start=time(14), end=time(23))
    send(browser, roster, 8, value=late.pk)
    send(browser, roster, 9, value=shift.pk)

    response = send(browser, roster, 9, value="rest")

    assert ("good", "Mended: Li Na has 10 h of rest between L on March 8 and D on March 9; 11 h are needed.") in words(
        response
    )


def test_edit_says_how_cover_changes(browser, roster, person, shift, counter):
    make.demand(counter, 1)

    response = send(browser, roster, 2, value=shift.pk)

    assert ("good", "March 2: 0 h missing, before 9 h.") in words(response)


def test_edit_says_that_a_wish_is_refused(browser, roster, person, shift):
    Wish.objects.create(employee=person, date=date(2026, 3, 2))

    response = send(browser, roster, 2, value=shift.pk)

    assert ("warning", "Li Na would rather be off on March 2.") in words(response)


def test_edit_says_nothing_of_the_wishes_of_others(browser, roster, person, shift, hall, counter):
    Wish.objects.create(employee=make.employee(hall, "E2", stations=(counter,)), date=date(2026, 3, 2), prefers=True)

    response = send(browser, roster, 2, value=shift.pk)

    assert response.status_code == HTTPStatus.OK
    assert [text for tone, text in words(response) if tone != "good"] == []


def test_edit_of_a_pinned_cell_is_no_broken_pin(browser, roster, person, shift, hall):
    other = make.shift_type(hall, "O")
    send(browser, roster, 2, value=shift.pk)
    send(browser, roster, 2, pin="1")

    response = send(browser, roster, 2, value=other.pk)

    assert [text for tone, text in words(response) if tone == "bad"] == []


def test_edit_from_a_page_that_is_out_of_date_is_refused_with_both_values(browser, roster, person, shift, hall):
    late = make.shift_type(hall, "L")
    send(browser, roster, 2, value=late.pk, expected="")

    response = send(browser, roster, 2, value=shift.pk, expected="")

    answer = response.json()
    assert response.status_code == HTTPStatus.CONFLICT
    assert "set this cell to L; you wanted D" in answer["refused"]
    assert answer["looks"][answer["cells"]["E1"][1]][0] == str(late.pk)
    assert Assignment.objects.get().shift_type == late


def test_first_edit_begins_the_months_roster(browser, hall, person, shift):
    month = hall.today().replace(day=1)
    place = reverse("rosters:cells", args=[hall.code, month])

    browser.post(place, {"employee": "E1", "date": month, "value": shift.pk}, headers={"accept": "application/json"})

    assert Roster.objects.get().assignments.count() == 1


def test_refused_edit_begins_no_roster(browser, hall, person):
    month = date(2036, 3, 1)
    place = reverse("rosters:cells", args=[hall.code, month])

    response = browser.post(
        place, {"employee": "E1", "date": month, "value": "rest"}, headers={"accept": "application/json"}
    )

    assert response.status_code == HTTPStatus.CONFLICT
    assert "at most 13 months ahead" in response.json()["refused"]
    assert not Roster.objects.exists()


def test_form_without_scripts_edits_and_leads_back_to_the_day(browser, roster, person, shift):
    response = browser.post(address(roster), {"employee": "E1", "date": "2026-03-02", "value": shift.pk})

    assert response.url.endswith("/rosters/2026-03/?day=2026-03-02")
    assert Assignment.objects.get().shift_type == shift


def test_form_that_is_refused_says_why(browser, roster, person):
    response = browser.post(address(roster), {"employee": "E1", "date": "2026-04-02", "value": "rest"}, follow=True)

    assert "April 2 is not in this month" in response.content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"date": "never", "value": "rest"},
        {"date": "2026-03-02", "value": "x" * 10_000},
        {"date": "2026-03-02", "pin": "perhaps"},
        {"date": "2026-03-02", "value": "=cmd()"},
        {"value": "rest"},
    ],
)
def test_nonsense_is_refused_in_words(browser, roster, person, change):
    response = browser.post(address(roster), {"employee": "E1", **change}, headers={"accept": "application/json"})

    assert response.status_code == HTTPStatus.CONFLICT
    assert response.json()["refused"]
    assert not Assignment.objects.exists()


def test_person_of_another_hall_is_unknown(browser, roster, elsewhere):
    make.employee(elsewhere, "W1")

    response = browser.post(address(roster), {"employee": "W1", "date": "2026-03-02", "value": "rest"})

    assert response.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("outsider", HTTPStatus.NOT_FOUND),
        ("clerk", HTTPStatus.FORBIDDEN),
        ("duty", HTTPStatus.FORBIDDEN),
        ("department", HTTPStatus.FORBIDDEN),
    ],
)
def test_only_the_halls_manager_edits(client, roster, person, request, who, status):
    client.force_login(request.getfixturevalue(who))

    response = send(client, roster, 2, value="rest")

    assert response.status_code == status
    assert not Assignment.objects.exists()


def test_card_tells_all_about_the_cell(browser, roster, person, shift, manager):
    day = date(2026, 3, 2)
    Absence.objects.create(employee=person, kind="training", first_day=day, last_day=day, reason="Course")
    Wish.objects.create(employee=person, date=day, shift_type=shift, prefers=True)
    editing.set_cell(roster, person, day, CellValue(shift), by=manager)
    editing.set_pin(roster, person, day, True, by=manager)

    response = browser.get(address(roster), {"employee": "E1", "date": day}, headers={"x-part": "card"})

    text = " ".join(response.content.decode().split())
    for piece in ("Li Na", "Set by hand", "pinned", "training", "Course", "Would like", "Unpin"):
        assert piece in text
    assert "<html" not in text


def test_card_works_as_a_page(browser, roster, person):
    response = browser.get(address(roster), {"employee": "E1", "date": "2026-03-02"})

    assert "<html" in response.content.decode()


@pytest.mark.parametrize("day", ["2026-04-01", "2026-02-28"])
def test_card_of_another_month_is_not_found(browser, roster, person, day):
    response = browser.get(address(roster), {"employee": "E1", "date": day})

    assert response.status_code == HTTPStatus.NOT_FOUND


def test_edit_asks_little_whatever_the_size(
    browser, roster, hall, counter, person, shift, django_assert_max_num_queries
):
    crowd = [make.employee(hall, f"X{n:02}", stations=(counter,)) for n in range(40)]
    make.demand(counter, 20)
    Assignment.objects.bulk_create(
        Assignment(roster=roster, employee=employee, date=day, shift_type=shift)
        for employee in Employee.objects.filter(pk__in=[one.pk for one in crowd])
        for day in roster.days
    )

    send(browser, roster, 9, value="rest")  # the hall's log begins

    with django_assert_max_num_queries(MOST_QUERIES):
        response = send(browser, roster, 2, value=shift.pk, expected="")

    assert response.status_code == HTTPStatus.OK
