"""Figures in cells: real numbers with the format of their unit."""

from dataclasses import replace

from openpyxl.worksheet.worksheet import Worksheet

from rosters.exports.sheet import HOURS, MEAN, NUMBER, Look, hours, put

from ..lines import Unit, Value

PERCENT = "0.0%"
FORMATS = {Unit.COUNT: "#,##0", Unit.MINUTES: HOURS, Unit.PERCENT: PERCENT, Unit.MEAN: MEAN}


def put_value(sheet: Worksheet, row: int, column: int, value: Value, unit: Unit, look: Look = NUMBER) -> None:
    """Minutes as hours, a percentage as a part of one; nothing where there is none."""
    put(sheet, row, column, as_number(value, unit), replace(look, format=FORMATS[unit]))


def as_number(value: Value, unit: Unit) -> Value:
    if value is None:
        return None
    if unit == Unit.MINUTES:
        return hours(round(value))
    return round(value / 100, 4) if unit == Unit.PERCENT else value
