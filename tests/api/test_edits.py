from datetime import date

import pytest
from rest_framework.test import APIClient

from rosters.models import Assignment, Edit
from tests import make

pytestmark = pytest.mark.django_db

ROSTER = "/api/v1/halls/east/rosters/2026-03"
DAY = date(2026, 3, 2)


@pytest.fixture
def api(manager, roster, hall) -> APIClient:
    for code in ("ann", "bob"):
        make.employee(hall, code)
    client = APIClient()
    client.force_authenticate(manager)
    return client


def cells(*rows: tuple[str, int, str], **more) -> dict:
    return {
        "cells": [{"employee": who, "date": f"2026-03-{day:02}", "value": value} | more for who, day, value in rows]
    }


def test_many_cells_change_in_one_edit(api, hall):
    shift = make.shift_type(hall)

    answer = api.post(f"{ROSTER}/edits/", cells(("ann", 1, str(shift.pk)), ("bob", 2, "rest")), format="json")

    assert (answer.status_code, answer.data["revision"], answer.data["changed"]) == (200, 1, 2)
    assert Edit.objects.count() == 1


def test_an_edit_is_judged_in_its_answer_and_so_is_taking_it_back(api, hall):
    shift = make.shift_type(hall)
    hall.employees.get(code="ann").absences.create(first_day=DAY, last_day=DAY, state="approved")

    done = api.post(f"{ROSTER}/edits/", cells(("ann", 2, str(shift.pk)), ("bob", 2, "rest")), format="json").data
    alone = api.put(f"{ROSTER}/assignments/ann/{DAY}/", {"value": str(shift.pk)}, format="json").data
    undone = api.post(f"{ROSTER}/edits/undo/").data

    assert ("absences", True, "ann", [f"{DAY}"]) in [
        (one["rule"], one["is_hard"], one["employee"], one["dates"]) for one in done["violations"]
    ]
    assert [one for one in done["violations"] if one["employee"] == "ann"] == alone["violations"]
    assert [one["tone"] for one in done["consequences"]][:1] == ["bad"]
    assert "absences" not in [one["rule"] for one in undone["violations"]]
    assert {one["tone"] for one in undone["consequences"]} >= {"good"}


def test_an_edit_says_where_the_hall_wants_a_reason(api, hall):
    shift = make.shift_type(hall)
    worked = [("bob", day, str(shift.pk)) for day in range(2, 8)]

    done = api.post(f"{ROSTER}/edits/", cells(*worked), format="json").data

    assert ("warning", True) in [(one["tone"], one["asks"]) for one in done["consequences"]]


def test_an_edit_of_what_others_have_changed_is_refused_whole(api):
    api.post(f"{ROSTER}/edits/", cells(("ann", 1, "lieu")), format="json")

    answer = api.post(f"{ROSTER}/edits/", cells(("ann", 1, "rest"), ("bob", 1, "rest"), expected=""), format="json")

    assert (answer.status_code, answer.data["code"]) == (409, "overtaken")
    assert Assignment.objects.count() == 1


def test_edits_are_listed_undone_and_redone(api):
    api.post(f"{ROSTER}/edits/", cells(("ann", 1, "rest")) | {"why": "Asked for it"}, format="json")

    undone = api.post(f"{ROSTER}/edits/undo/")
    [listed] = api.get(f"{ROSTER}/edits/").data["results"]
    redone = api.post(f"{ROSTER}/edits/redo/")

    assert [(one.data["revision"], one.data["changed"]) for one in (undone, redone)] == [(2, 1), (3, 1)]
    assert (listed["by"], listed["why"], listed["undone_at"] is None) == ("manager", "Asked for it", False)


def test_nothing_to_undo_is_a_refusal(api):
    answer = api.post(f"{ROSTER}/edits/undo/")

    assert (answer.status_code, answer.data["code"]) == (409, "nothing_to_undo")
