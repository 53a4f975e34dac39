"""A sheet against a hall: whom and what its texts mean, and what becomes of every cell."""

from datetime import date, time

import pytest

from rosters.edits.undoing import undo
from rosters.edits.values import LIEU, REST, CellValue
from rosters.imports.applying import apply_sheets
from rosters.imports.memory import Leave, remember
from rosters.imports.planning import people_asked, plan_of, values_asked
from rosters.imports.sheets import sheet_of
from rosters.models import Assignment
from rosters.month import load_month
from staff.models import Absence, AbsenceKind
from tests import make

MONTH = date(2026, 3, 1)
HEAD = ["姓名", 1, 2, 3]


@pytest.fixture
def early(hall):
    return make.shift_type(hall, "早", letter="A", name="早班", start=time(8, 30), end=time(17, 30))


@pytest.fixture
def late(hall):
    return make.shift_type(hall, "晚", letter="8", name="晚班", start=time(13), end=time(21))


@pytest.fixture
def fang(hall, early, late):
    return make.employee(hall, "E1", name="王芳")


@pytest.fixture
def wei(hall):
    return make.employee(hall, "E2", name="张伟")


def plan(roster, *lines, **how):
    return plan_of(load_month(roster), [sheet_of("", [HEAD, *lines])], **how)


def becomes(plan):
    return [(one.change.employee.code, one.change.day.day, one.after) for one in plan.changes]


def faults(plan):
    return {one.cell: one.why for one in plan.unplaced}


def test_codes_names_times_and_days_off_become_values(roster, fang, wei, early, late):
    found = plan(roster, ["王芳", "早班", "8:30-17:30", "调休"], ["E2", "1300—2100", "公休", "晚"])

    assert becomes(found) == [
        ("E1", 1, CellValue(early)), ("E1", 2, CellValue(early)), ("E1", 3, LIEU),
        ("E2", 1, CellValue(late)), ("E2", 2, REST), ("E2", 3, CellValue(late)),
    ]  # fmt: skip
    assert found.cells_placed == 6


def test_name_with_its_times_is_the_shift_and_one_with_other_times_is_asked_about(roster, fang, early, late):
    found = plan(roster, ["王芳", "早班\n8:30-17:30", "晚（13点-21:00）", "晚 8点半-17点半"])

    assert becomes(found) == [("E1", 1, CellValue(early)), ("E1", 2, CellValue(late))]
    assert faults(found) == {"D2": "name-and-times-disagree"}


def test_name_in_a_cell_under_a_shift_that_is_nobodys_is_listed_as_it_stands(roster, fang):
    lines = [["日期", "早班"], *([day, "王芳、程姐" if day == 1 else "王芳"] for day in (1, 2, 3))]

    found = plan_of(load_month(roster), [sheet_of("", lines)])

    assert [(one.cell, one.text, one.why) for one in found.unplaced] == [("B2", "程姐", "unknown-person")]


def test_long_remark_that_begins_with_a_name_is_nobody(roster, fang):
    found = plan(roster, ["王芳", "早", "早", "早"], ["王芳 " + "请于月底前确认" * 30, "早", "早", "早"])

    assert {one.why for one in found.unplaced} == {"unknown-person"}
    assert len(found.changes) == 3


def test_word_for_leave_means_what_the_hall_has_said_of_it(roster, fang, early):
    remember(roster.hall, {}, {"年假": CellValue(early)}, by=None)

    found = plan(roster, ["王芳", "年假", "病假", ""])

    assert becomes(found) == [("E1", 1, CellValue(early))]
    assert faults(found) == {"C2": "leave-not-on-record"}
    assert {one.text: one.why for one in values_asked(found)} == {"年假": "", "病假": "leave"}


def test_day_off_in_the_columns_of_times_of_a_list_is_one(roster, fang):
    lines = [["姓名", "日期", "上班时间", "下班时间"], ["王芳", date(2026, 3, 1), "8点半", "17:30"]]
    sheet = sheet_of("", [*lines, ["王芳", date(2026, 3, 2), "休", ""]])

    found = plan_of(load_month(roster), [sheet])

    assert [(day, value.text) for _code, day, value in becomes(found)] == [(1, "早"), (2, "rest")]


@pytest.mark.parametrize(
    "name", ["王芳(组长)", "王 芳", "E1 王芳", "3.王芳", "王芳★", "王芳 13800001234", "王芳（孕）"]
)
def test_name_with_a_note_is_the_person(roster, fang, wei, name):
    assert [code for code, _day, _value in becomes(plan(roster, [name, "早", "早", "休"]))] == ["E1"] * 3


def test_figure_is_no_shift_though_it_is_the_key_of_one(roster, fang, late):
    assert faults(plan(roster, ["王芳", 8, "晚", "晚"])) == {"B2": "not-understood"}


def test_two_people_of_one_name_are_told_apart_by_their_codes_alone(roster, fang, hall):
    make.employee(hall, "E9", name="王芳")
    lines = [
        ["工号", *HEAD],
        ["", "王芳", "早", "早", "休"],
        ["E9", "王芳", "晚", "晚", "休"],
        ["E9", "张三", "晚", "", ""],
    ]

    found = plan_of(load_month(roster), [sheet_of("", lines)])

    assert {code for code, _day, _value in becomes(found)} == {"E9"}
    assert faults(found)["C2"] == "more-than-one-person"


