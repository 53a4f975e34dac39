"""Each shape of sheet is read the right way round, every cell accounted for (`read` holds that)."""

from datetime import date

import pytest

from rosters.imports.sheets import Broken, Sheet, sheet_of

from .sheets import day, faults, read, rules, said

THREE = {
    ("王芳", "早", 1),
    ("王芳", "早", 2),
    ("王芳", "休", 3),
    ("李娜", "中", 1),
    ("李娜", "休", 2),
    ("李娜", "中", 3),
}


def test_people_by_days_below_titles_and_weekdays():
    lines = [
        ["东门营业厅排班表"],
        ["2026年3月", None, None, "制表：王经理"],
        [],
        ["序号", "姓名", 1, 2, 3, "工时"],
        [None, None, "日", "一", "二"],
        [1, "王芳", "早", "早", "休", 16],
        [2, "李娜", "中", "休", "中", 16],
        ["合计", None, 2, 1, 1],
        [],
        ["备注", "早 8:30-17:30"],
    ]

    reading = read(sheet_of("Sheet1", lines))

    assert reading.layout == "people-by-days"
    assert said(reading) == THREE
    assert reading.unplaced == []
    kinds = rules(reading)
    assert [kinds[cell] for cell in ("A1", "C4", "C5", "B6", "F6", "C8", "A10", "B10")] == [
        "title", "heading", "weekdays", "label", "beside-table", "closing-row", "closing-row", "closing-row",
    ]  # fmt: skip


def test_weekday_that_contradicts_the_date_is_named_and_the_date_holds():
    lines = [["姓名", day(1), day(2), day(3)], [None, "六", "一", "二"], ["王芳", "早", "早", "休"]]

    reading = read(sheet_of("Sheet1", lines))

    assert rules(reading)["B2"] == "weekday-contradicts-date"
    assert rules(reading)["C2"] == "weekdays"
    assert ("王芳", "早", 1) in said(reading)


def test_days_by_people():
    lines = [["三月"], ["日期", "王芳", "李娜"], ["3月1日", "早", "中"], ["3月2日", "早", "休"], ["3月3日", "休", "中"]]

    reading = read(sheet_of("Sheet1", lines))

    assert reading.layout == "days-by-people"
    assert said(reading) == THREE
    assert {one.cell for one in reading.entries} == {"B3", "C3", "B4", "C4", "B5", "C5"}


def test_days_by_shifts_with_names_in_cells():
    lines = [
        ["日期", "早", "中", "休"],
        ["3/1", "王芳", "李娜", ""],
        ["3/2", "王芳", "", "李娜"],
        ["3/3", "", "李娜", "王芳、张伟"],
    ]

    reading = read(sheet_of("Sheet1", lines))

    assert reading.layout == "days-by-shifts"
    assert said(reading) == THREE | {("张伟", "休", 3)}


def test_long_list_with_named_columns():
    lines = [["排班明细"], ["日期", "工号", "姓名", "班次", "电话"]]
    lines += [[day(1), "E1", "王芳", "早", 138], [day(2), "E1", "王芳", "休"], [day(1), "E2", "李娜", "中"]]

    reading = read(sheet_of("Sheet1", lines))

    assert reading.layout == "list"
    assert said(reading) == {("王芳", "早", 1), ("王芳", "休", 2), ("李娜", "中", 1)}
    assert reading.entries[0].names == ("E1", "王芳")
    assert rules(reading)["E3"] == "other-column"


def test_long_list_with_times_for_shifts_and_a_line_without_a_day():
    lines = [["Date", "Name", "Start", "End"], [day(1), "王芳", "8:30", "17:30"], [None, "李娜", "8:30", "17:30"]]

    reading = read(sheet_of("Sheet1", lines))

    assert said(reading) == {("王芳", "8:30-17:30", 1)}
    assert faults(reading)["C3"] == "no-day-in-row"


def test_long_list_whose_columns_nothing_names():
    lines = [["王芳", day(1), "早"], ["李娜", day(1), "中"], ["王芳", day(2), "休"]]

    reading = read(sheet_of("Sheet1", lines))

    assert reading.layout == "list"
    assert said(reading) == {("王芳", "早", 1), ("李娜", "中", 1), ("王芳", "休", 2)}


def test_two_blocks_below_each_other():
    lines = [
        ["姓名", 1, 2, 3],
        ["王芳", "早", "早", "休"],
        [],
        ["姓名", 4, 5, 6],
        ["王芳", "中", "中", "晚"],
        ["李娜", "晚", "", "休"],
    ]

    reading = read(sheet_of("Sheet1", lines))

    assert said(reading) == {
        ("王芳", "早", 1), ("王芳", "早", 2), ("王芳", "休", 3),
        ("王芳", "中", 4), ("王芳", "中", 5), ("王芳", "晚", 6), ("李娜", "晚", 4), ("李娜", "休", 6),
    }  # fmt: skip


def test_two_blocks_side_by_side():
    lines = [["姓名", 1, 2, 3, None, "姓名", 1, 2, 3], ["王芳", "早", "早", "休", None, "李娜", "中", "休", "中"]]

    assert said(read(sheet_of("Sheet1", lines))) == THREE


