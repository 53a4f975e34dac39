"""Sheets and tables sent by programs: looked at first, put in force when that is asked for."""

from datetime import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from rosters.models import Assignment, Edit, Roster, SheetWord
from staff.models import AuditEntry, Employee
from tests import make
from tests.imports import files

pytestmark = pytest.mark.django_db

SHEETS, TABLES = "/api/v1/halls/east/rosters/2026-03/imports/", "/api/v1/halls/east/imports/people/"
WORDS = "/api/v1/halls/east/sheet-words/"
PEOPLE = [["工号", "姓名", "入职日期"], ["E9", "王芳", "2026-01-05"], ["E8", "", ""]]


@pytest.fixture
def program(manager) -> APIClient:
    found = APIClient()
    found.force_authenticate(manager)
    return found


@pytest.fixture
def staffed(hall):
    make.shift_type(hall, "早", letter="A", start=time(8, 30), end=time(17, 30))
    make.shift_type(hall, "中", letter="B", start=time(10), end=time(19))
    make.employee(hall, "E1", name="王芳")
    make.employee(hall, "E2", name="李娜娜")
    return hall


def send(program, address, content, name="old.xlsx", **more):
    file = SimpleUploadedFile(name, content)
    return program.post(address, {"file": file} | more, format="multipart", headers={"accept-language": "en"})


def test_sheet_is_looked_at_then_put_into_the_roster_as_one_edit(program, staffed, manager):
    Employee.objects.filter(code="E2").update(name="李娜")
    sheet = files.xlsx([*files.LINES, ["赵六", "早"]])

    preview = send(program, SHEETS, sheet).json()
    assert (preview["is_applied"], preview["placed"], len(preview["changes"])) == (False, 6, 6)
    assert [(one["cell"], one["why"]) for one in preview["unplaced"]] == [
        ("B4", "nobody of this hall has this name or number")
    ]
    assert not Assignment.objects.exists()

    assert send(program, SHEETS, sheet, apply="true").json()["is_applied"]
    assert Assignment.objects.count() == 6
    assert [(edit.what, edit.by) for edit in Edit.objects.all()] == [("imported", manager)]


def test_sheet_of_which_nothing_can_be_placed_is_refused(program, hall):
    refused = send(program, SHEETS, files.xlsx([["nothing", "of use"]]), apply="true")

    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_found")
    assert send(program, SHEETS, b"").status_code == 400


@pytest.mark.parametrize(
    ("name", "content"),
    [("old.ods", files.ods()), ("old.csv", files.text("gb18030")), ("old.xlsx", files.xlsx())],
    ids=["ods", "csv", "xlsx"],
)
def test_sheet_of_any_kind_is_read(program, staffed, name, content):
    assert send(program, SHEETS, content, name).json()["placed"] == 3


def test_sheet_looked_at_before_the_roster_changed_is_refused(program, staffed, roster):
    seen = send(program, SHEETS, files.xlsx()).json()["revision"]
    Roster.objects.update(revision=seen + 1)

    refused = send(program, SHEETS, files.xlsx(), apply="true", revision=seen)

    assert (refused.status_code, refused.json()["code"]) == (409, "changed_since")
    assert not Assignment.objects.exists()


def test_applied_sheet_is_taken_back_as_the_edit_it_was(program, staffed):
    assert send(program, SHEETS, files.xlsx(), apply="true").json()["revision"] == 1

    undone = program.post("/api/v1/halls/east/rosters/2026-03/edits/undo/").json()

    assert (undone["revision"], undone["changed"]) == (2, 3)
    assert not Assignment.objects.exists()


