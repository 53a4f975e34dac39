"""Figures in cells: real numbers with the format of their unit."""

from dataclasses import replace

from django.utils.translation import gettext as _
from openpyxl.worksheet.worksheet import Worksheet

from rosters.exports.sheet import HOURS, MEAN, NUMBER, Look, hours, put

from ..lines import Unit, Value

PERCENT = "0.0%"
FORMATS = {Unit.COUNT: "#,##0", Unit.MINUTES: HOURS, Unit.PERCENT: PERCENT, Unit.MEAN: MEAN}


def put_value(sheet: Worksheet, row: int, column: int, value: Value, unit: Unit, look: Look = NUMBER) -> None:
    """Minutes as hours, a percentage as a part of one; nothing where there is none."""
    put(sheet, row, column, as_number(value, unit), replace(look, format=FORMATS[unit]))


def put_change(sheet: Worksheet, row: int, column: int, now: Value, before: Value, unit: Unit) -> None:
    """The difference of two values; of two percentages in percentage points."""
    change = None if now is None or before is None else round(now - before, 2)
    if unit == Unit.PERCENT:
        points = _("%(points)s pp") % {"points": '0.0"'} + '"'
        put(sheet, row, column, change, replace(NUMBER, format=f"+{points};-{points};{points}"))
    else:
        put_value(sheet, row, column, change, unit)


def as_number(value: Value, unit: Unit) -> Value:
    if value is None:
        return None
    if unit == Unit.MINUTES:
        return hours(round(value))
    return round(value / 100, 4) if unit == Unit.PERCENT else value
