"""Leave that a sheet says: offered in the preview, entered with the shifts by one tick, taken back with them."""

from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from rosters.edits.editing import NotEditable, set_cell
from rosters.edits.undoing import redo, undo
from rosters.edits.values import CellValue
from rosters.imports.applying import apply_sheets
from rosters.imports.memory import Leave, remember
from rosters.imports.planning import plan_of
from rosters.imports.sheets import sheet_of
from rosters.models import Assignment, Edit, Roster
from rosters.month import load_month
from staff.models import Absence, AbsenceKind, AuditEntry
from tests import make

from . import files

pytestmark = pytest.mark.django_db

HEAD = ["姓名", *range(1, 11)]


@pytest.fixture
def early(hall):
    return make.shift_type(hall, "早", letter="A", start=time(8, 30), end=time(17, 30))


@pytest.fixture
def fang(hall, early):
    return make.employee(hall, "E1", name="王芳")


def sheet(*lines):
    return sheet_of("3月", [HEAD, *lines])


def plan(roster, *lines, **more):
    return plan_of(load_month(roster), [sheet(*lines)], **more)


def on_record():
    return [
        (row.employee.code, row.kind, row.first_day.day, row.last_day.day, row.state)
        for row in Absence.objects.select_related("employee").order_by("first_day")
    ]


def offered(found):
    return [(one.employee.code, one.kind.code, one.first_day.day, one.last_day.day) for one in found.leave]


def why(found):
    return {one.cell: one.why for one in found.unplaced}


def test_days_one_after_the_other_of_one_kind_are_one_leave(roster, fang):
    found = plan(roster, ["王芳", "年假", "年休", "休", "病假", "病", "早", "婚假"])

    assert offered(found) == [("E1", "annual", 1, 2), ("E1", "sick", 4, 5), ("E1", "marriage", 7, 7)]
    assert set(why(found).values()) == {"leave-not-on-record"}


def test_ticked_leave_is_entered_with_the_shifts_and_its_cells_are_placed(roster, fang, early, manager):
    set_cell(roster, fang, date(2026, 3, 2), CellValue(early), by=manager)
    ticked = plan(roster, ["王芳", "早", "年假", "年假"], leave=True)
    assert (ticked.cells_placed, ticked.unplaced) == (3, [])

    done = apply_sheets(roster, [sheet(["王芳", "早", "年假", "年假"])], by=manager, leave=True)

    assert on_record() == [("E1", "annual", 2, 3, "approved")]
    assert [(row.date.day, row.shift_type) for row in Assignment.objects.all()] == [(1, early)]
    assert len(done.edit.leave) == 1
    assert Absence.objects.get().decided_by == manager
    assert AuditEntry.objects.filter(act="absence-added", by=manager).count() == 1


def test_leave_stays_out_without_the_tick(roster, fang, manager):
    apply_sheets(roster, [sheet(["王芳", "早", "年假"])], by=manager)

    assert on_record() == []
    assert Assignment.objects.count() == 1


def test_undo_takes_it_back_with_the_shifts_and_redo_enters_it_again(roster, fang, early, manager):
    set_cell(roster, fang, date(2026, 3, 2), CellValue(early), by=manager)
    apply_sheets(roster, [sheet(["王芳", "早", "年假"])], by=manager, leave=True)

    taken = undo(roster, by=manager)
    assert (on_record(), [row.date.day for row in Assignment.objects.all()]) == ([], [2])
    assert taken.codes == {"E1"}
    assert taken.month.absences == {}

    redo(roster, by=manager)
    assert on_record() == [("E1", "annual", 2, 2, "approved")]
    assert [row.date.day for row in Assignment.objects.all()] == [1]
    undo(roster, by=manager)
    assert on_record() == []


def test_sheet_of_leave_alone_is_an_edit_and_can_be_undone(roster, fang, manager):
    apply_sheets(roster, [sheet(["王芳", "年假", "年假"])], by=manager, leave=True)
    assert on_record() == [("E1", "annual", 1, 2, "approved")]

    undo(roster, by=manager)

    assert on_record() == []
    with pytest.raises(NotEditable):
        undo(roster, by=manager)


def test_leave_that_somebody_has_changed_since_is_left_by_undo_and_named(roster, fang, manager):
    apply_sheets(roster, [sheet(["王芳", "早", "年假"])], by=manager, leave=True)
    Absence.objects.update(last_day=date(2026, 3, 4))

    done = undo(roster, by=manager)

    assert [(one.name, one.why) for one in done.left] == [("王芳", "leave_changed")]
    assert on_record() == [("E1", "annual", 2, 4, "approved")]
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("change", ["moved", "deleted"])
def test_leave_that_undo_has_left_is_not_entered_a_second_time_by_redo(roster, fang, manager, change):
    apply_sheets(roster, [sheet(["王芳", "早", "年假"])], by=manager, leave=True)
    if change == "moved":
        Absence.objects.update(first_day=date(2026, 3, 10), last_day=date(2026, 3, 10))
    else:
        Absence.objects.all().delete()
    undo(roster, by=manager)
    stood = on_record()

    done = redo(roster, by=manager)

    assert [(one.name, one.why) for one in done.left] == [("王芳", "leave_changed")]
    assert on_record() == stood


