"""Sheets as tired people make them: every cell is still placed, ignored by a rule or listed (`read` holds that)."""

from datetime import date, time

import pytest

from rosters.edits.values import LIEU, REST, CellValue
from rosters.imports.days import Named, dates_of
from rosters.imports.planning import plan_of
from rosters.imports.sheets import sheet_of
from rosters.month import load_month
from tests import make

from .sheets import faults, read, rules, said

FEBRUARY, MARCH = range(1, 29), range(1, 32)


def days_in(reading, who: str) -> dict[tuple[int, int], str]:
    return {(one.day.month, one.day.day): one.text for one in reading.entries if one.names[-1] == who and one.day}


@pytest.mark.parametrize("title", ["2026年2月排班表", "2月", "二月份（2026.02）2月"])
def test_two_months_below_each_other_are_each_of_the_month_that_their_title_names(title):
    lines = [[title], ["姓名", *FEBRUARY], ["王芳", *["早"] * 28], ["李娜", *["中"] * 28], []]
    lines += [["2026年3月排班表"], ["姓名", *MARCH], ["王芳", *["晚"] * 31], ["李娜", *["休"] * 31]]

    reading = read(sheet_of("排班", lines))

    found = days_in(reading, "王芳")
    assert (found[2, 28], found[3, 1], found[3, 31]) == ("早", "晚", "晚")
    assert len(found) == 59
    assert {rules(reading)[cell] for cell in ("A1", "A6")} == {"title"}


def test_two_months_side_by_side_are_each_of_the_month_named_over_them():
    lines = [["", "3月", *[None] * 30, "5月"], ["姓名", *MARCH, *MARCH], ["王芳", *["早"] * 31, *["晚"] * 31]]
    merged = (((0, 1), (0, 31)), ((0, 32), (0, 62)))

    found = days_in(read(sheet_of("上半年", lines, merged)), "王芳")

    assert (found[3, 1], found[3, 31], found[5, 1], found[5, 31]) == ("早", "早", "晚", "晚")


def test_month_that_a_remark_speaks_of_is_no_title():
    lines = [["姓名", 1, 2, 3], ["王芳", "早", "早", "休", "5月入职"], ["姓名", 4, 5, 6], ["王芳", "中", "中", "休"]]

    assert {month for month, _day in days_in(read(sheet_of("", lines)), "王芳")} == {3}


def test_sums_between_and_below_people_are_ignored_by_a_rule():
    lines = [["姓名", 1, 2, 3], ["王芳", "早", "早", "休"], ["早班人数", 1, 1, 0], ["在岗合计", 1, 1, 0]]
    lines += [["李娜", "中", "中", "休"], ["应到", 2, 2, 2], ["实到", 2, 2, 0], ["平均", 1, 1, 1]]

    reading = read(sheet_of("", lines))

    assert {names for one in reading.entries for names in one.names} == {"王芳", "李娜"}
    assert [rules(reading)[f"B{row}"] for row in (3, 4, 6, 7, 8)] == ["closing-row"] * 5
    assert faults(reading) == {}


def test_figures_of_a_person_that_look_like_days_begin_no_table():
    lines = [["姓名", *range(1, 8), "工时", "早", "通", "中", "晚", "周末"]]
    for name in ("王芳", "李娜", "张伟"):
        lines.append([name, *["早"] * 7, 136, 5, 0, 7, 5, 7])

    reading = read(sheet_of("", lines))

    assert {name: len(days_in(reading, name)) for name in ("王芳", "李娜", "张伟")} == dict.fromkeys(
        ("王芳", "李娜", "张伟"), 7
    )
    assert faults(reading) == {}


def test_every_weekday_that_is_wrong_is_named_and_the_dates_hold():
    lines = [["姓名", *range(1, 8)], [None, "一", "二", "三", "四", "五", "六", "日"], ["王芳", *["早"] * 7]]

    reading = read(sheet_of("3月", lines))

    assert {one.day for one in reading.entries} == {date(2026, 3, day) for day in range(1, 8)}
    assert {rules(reading)[f"{column}2"] for column in "BCDEFGH"} == {"weekday-contradicts-date"}


def test_weekdays_above_the_dates_are_no_heading_of_their_own():
    lines = [["星期", "日", "一", "二"], ["日期", 1, 2, 3], ["王芳", "早", "早", "休"], ["李娜", "中", "休", "中"]]

    assert ("李娜", "中", 3) in said(read(sheet_of("", lines)))


# --- against a hall ------------------------------------------------------------------------


@pytest.fixture
def hall_with_people(hall):
    early = make.shift_type(hall, "早", letter="A", name="早班", start=time(8, 30), end=time(17, 30))
    for code, name in (("E1", "王芳"), ("E2", "李娜"), ("E3", "张伟")):
        make.employee(hall, code, name=name)
    return early


def plan(roster, *lines, merged=()):
    return plan_of(load_month(roster), [sheet_of("", lines, merged)])


@pytest.mark.django_db
def test_posts_merged_over_people_and_names_with_posts_are_the_people(roster, hall_with_people):
    found = plan(
        roster,
        ["岗位", "姓名", 1, 2, 3],
        ["业务受理台席", "王 芳\n(组长)", "早", "早", "休"],
        [None, "李娜", "早", "休", "早"],
        ["迎候", "值班/张伟", "早", "早", "休"],
        merged=(((1, 0), (2, 0)),),
    )

    people = [one.change.employee.code for one in found.changes]
    assert {code: people.count(code) for code in people} == {"E1": 3, "E2": 3, "E3": 3}
    assert found.unplaced == []


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["休", "公休", "轮休", "輪休", "休息", "/"])
def test_words_for_a_day_off(roster, hall_with_people, word):
    found = plan(roster, ["姓名", 1, 2, 3], ["王芳", word, "早", "早"])

    assert found.changes[0].after == REST


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("word", "why"),
    [(word, "leave-not-on-record") for word in ("病", "病假", "年假", "年休", "事假", "婚假", "产假", "培训")]
    + [(word, "leave-of-no-kind") for word in ("請假", "丧假", "出差")],
)
def test_words_for_leave_are_listed_as_leave_that_is_not_on_record(roster, hall_with_people, word, why):
    found = plan(roster, ["姓名", 1, 2, 3], ["王芳", word, "早", "补休"])

    assert {one.cell: one.why for one in found.unplaced} == {"B2": why}
    assert [one.after for one in found.changes] == [CellValue(hall_with_people), LIEU]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["8:30-17:30", "8：30－17：30", "08:30~17:30", "8.30-17.30", "0830-1730", "8:30至17:30"]
)
def test_times_as_people_write_them_are_the_shift(roster, hall_with_people, text):
    found = plan(roster, ["姓名", 1, 2, 3], ["王芳", text, "早", "早"])

    assert [one.after for one in found.changes] == [CellValue(hall_with_people)] * 3


def test_days_that_begin_anew_thousands_of_times_are_none_before_the_first_year():
    days = [Named(number) for _ in range(30_000) for number in (1, 2, 3)] + [Named(number) for number in (1, 2, 3, 4)]

    found = dates_of(days, date(2026, 3, 1), is_first=True)

    assert (found[0], found[-1]) == (None, date(2026, 3, 4))