def test_strangers_other_days_and_unknown_texts_are_listed_with_their_reason(roster, fang):
    found = plan(roster, ["王芳", "早", "¿", "10:00-11:00"], ["赵六", "早", "", ""])

    assert faults(found) == {"C2": "not-understood", "D2": "no-shift-at-these-times", "B3": "unknown-person"}
    assert becomes(found) == [("E1", 1, CellValue(found.meanings.shift_types[0]))]


def test_two_entries_for_one_day_are_both_listed(roster, fang):
    found = plan(roster, ["王芳", "早", "早", "休"], ["王芳", "早", "晚", ""])

    assert faults(found) == {"C2": "two-entries-for-a-day", "C3": "two-entries-for-a-day"}
    assert [one.cell for one in found.ignored if one.why == "said-twice"] == ["B3"]


def test_leave_is_ignored_where_it_is_on_record_and_listed_where_not(roster, fang):
    Absence.objects.create(employee=fang, first_day=MONTH, last_day=MONTH, state="approved")

    found = plan(roster, ["王芳", "年假", "年假", "早"])

    assert [one.cell for one in found.ignored if one.why == "leave-on-record"] == ["B2"]
    assert faults(found) == {"C2": "leave-not-on-record"}


def test_pinned_cells_stay_and_are_listed(roster, fang, early):
    make.assignment(roster, fang, MONTH, early, is_pinned=True)

    found = plan(roster, ["王芳", "晚", "晚", "晚"])

    assert [one.cell for one in found.unplaced] == ["B2"]
    assert len(found.changes) == 2


def test_empty_cells_change_nothing_unless_asked_to(roster, fang, wei, early):
    for person in (fang, wei):
        make.assignment(roster, person, MONTH, early)

    assert becomes(plan(roster, ["王芳", "", "早", ""])) == [("E1", 2, CellValue(early))]
    assert becomes(plan(roster, ["王芳", "", "早", ""], empties=True)) == [
        ("E1", 2, CellValue(early)), ("E1", 1, CellValue()),
    ]  # fmt: skip


def test_what_the_hall_has_said_is_remembered(roster, fang, early, manager):
    remember(roster.hall, {"芳姐": fang, "店长": None}, {"¿": CellValue(early), "×××": None}, by=manager)

    found = plan(roster, ["芳姐", "¿", "×××", "早"], ["店长", "早", "早", "早"])

    assert becomes(found) == [("E1", 1, CellValue(early)), ("E1", 3, CellValue(early))]
    assert [one.cell for one in found.ignored if one.why == "told-to-ignore"] == ["C2", "B3", "C3", "D3"]
    assert found.unplaced == []


def test_people_and_values_are_asked_with_the_unclear_first(roster, fang, early):
    found = plan(roster, ["王芳", "早", "早", "¿"], ["赵六", "早", "", ""])

    assert [(one.text, one.meaning, one.times) for one in people_asked(found)] == [("赵六", None, 1), ("王芳", fang, 3)]
    assert [(one.text, one.meaning) for one in values_asked(found)] == [("¿", None), ("早", CellValue(early))]


def test_sheet_is_applied_in_one_act_and_undone(roster, fang, early, manager):
    make.assignment(roster, fang, MONTH, early)

    done = apply_sheets(roster, [sheet_of("", [HEAD, ["王芳", "休", "晚", ""]])], by=manager)

    assert done.edit.what == "imported"
    assert {row.origin for row in Assignment.objects.all()} == {"copied"}
    undo(done.month.roster, by=manager)
    assert [(row.date, row.shift_type) for row in Assignment.objects.all()] == [(MONTH, early)]


def test_every_cell_of_the_sheet_is_accounted_for(roster, fang, wei):
    sheet = sheet_of("", [["3月"], HEAD, ["王芳", "早", "¿", "休"], ["赵六", "早", "", ""], ["合计", 2, 1, 1]])

    found = plan_of(load_month(roster), [sheet])

    listed = [one.place for one in (*found.ignored, *found.unplaced)]
    assert len(listed) == len(set(listed))
    assert found.cells_placed + len(listed) == len(sheet.cells)


def test_leave_is_what_the_hall_says_it_is(roster, fang, early, manager):
    Absence.objects.create(employee=fang, first_day=MONTH, last_day=MONTH, state="approved")
    remember(roster.hall, {}, {"N": Leave("annual"), "假": CellValue(early)}, by=manager)

    found = plan(roster, ["王芳", "N", "n", "假"])

    assert [one.cell for one in found.ignored if one.why == "leave-on-record"] == ["B2"]
    assert faults(found) == {"C2": "leave-not-on-record"}
    assert becomes(found) == [("E1", 3, CellValue(early))]
    assert [(one.text, one.shown, one.is_open) for one in values_asked(found)] == [
        ("N", "annual leave", False), ("n", "annual leave", False), ("假", "早 早班", False),
    ]  # fmt: skip


def test_kind_of_absence_of_the_halls_own_is_known_by_its_name(roster, fang, hall):
    AbsenceKind.objects.create(hall=hall, code="nursing", name="哺乳假")

    found = plan(roster, ["王芳", "哺乳假", "早", "早"])

    assert faults(found) == {"B2": "leave-not-on-record"}
    assert [one.shown for one in values_asked(found) if one.why == "leave"] == ["哺乳假"]


def test_text_longer_than_what_is_kept_is_known_again(roster, fang, early, manager):
    text = "王芳请假" * 60
    remember(roster.hall, {text: fang}, {text: None}, by=manager)

    found = plan(roster, [text, text, "早", "早"])

    assert (len(becomes(found)), found.unplaced) == (2, [])