def test_words_of_a_sheet_are_asked_and_remembered_for_the_next(program, staffed, manager):
    lines = [*files.LINES, ["店长", "¿", "N", "早"]]
    late = staffed.shift_types.get(code="中")
    asked = send(program, SHEETS, files.xlsx(lines)).json()
    assert {one["text"] for one in (*asked["people"], *asked["values"]) if one["is_open"]} == {"李娜", "店长", "¿", "N"}
    assert {one["text"]: one["means"] for one in asked["people"]} == {"李娜": None, "店长": None, "王芳": "E1"}

    words = [
        {"of": "person", "text": "李娜", "employee": "E2"},
        {"of": "person", "text": "店长", "employee": "E1"},
        {"of": "value", "text": "¿", "value": str(late.pk)},
        {"of": "value", "text": "N", "value": "leave:annual"},
        {"of": "value", "text": "×××"},
    ]
    kept = program.post(WORDS, {"words": words}, format="json").json()["words"]

    assert program.get(WORDS, {"of": "person"}).json()["count"] == 2
    assert {one["text"]: (one["employee"], one["value"]) for one in kept} == {
        "店长": ("E1", ""),
        "李娜": ("E2", ""),
        "n": (None, "leave:annual"),
        "×××": (None, ""),
        "¿": (None, str(late.pk)),
    }
    again = send(program, SHEETS, files.xlsx(lines)).json()
    assert not any(one["is_open"] for one in (*again["people"], *again["values"]))
    assert AuditEntry.objects.filter(act="sheet_word_kept", by=manager).count() == 5


@pytest.mark.parametrize(
    "word",
    [
        {"of": "person", "text": "李娜", "employee": "E77"},
        {"of": "person", "text": "李娜", "value": "rest"},
        {"of": "value", "text": "N", "employee": "E1"},
        {"of": "value", "text": "N", "value": "leave:nowhere"},
        {"of": "value", "text": "N", "value": "777"},
    ],
)
def test_wrong_meaning_is_refused_and_none_of_the_words_is_kept(program, staffed, word):
    good = {"of": "value", "text": "×××"}

    assert program.post(WORDS, {"words": [good, word]}, format="json").status_code == 400

    assert not SheetWord.objects.exists()


def test_table_is_looked_at_then_put_in_force_and_taken_back(program, hall):
    preview = send(program, TABLES, files.xlsx(PEOPLE)).json()
    assert (preview["is_applied"], preview["changes"], len(preview["unplaced"])) == (False, 1, 1)
    assert preview["id"] is None
    assert not hall.employees.exists()

    done = send(program, TABLES, files.xlsx(PEOPLE), apply="true", seen=preview["seen"]).json()
    assert hall.employees.get().name == "王芳"
    (listed,) = program.get(TABLES).json()["results"]
    assert (listed["id"], listed["name"], listed["in_the_way"]) == (done["id"], "old.xlsx", [])

    assert program.post(f"{TABLES}{done['id']}/undo/").json() == {"left": []}
    assert not hall.employees.exists()
    assert program.post(f"{TABLES}{done['id']}/undo/").status_code == 404


def test_table_looked_at_before_the_hall_changed_is_refused(program, hall):
    seen = send(program, TABLES, files.xlsx(PEOPLE)).json()["seen"]
    make.employee(hall, "E9", name="李娜")

    for apply in ("true", "false"):
        refused = send(program, TABLES, files.xlsx(PEOPLE), apply=apply, seen=seen)
        assert (refused.status_code, refused.json()["code"]) == (409, "changed_since")
    assert hall.employees.get().name == "李娜"


def test_table_of_which_everything_has_changed_since_is_not_taken_back(program, hall):
    done = send(program, TABLES, files.xlsx(PEOPLE), apply="true").json()
    hall.employees.update(name="王小芳")

    refused = program.post(f"{TABLES}{done['id']}/undo/")

    assert (refused.status_code, refused.json()) == (409, {"code": "changed_since", "detail": "王小芳"})
    assert program.get(TABLES).json()["results"][0]["in_the_way"] == ["王小芳"]


def test_template_is_read_back_without_a_change(program, hall):
    make.employee(hall, "E1")

    template = program.get(f"{TABLES}template/")

    assert template["Content-Disposition"] == 'attachment; filename="east-people.xlsx"'
    told = send(program, TABLES, template.content).json()
    assert (told["changes"], told["unchanged"], told["unplaced"]) == (0, 1, [])


def test_sheets_and_tables_of_a_hall_are_taken_from_its_manager_alone(hall, clerk, outsider):
    for user, status in ((clerk, 403), (outsider, 404)):
        program = APIClient()
        program.force_authenticate(user)
        found = [send(program, address, files.xlsx(PEOPLE)).status_code for address in (SHEETS, TABLES)]
        assert found == [status, status]
