"""Sheets of the shapes that halls use, and what a hall knows."""

from datetime import date, timedelta

from rosters.imports.found import Known, Reading
from rosters.imports.layouts import read_sheets
from rosters.imports.sheets import Sheet

MONTH = date(2026, 3, 1)
PEOPLE = {"王芳", "李娜", "张伟", "E1", "E2", "E3"}
VALUES = {"早", "中", "晚", "休", "年假", "8:30-17:30"}
KNOWN = Known(lambda text: text.split("(")[0].split("（")[0] in PEOPLE, VALUES.__contains__)


def day(number: int) -> date:
    return MONTH + timedelta(number - 1)


def read(*sheets: Sheet, month: date = MONTH) -> Reading:
    """The reading, each cell of the sheets being in it exactly once."""
    reading = read_sheets(sheets, month, KNOWN)
    entered = {(one.sheet, one.place) for one in reading.entries}
    others = [(one.sheet, one.place) for one in (*reading.ignored, *reading.unplaced)]
    filled = {(sheet.name, place) for sheet in sheets for place in sheet.cells}
    assert len(others) == len(set(others))
    assert not entered & set(others)
    assert filled <= entered | set(others)
    assert set(others) <= filled
    return reading


def said(reading: Reading) -> set[tuple[str, str, int | None]]:
    """Who, what, and on which day of the month; only days of March have a number."""
    return {
        (one.names[-1], one.text, one.day.day if one.day and one.day.month == 3 else None) for one in reading.entries
    }


def rules(reading: Reading) -> dict[str, str]:
    return {one.cell: one.why for one in reading.ignored}


def faults(reading: Reading) -> dict[str, str]:
    return {one.cell: one.why for one in reading.unplaced}
