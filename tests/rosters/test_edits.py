"""Edits of many cells as the grid's script sends them."""

import json
import re
from datetime import time, timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import override

from rosters.models import Assignment, CellNote, Edit
from staff.auditlog import change_text, entries_of
from staff.auditwords import lines_of
from staff.models import Absence, Employee
from tests import make

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15
SAVEPOINT = 2  # only tests have it
MOST_BYTES = 30 * 1024


@pytest.fixture
def counter(hall):
    return make.station(hall)


@pytest.fixture
def shift(hall):
    return make.shift_type(hall, "D")


@pytest.fixture
def people(hall, counter):
    return [make.employee(hall, code, stations=(counter,), name=name) for code, name in (("E1", "Ann"), ("E2", "Bea"))]


@pytest.fixture
def browser(client, manager):
    """The manager's browser, in English."""
    client.force_login(manager)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def post(browser, roster, name: str, body=None):
    address = reverse(f"rosters:{name}", args=[roster.hall.code, roster.month])
    sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    return browser.post(address, headers={"accept": "application/json"}, **sent)


def cell(code: str, day: int, **change) -> dict:
    return {"employee": code, "date": f"2026-03-{day:02}", **change}


def test_an_edit_brings_cells_figures_and_foot(browser, roster, people, shift):
    sent = {"cells": [cell("E1", 2, value=str(shift.pk), expected=""), cell("E2", 3, value="rest", expected="")]}

    answer = post(browser, roster, "edits", sent).json()

    look = answer["looks"][answer["cells"]["E1"][1]]
    assert (look[0], look[2]) == (str(shift.pk), "D, changed by hand")
    assert answer["figures"]["E1"][0] == "8"
    assert answer["changed"] == [["E1", 1], ["E2", 2]]
    assert answer["foot"].startswith("<tfoot")
    assert answer["done"] == "2 cells changed"


def test_figures_after_an_edit_read_as_those_of_the_page(browser, roster, people, shift, hall):
    sent = {"cells": [cell("E1", 1, value=str(shift.pk)), cell("E1", 2, value=str(shift.pk))]}

    figures = post(browser, roster, "edits", sent).json()["figures"]["E1"]
    page = browser.get(reverse("rosters:grid", args=[hall.code, roster.month])).content.decode()

    row = page[page.index('<tr data-e="E1"') : page.index('<tr data-e="E2"')]
    shown = [strip_tags(found).strip() for found in re.findall(r'<td class="f[^>]*>(.*?)</td>', row)]
    assert shown == [f"{figures[0]}/{figures[1]}", *figures[3:], ""]


def test_undo_and_redo_answer_like_edits(browser, roster, people, shift):
    post(browser, roster, "edits", {"cells": [cell("E1", 2, value=str(shift.pk))]})

    undone = post(browser, roster, "undo").json()
    redone = post(browser, roster, "redo").json()

    assert (undone["changed"], redone["changed"]) == ([["E1", 1]], [["E1", 1]])
    assert Assignment.objects.get().shift_type == shift


def test_undo_of_nothing_is_said(browser, roster, people):
    response = post(browser, roster, "undo")

    assert response.status_code == HTTPStatus.CONFLICT
    assert response.json()["refused"] == "There is nothing of yours to take back in this roster."


def test_two_cells_overtaken_are_named_with_both_values(browser, roster, people, shift):
    for person in people:
        make.assignment(roster, person, roster.month)

    response = post(
        browser, roster, "edits", {"cells": [cell(code, 1, value=str(shift.pk), expected="") for code in ("E1", "E2")]}
    )

    assert response.status_code == HTTPStatus.CONFLICT
    assert "Ann March 1 (day off, you: D), Bea March 1 (day off, you: D)" in response.json()["refused"]


def test_a_week_above_target_asks_for_a_reason_that_is_kept(browser, roster, people, shift):
    days = [cell("E1", day, value=str(shift.pk)) for day in range(2, 8)]

    answer = post(browser, roster, "edits", {"cells": days}).json()
    browser.post(answer["reason"], {"why": "Promotion"}, headers={"accept": "application/json"})

    assert any("above target" in one["text"] for one in answer["said"])
    assert Edit.objects.get().why == "Promotion"