def test_merged_cells_lie_over_days_and_people():
    lines = [["组", "姓名", 1, 2, 3], ["A", "王芳", "早", None, "休"], [None, "李娜", "年假", None, None]]
    merged = (((1, 0), (2, 0)), ((1, 2), (1, 3)), ((2, 2), (2, 4)))

    reading = read(sheet_of("Sheet1", lines, merged))

    assert said(reading) == {
        ("王芳", "早", 1), ("王芳", "早", 2), ("王芳", "休", 3),
        ("李娜", "年假", 1), ("李娜", "年假", 2), ("李娜", "年假", 3),
    }  # fmt: skip


def test_names_with_notes_and_a_stranger():
    lines = [
        ["姓名", 1, 2, 3],
        ["王芳(组长)", "早", "早", "休"],
        ["赵六", "早", "早", "休"],
        ["李娜（孕）", "中", "休", "中"],
    ]

    reading = read(sheet_of("Sheet1", lines))

    assert ("赵六", "早", 1) in said(reading)  # who it is, is asked when names become employees
    assert ("李娜（孕）", "中", 3) in said(reading)


def test_row_without_a_name_is_listed():
    lines = [["姓名", 1, 2, 3], ["王芳", "早", "早", "休"], [None, "早", None, None], ["李娜", "中", "休", "中"]]

    assert faults(read(sheet_of("Sheet1", lines))) == {"B3": "no-name-in-row"}


def test_formula_without_a_value_is_listed():
    sheet = sheet_of("Sheet1", [["姓名", 1, 2, 3], ["王芳", "早", "", "休"]])

    reading = read(Sheet(sheet.name, sheet.cells | {(1, 2): Broken("=")}))

    assert faults(reading) == {"C2": "formula-without-value"}


def test_month_from_the_26th_to_the_25th_keeps_days_of_the_month_before_apart():
    numbers = [*range(26, 29), *range(1, 26)]
    reading = read(sheet_of("3月", [["姓名", *numbers], ["王芳", *["早"] * 28]]))

    days = [one.day for one in reading.entries]
    assert days[:4] == [date(2026, 2, 26), date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1)]
    assert days[-1] == date(2026, 3, 25)


def test_weeks_below_each_other_turn_the_month_at_both_ends():
    weeks = [[23, 24, 25, 26, 27, 28, 1], [*range(2, 9)], [*range(30, 32), 1, 2, 3, 4, 5]]
    lines = [line for week in weeks for line in (["姓名", *week], ["王芳", *["早"] * 7])]

    days = [one.day for one in read(sheet_of("Sheet1", lines)).entries]

    assert (days[0], days[6], days[7]) == (date(2026, 2, 23), date(2026, 3, 1), date(2026, 3, 2))
    assert (days[14], days[16], days[20]) == (date(2026, 3, 30), date(2026, 4, 1), date(2026, 4, 5))


def test_days_that_the_month_does_not_have():
    lines = [["姓名", *range(1, 32)], ["王芳", *["早"] * 31]]

    reading = read(sheet_of("Sheet1", lines), month=date(2026, 2, 1))

    assert [one.cell for one in reading.entries if one.day is None] == ["AD2", "AE2", "AF2"]


def test_sheets_of_other_months_hidden_ones_and_ones_without_a_roster():
    lines = [["姓名", 1, 2, 3], ["王芳", "早", "早", "休"], ["李娜", "中", "休", "中"]]
    hidden = sheet_of("old", lines)
    sheets = [sheet_of("2月", lines), sheet_of("3月", lines), Sheet("old", hidden.cells, is_hidden=True)]
    sheets.append(sheet_of("说明", [["早", "8:30-17:30"], ["中", "9:30-18:30"]]))

    reading = read(*sheets)

    assert {one.sheet for one in reading.entries} == {"3月"}
    assert {(one.sheet, one.why) for one in reading.ignored if one.sheet != "3月"} == {
        ("2月", "another-month"), ("old", "hidden-sheet"), ("说明", "no-roster-on-sheet"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "head",
    [
        ["1日", "2日", "3日"],
        ["3.1", "3/2", "3-3"],
        ["周日 1", "周一 2", "周二 3"],
        ["1(日)", "2(一)", "3(二)"],
        ["2026-03-01", "2026/3/2", "2026年3月3日"],
        ["1\nSun", "2\nMon", "3\nTue"],
        ["Sun 1", "Mon 2", "Tue 3"],
    ],
)
def test_days_as_people_write_them(head):
    lines = [["姓名", *head], ["王芳", "早", "早", "休"], ["李娜", "中", "休", "中"]]

    assert said(read(sheet_of("Sheet1", lines))) == THREE


def test_legend_below_and_serial_numbers_are_no_roster():
    lines = [
        ["序号", "姓名", 1, 2, 3],
        [1, "王芳", "早", "早", "休"],
        [2, "李娜", "中", "休", "中"],
        [3, "张伟", "晚", "晚", "休"],
    ]
    lines += [[], [None, "早", "8:30", "17:30"], [None, "说明", "早", "上早班"]]

    reading = read(sheet_of("Sheet1", lines))

    assert reading.layout == "people-by-days"
    assert {one.place[0] for one in reading.entries} <= {1, 2, 3}
