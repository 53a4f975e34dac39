"""Tools of the grid: a table, a pattern or the past laid over the month, looked at before it is done."""

import csv
from datetime import date, timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse

from rosters.edits.pasting import lines_of
from rosters.edits.proposals import filled, repeated
from rosters.edits.reading import Words
from rosters.edits.values import LIEU, REST, CellValue
from rosters.models import Assignment, Edit
from rosters.month import load_month
from staff.models import Absence
from tests import make

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 4)


@pytest.fixture
def early(hall):
    return make.shift_type(hall, "早", letter="E", name="早班")


@pytest.fixture
def late(hall):
    return make.shift_type(hall, "晚", letter="L", name="晚班")


@pytest.fixture
def people(hall, early, late):
    return [make.employee(hall, f"E{n}", name=name) for n, name in enumerate(["Ann", "Bea", "Cho"])]


def values(proposal) -> dict[tuple[str, int], str]:
    return {(one.employee.code, one.day.day): one.value.text for one in proposal.changes}


def test_words_know_codes_names_keys_and_days_off(hall, early, late):
    words = Words([early, late])

    assert [words.value(text) for text in ("早", " 晚班 ", "ｅ", "休", "调休", "Rest", "–")] == [
        CellValue(early),
        CellValue(late),
        CellValue(early),
        REST,
        LIEU,
        REST,
        REST,
    ]
    assert (words.value("夜"), words.is_leave("年假"), words.is_leave("早")) == (None, True, False)


def test_a_pattern_is_read_with_and_without_gaps(early, late):
    words = Words([early, late])

    assert list(words.sequence("早早晚休")) == [CellValue(early), CellValue(early), CellValue(late), REST]
    assert list(words.sequence("早班, 晚班 / 休")) == [CellValue(early), CellValue(late), REST, REST]
    assert list(words.sequence("早?")) == [CellValue(early), "?"]


def test_pins_leave_and_days_without_contract_stay(roster, people, hall, early, late):
    make.assignment(roster, people[0], DAY, early, is_pinned=True)
    Absence.objects.create(employee=people[1], kind="annual", first_day=DAY, last_day=DAY, state="approved")
    people[2].left_on = DAY - timedelta(days=1)
    people[2].save()

    proposal = filled(load_month(roster), people, DAY, DAY, [CellValue(late)])

    assert proposal.changes == []
    assert proposal.reasons == {"pinned": 1, "on leave": 1, "no contract on this day": 1}


def test_a_pattern_goes_round_with_an_offset_for_each_person(roster, people, early, late):
    pattern = [CellValue(early), CellValue(late), REST]

    proposal = filled(load_month(roster), people[:2], DAY, DAY + timedelta(days=3), pattern, offset=1)

    assert [values(proposal)["E0", day] for day in range(4, 8)] == ["早", "晚", "rest", "早"]
    assert [values(proposal)["E1", day] for day in range(4, 8)] == ["晚", "rest", "早", "晚"]


def test_the_past_is_repeated_day_by_day_and_marked_as_copied(roster, people, hall, early):
    before = make.roster(hall, date(2026, 2, 1))
    make.assignment(before, people[0], DAY - timedelta(days=28), early)
    make.assignment(before, people[1], DAY - timedelta(days=27))

    month = load_month(roster)
    proposal = repeated(month, people, roster.month - timedelta(days=28), roster.month, roster.last_day)

    assert values(proposal) == {("E0", 4): "早", ("E1", 5): "rest"}
    assert {one.origin for one in proposal.changes} == {"copied"}


# --- pages ---------------------------------------------------------------------


@pytest.fixture
def browser(client, manager):
    client.force_login(manager)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def address(roster, kind: str) -> str:
    return reverse("rosters:tool", args=[roster.hall.code, roster.month, kind])


def test_a_pattern_is_shown_before_it_is_applied(browser, roster, people):
    sent = {"pattern": "早早休", "offset": 0, "first": "2026-03-02", "last": "2026-03-04", "people": ["E0"]}

    shown = browser.post(address(roster, "pattern"), sent)
    untouched = Assignment.objects.count()
    applied = browser.post(address(roster, "pattern"), sent | {"apply": "1", "revision": "0"})

    assert "3 cells would change." in shown.content.decode()
    assert untouched == 0
    assert applied.status_code == HTTPStatus.FOUND
    assert Assignment.objects.count() == 3
    assert Edit.objects.get().what == "filled"


def test_a_proposal_seen_before_another_edit_is_shown_again(browser, roster, people):
    sent = {"text": "早", "employee": "E0", "date": "2026-03-02"}
    make.roster(roster.hall, date(2026, 5, 1))
    type(roster).objects.update(revision=4)

    response = browser.post(address(roster, "paste"), sent | {"apply": "1", "revision": "3"})

    assert "The roster has changed since you looked" in response.content.decode()
    assert not Assignment.objects.exists()


def test_a_pattern_with_something_unknown_is_refused(browser, roster, people):
    sent = {"pattern": "早?", "offset": 0, "first": "2026-03-02", "last": "2026-03-04"}

    response = browser.post(address(roster, "pattern"), sent)

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Not understood: ?" in response.content.decode()


def test_a_table_goes_down_in_the_order_of_the_page(browser, roster, people):
    sent = {"text": "早\n晚", "employee": "E2", "date": "2026-03-02", "people": ["E2", "E0", "E1"]}

    browser.post(address(roster, "paste"), sent | {"apply": "1", "revision": "0"})

    rows = Assignment.objects.order_by("employee__code")
    assert [(row.employee.code, row.shift_type.code) for row in rows] == [("E0", "晚"), ("E2", "早")]


def test_a_range_is_pinned_and_unpinned(browser, roster, people, early):
    make.assignment(roster, people[0], DAY, early)
    make.assignment(roster, people[1], DAY, early)
    sent = {"first": DAY, "last": DAY, "people": ["E0"], "apply": "1"}

    browser.post(address(roster, "pin"), sent | {"pin": "1", "revision": "0"})

    assert [row.employee.code for row in Assignment.objects.filter(is_pinned=True)] == ["E0"]


def test_the_first_days_must_be_of_this_month(browser, roster, people):
    sent = {"source": "2026-02-01", "first": "2026-03-31", "last": "2026-04-02"}

    response = browser.post(address(roster, "past"), sent)

    assert "Choose days of this month" in response.content.decode()


@pytest.mark.parametrize("kind", ["paste", "past", "pattern", "pin"])
def test_a_tool_begins_with_what_is_selected(browser, roster, people, kind):
    query = {"people": ["E1"], "first": "2026-03-09", "last": "nonsense"}

    response = browser.get(address(roster, kind), query, headers={"x-part": "panel"})

    assert response.status_code == HTTPStatus.OK
    assert "<html" not in response.content.decode()


def test_an_unknown_tool_is_not_found(browser, roster):
    assert browser.get(address(roster, "hammer")).status_code == HTTPStatus.NOT_FOUND


def test_short_table_leaves_others_reading_long_ones_alone():
    lines_of("D")

    assert [len(row[0]) for row in csv.reader(["D" * 1000])] == [1000]