def test_the_hall_says_which_edits_are_asked_for_a_reason(browser, roster, people, shift, hall):
    late = make.shift_type(hall, "L", start=time(14), end=time(23), kind="late", letter="L")
    rules = hall.rule_settings
    rules.why_broken, rules.why_no_manager = True, False
    rules.save()

    harmless = post(browser, roster, "edits", {"cells": [cell("E1", 9, value=str(late.pk))]}).json()
    broken = post(browser, roster, "edits", {"cells": [cell("E1", 10, value=str(shift.pk))]}).json()
    rules.why_broken = False
    rules.save()
    again = post(browser, roster, "edits", {"cells": [cell("E1", 8, value=str(late.pk))]}).json()

    assert [one["tone"] for one in broken["said"]][:1] == ["bad"]
    assert (harmless["reason"], broken["reason"] is None, again["reason"]) == (None, False, None)


def test_a_reason_for_anothers_edit_is_not_found(browser, roster, people, shift, hall, client):
    post(browser, roster, "edits", {"cells": [cell("E1", 2, value=str(shift.pk))]})
    edit = Edit.objects.get()
    client.force_login(make.post(make.user("second"), "manager", hall))

    response = client.post(reverse("rosters:edit-reason", args=[hall.code, roster.month, edit.pk]), {"why": "Mine"})

    assert response.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"cells": []},
        {"cells": [{"employee": "E1"}]},
        {"cells": [cell("E1", 2, value=7)]},
        {"cells": [cell("E1", 2, pin="yes")]},
        {"cells": [{"employee": 5, "date": "2026-03-02", "value": "rest"}]},
        {"cells": [{"employee": "E1", "date": "never", "value": "rest"}]},
        {"cells": [cell("E1", 2, value="rest")], "what": "stolen"},
        {"cells": [cell("E1", 2, value="x" * 1000)]},
    ],
)
def test_nonsense_is_refused_in_words(browser, roster, people, body):
    response = post(browser, roster, "edits", body)

    assert response.status_code == HTTPStatus.CONFLICT
    assert response.json()["refused"]
    assert not Assignment.objects.exists()


def test_an_edit_asks_and_answers_little_whatever_the_size(
    browser, roster, hall, counter, people, shift, django_assert_max_num_queries
):
    crowd = [make.employee(hall, f"X{n:02}", stations=(counter,)) for n in range(58)]
    make.demand(counter, 20)
    Assignment.objects.bulk_create(
        Assignment(roster=roster, employee=employee, date=day, shift_type=shift)
        for employee in Employee.objects.filter(pk__in=[one.pk for one in crowd])
        for day in roster.days
    )

    post(browser, roster, "edits", {"cells": [cell("E2", 30, value="rest")]})  # the hall's log begins
    type(roster).objects.update(state="published", published_at=roster.hall.now())

    with django_assert_max_num_queries(MOST_QUERIES + SAVEPOINT):
        few = post(browser, roster, "edits", {"cells": [cell("E1", 2, value=str(shift.pk))]})
    with django_assert_max_num_queries(MOST_QUERIES + SAVEPOINT):
        many = post(browser, roster, "edits", {"cells": [cell(one.code, 9, value="rest") for one in crowd]})

    assert (few.status_code, many.status_code) == (HTTPStatus.OK, HTTPStatus.OK)
    assert len(few.content) < MOST_BYTES
    assert len(many.content) < MOST_BYTES


# --- pulse, lists of faults, notes, history, fit ------------------------------


def test_pulse_says_nothing_when_nothing_has_changed(browser, roster, people, shift):
    address = reverse("rosters:pulse", args=[roster.hall.code, roster.month])

    same, other = browser.get(f"{address}?revision=0"), browser.get(f"{address}?revision=7")

    assert (same.status_code, same.content) == (HTTPStatus.NO_CONTENT, b"")
    assert other.json()["revision"] == 0


def test_lists_of_faults_come_when_they_are_asked_for(browser, roster, people, counter, shift):
    make.demand(counter, 1)
    brief = post(browser, roster, "edits", {"cells": [cell("E1", 2, value=str(shift.pk))]}).json()["faults"]
    whole = browser.get(reverse("rosters:grid", args=[roster.hall.code, roster.month]), {"part": "faults"})

    assert ("<li>" in brief, "<li>" in whole.content.decode()) == (False, True)


def test_a_note_is_kept_marked_and_told_in_the_card(browser, roster, people, hall):
    place = {"employee": "E1", "date": "2026-03-02"}
    browser.post(reverse("rosters:note", args=[hall.code, roster.month]), place | {"text": "Exam  at noon"})

    card = browser.get(reverse("rosters:cells", args=[hall.code, roster.month]), place, headers={"x-part": "card"})
    page = browser.get(reverse("rosters:grid", args=[hall.code, roster.month]))

    assert "Exam at noon" in card.content.decode()
    assert "has a note" in page.content.decode()