@pytest.mark.parametrize("state", ["asked", "approved"])
def test_leave_that_stands_is_left_as_it_is(roster, fang, manager, state):
    Absence.objects.create(
        employee=fang, kind="sick", first_day=date(2026, 3, 2), last_day=date(2026, 3, 2), state=state
    )

    found = plan(roster, ["王芳", "年假", "年假", "早"], leave=True)
    apply_sheets(roster, [sheet(["王芳", "年假", "年假", "早"])], by=manager, leave=True)

    on_two = {"asked": [], "approved": [("E1", "annual", 1, 1)]}[state]
    assert offered(found) == on_two
    assert [one for one in on_record() if one[1] == "sick"] == [("E1", "sick", 2, 2, state)]
    assert set(why(found).values()) == ({"other-leave-stands"} if state == "asked" else set())


def test_word_without_a_kind_is_asked_for_and_taken_as_the_hall_says(roster, fang, manager):
    found = plan(roster, ["王芳", "请假", "早"])
    assert why(found) == {"B2": "leave-of-no-kind"}

    remember(roster.hall, {}, {"请假": Leave("personal")}, by=manager)

    assert offered(plan(roster, ["王芳", "请假", "早"])) == [("E1", "personal", 1, 1)]


def test_kind_of_the_halls_own_is_entered_under_its_name(roster, fang, hall, manager):
    AbsenceKind.objects.create(hall=hall, code="nursing", name="哺乳假")

    apply_sheets(roster, [sheet(["王芳", "哺乳假"])], by=manager, leave=True)

    assert Absence.objects.get().get_kind_display() == "哺乳假"


def test_more_than_the_allowance_is_listed_with_the_reason_and_not_entered(roster, fang, manager):
    # The 1st is a Sunday: four workdays, then two more, of five that she has.
    line = ["王芳", *["年假"] * 5, "早", *["年假"] * 4]

    found = plan(roster, line, leave=True)
    apply_sheets(roster, [sheet(line)], by=manager, leave=True)

    assert offered(found) == [("E1", "annual", 1, 5)]
    assert all("left" in text for text in why(found).values())
    assert on_record() == [("E1", "annual", 1, 5, "approved")]


def test_nobody_enters_her_own_leave(roster, fang, manager):
    fang.user = manager
    fang.save()

    found = plan(roster, ["王芳", "年假"], leave=True, by=manager)

    assert (offered(found), list(why(found))) == ([], ["B2"])
    assert apply_sheets(roster, [sheet(["王芳", "年假"])], by=manager, leave=True).edit is None


def test_pinned_days_and_days_without_a_contract_are_left(roster, fang, early, manager):
    Assignment.objects.create(
        roster=roster, employee=fang, date=date(2026, 3, 1), shift_type=early, is_pinned=True, origin="by_hand"
    )
    fang.left_on = date(2026, 3, 2)
    fang.save()

    assert why(plan(roster, ["王芳", "年假", "早", "年假"], leave=True)) == {"B2": "pinned", "D2": "not-employed"}


# --- pages, programs -------------------------------------------------------------


def test_page_offers_leave_by_one_tick_enters_it_and_takes_it_back(client, roster, fang, manager):
    client.force_login(manager)
    address = reverse("rosters:import", args=["east", make.MONTH])
    client.post(address, {"file": SimpleUploadedFile("old.xlsx", files.xlsx([HEAD, ["王芳", "年假", "早"]]))})
    shown = client.get(address)
    assert 'name="leave"' in shown.content.decode()

    client.post(reverse("rosters:import-apply", args=["east", make.MONTH]), {"revision": "0", "leave": "on"})
    assert on_record() == [("E1", "annual", 1, 1, "approved")]
    page = client.get(address).context["page"]
    assert (page.leave, page.can_undo) == ([], True)

    client.post(reverse("rosters:undo", args=["east", make.MONTH]))
    assert (on_record(), Assignment.objects.count()) == ([], 0)


def test_program_sees_leave_and_enters_it_when_it_says_so(hall, roster, fang, manager):
    program = APIClient()
    program.force_authenticate(manager)
    address = "/api/v1/halls/east/rosters/2026-03/imports/"

    def send(**more):
        file = SimpleUploadedFile("old.xlsx", files.xlsx([HEAD, ["王芳", "年假", "早"]]))
        return program.post(address, {"file": file} | more, format="multipart").json()

    assert send()["leave"] == [
        {"employee": "E1", "kind": "annual", "first_day": "2026-03-01", "last_day": "2026-03-01", "cells": ["B2"]}
    ]
    assert send(apply="true", leave="true")["placed"] == 2
    assert on_record() == [("E1", "annual", 1, 1, "approved")]
    assert program.post("/api/v1/halls/east/rosters/2026-03/edits/undo/").status_code == 200
    assert on_record() == []


def test_nothing_is_changed_where_leave_cannot_be_entered_after_all(roster, fang, manager, monkeypatch):
    monkeypatch.setattr("rosters.imports.leave.meets", lambda *_: False)
    Absence.objects.create(employee=fang, first_day=date(2026, 3, 2), last_day=date(2026, 3, 2))

    with pytest.raises(NotEditable) as refused:
        apply_sheets(roster, [sheet(["王芳", "早", "年假"])], by=manager, leave=True)

    assert refused.value.facts["reason"] == "leave_refused"
    assert (Edit.objects.count(), Assignment.objects.count()) == (0, 0)
    assert Roster.objects.get().revision == roster.revision
