"""`import_roster` as other programs call it."""

import json
from datetime import time

import pytest
from django.core.management import CommandError, call_command

from rosters.edits.undoing import undo
from rosters.models import Assignment, Roster
from tests import make

from . import files

MARCH = ("--hall", "east", "--month", "2026-03")


@pytest.fixture
def staffed(hall):
    make.shift_type(hall, "早", letter="A", start=time(8, 30), end=time(17, 30))
    make.shift_type(hall, "中", letter="B", start=time(10), end=time(19))
    make.employee(hall, "E1", name="王芳")
    make.employee(hall, "E2", name="李娜")
    return hall


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "old.xlsx"
    path.write_bytes(files.xlsx([*files.LINES, ["赵六", "早"], ["合计", 2, 1, 1]]))
    return str(path)


def run(capsys, *command):
    call_command("import_roster", *command, "--json")
    (line,) = capsys.readouterr().out.splitlines()
    return json.loads(line)


def refusal(*command):
    with pytest.raises(CommandError) as refused:
        call_command("import_roster", *command)
    return refused.value.returncode


def test_preview_tells_every_cell_and_changes_nothing(staffed, sheet, capsys):
    told = run(capsys, sheet, *MARCH)

    assert (told["layout"], told["placed"]) == ("people-by-days", 6)
    assert told["changes"][0] == {
        "cell": "B2", "employee": "E1", "date": "2026-03-01", "before": "", "after": "早",
    }  # fmt: skip
    assert told["unplaced"][0].keys() == {"cell", "text", "why"}
    assert [(one["cell"], one["text"]) for one in told["unplaced"]] == [("B4", "赵六"), ("B4", "早")][1:]
    assert {"cell": "A5", "rule": "closing-row"} in told["ignored"]
    assert told["placed"] + len(told["ignored"]) + len(told["unplaced"]) == 18
    assert not Roster.objects.exists()


def test_applied_sheet_is_in_the_roster_and_can_be_undone(staffed, sheet, capsys, manager):
    told = run(capsys, sheet, *MARCH, "--apply", "--by", "manager")

    assert told["status"] == "applied"
    assert len(told["changes"]) == Assignment.objects.count() == 6
    undo(Roster.objects.get(), by=manager)
    assert not Assignment.objects.exists()


def test_sheet_applied_twice_changes_nothing_more(staffed, sheet, capsys):
    run(capsys, sheet, *MARCH, "--apply")

    assert run(capsys, sheet, *MARCH, "--apply")["changes"] == []
    assert Roster.objects.get().revision == 1


def test_wrong_usage_ends_with_2(staffed, sheet, tmp_path):
    assert refusal(str(tmp_path / "none.xlsx"), *MARCH) == 2
    assert refusal(sheet, "--hall", "nowhere", "--month", "2026-03") == 2
    assert refusal(sheet, *MARCH, "--by", "nobody") == 2


def test_refusals_end_with_3_and_lose_nothing(staffed, sheet, tmp_path, capsys):
    (tmp_path / "bad.xls").write_bytes(b"\xd0\xcf\x11\xe0junk")
    (tmp_path / "plain.csv").write_text("nothing,of,use\n")
    roster = make.roster(staffed)
    make.assignment(roster, staffed.employees.first(), roster.month)

    assert refusal(str(tmp_path / "bad.xls"), *MARCH, "--json") == 3
    assert json.loads(capsys.readouterr().out)["status"] == "refused"
    assert refusal(str(tmp_path / "plain.csv"), *MARCH, "--apply") == 3
    Roster.objects.update(state="closed")
    assert refusal(sheet, *MARCH, "--apply") == 3
    assert Assignment.objects.count() == 1