def test_an_empty_note_takes_it_away(browser, roster, people, hall):
    CellNote.objects.create(hall=hall, employee=people[0], date=roster.month, text="Exam")

    browser.post(
        reverse("rosters:note", args=[hall.code, roster.month]),
        {"employee": "E1", "date": roster.month, "text": " "},
        headers={"accept": "application/json"},
    )

    assert not CellNote.objects.exists()


def test_the_card_tells_the_history_of_its_cell_alone(browser, roster, people, shift, hall):
    post(browser, roster, "edits", {"cells": [cell("E1", 2, value=str(shift.pk))]})
    post(browser, roster, "edits", {"cells": [cell("E1", 2, value="rest")]})
    post(browser, roster, "undo")
    post(browser, roster, "edits", {"cells": [cell("E1", 3, value="lieu")]})

    place = {"employee": "E1", "date": "2026-03-02"}
    card = browser.get(reverse("rosters:cells", args=[hall.code, roster.month]), place, headers={"x-part": "card"})

    text = " ".join(card.content.decode().split())
    assert text.count("Manager · set") == 2
    assert 'D → <b>day off</b> <span class="is-faint">taken back</span>' in text
    assert "empty → <b>D</b>" in text


def test_pinning_and_unpinning_are_told_as_what_they_are(browser, roster, people, shift, hall):
    make.assignment(roster, people[0], roster.month, shift)
    for pin in (True, False):
        post(browser, roster, "edits", {"what": "pinned", "cells": [cell("E1", 1, pin=pin)]})
    both = [cell(code, 1, pin=True) for code in ("E1", "E2")]
    post(browser, roster, "edits", {"what": "pinned", "cells": both})

    place = {"employee": "E1", "date": "2026-03-01"}
    card = browser.get(reverse("rosters:cells", args=[hall.code, roster.month]), place, headers={"x-part": "card"})
    with override("en"):
        lines = [[change_text(fact) for fact in line.facts] for line in lines_of(entries_of(hall))]

    text = " ".join(card.content.decode().split())
    assert "Manager · pinned: D, not pinned → <b>D, pinned</b>" in text
    assert "Manager · unpinned: D, pinned → <b>D, not pinned</b>" in text
    assert lines == [
        ["Ann 2026-03-01: D, not pinned → D, pinned", "Bea 2026-03-01: – → day off, pinned"],
        ["D, pinned → D, not pinned"],
        ["D, not pinned → D, pinned"],
    ]


def test_the_card_says_that_a_shift_was_copied_and_not_built(browser, roster, people, shift, hall):
    make.assignment(roster, people[0], roster.month, shift, origin="copied")
    place = {"employee": "E1", "date": "2026-03-01"}

    card = browser.get(reverse("rosters:cells", args=[hall.code, roster.month]), place, headers={"x-part": "card"})

    assert "Copied from the past or a sheet" in card.content.decode()
    assert "Set by the build" not in card.content.decode()


def test_fit_of_a_block_is_judged_as_one_exchange(browser, roster, people, hall):
    late = make.shift_type(hall, "L", start=time(14), end=time(23), kind="late", letter="L")
    early = make.shift_type(hall, "F", start=time(7), end=time(16), letter="F")
    for number, row in enumerate((late, late)):
        make.assignment(roster, people[0], roster.month + timedelta(days=number), row)
    make.assignment(roster, people[1], roster.month + timedelta(days=5), early)
    address = reverse("rosters:fit-block", args=[hall.code, roster.month])
    codes = [person.code for person in people]
    block = {"people": codes[0], "first": roster.month, "last": roster.month + timedelta(days=1)}

    fit = browser.get(address, block | {"onto": codes[1]}).json()["fit"]
    own = browser.get(address, block | {"onto": codes[0]}).json()["fit"]

    assert [apart for apart in fit if fit[apart] == "bad"] == ["3"]
    assert "0" not in own
    assert browser.get(address, block | {"onto": ["nobody"]}).status_code == 404
    assert browser.get(address, block).status_code == 302


def test_fit_says_where_a_shift_would_be_fine_or_break_a_rule(browser, roster, people, shift, hall):
    make.assignment(roster, people[0], roster.month, shift)
    Absence.objects.create(
        employee=people[1], kind="annual", first_day=roster.month, last_day=roster.month, state="approved"
    )
    address = reverse("rosters:fit", args=[hall.code, roster.month])

    answer = browser.get(address, {"employee": "E1", "date": roster.month, "row": "E1"}).json()["fit"]

    assert answer["E2"]["0"] == "bad"
    assert answer["E1"]["1"] == "good"
    assert len(answer["E1"]) == 30
