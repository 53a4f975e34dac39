"""Sheet 2: the figures that policy 4.2.2 asks for, person by person."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ..grids.grid import Grid, GridRow
from ..grids.gridfoot import totals_of
from ..reports import SHARED
from .rostersheet import title_of
from .sheet import (
    COUNT,
    HEADING,
    HOURS,
    LABEL,
    MEAN,
    NUMBER,
    SIGNED_HOURS,
    SIGNED_MEAN,
    TITLE,
    hours,
    put,
    put_across,
    set_page,
    set_widths,
)

HEAD_ROW, FIRST_ROW = 3, 4


@dataclass(frozen=True)
class Column:
    """A figure: its heading, how it is read from a person's row, its format."""

    head: str
    value: Callable[[GridRow], object]
    format: str = COUNT


def add_figure_sheet(book: Workbook, grid: Grid) -> None:
    """A row for each person, the hall's means below, the month in a few words at the foot."""
    sheet = book.create_sheet(pgettext("name of a sheet", "Figures"))
    columns = columns_of(grid)
    put_across(sheet, 1, 1, len(columns), title_of(grid), TITLE)
    for place, column in enumerate(columns, start=1):
        put(sheet, HEAD_ROW, place, column.head, HEADING)
    for row, person in enumerate(grid.rows, start=FIRST_ROW):
        put_person(sheet, person, row, columns)
    row = FIRST_ROW + len(grid.rows)
    put_means(sheet, grid, row, columns)
    put_totals(sheet, grid, row + 2)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 4)
    sheet.row_dimensions[HEAD_ROW].height = 42
    set_widths(sheet, {1: 8, 2: 10, 3: 12} | dict.fromkeys(range(4, len(columns) + 1), 9))
    set_page(sheet, rows=f"{HEAD_ROW}:{HEAD_ROW}", columns="A:C", footer=title_of(grid))


def columns_of(grid: Grid) -> list[Column]:
    return [
        Column(_("Code"), lambda row: row.employee.code),
        Column(_("Name"), lambda row: row.employee.name),
        Column(_("Group"), lambda row: group_of(grid, row)),
        Column(_("Days"), lambda row: row.figures.days),
        Column(_("Hours"), lambda row: hours(row.figures.minutes), HOURS),
        Column(_("Target"), lambda row: hours(row.figures.target), HOURS),
        Column(_("+/−"), lambda row: hours(row.figures.difference), SIGNED_HOURS),
        Column(_("Hours a week"), lambda row: row.figures.mean_weekly_minutes / 60, MEAN),
        *shift_columns(grid),
        Column(_("Early"), lambda row: row.figures.early),
        Column(_("Late"), lambda row: row.figures.late),
        Column(_("Nights"), lambda row: row.figures.night),
        Column(_("Weekends"), lambda row: row.figures.weekend),
        Column(_("Holidays"), lambda row: row.figures.holiday),
        Column(_("Overtime"), lambda row: hours(row.figures.overtime), HOURS),
        Column(_("Changes of shift"), lambda row: row.figures.changes),
        Column(_("Time bank"), lambda row: hours(row.figures.bank_minutes), SIGNED_HOURS),
        *(balance_column(kind, head) for kind, head in zip(SHARED, balance_heads(), strict=True)),
    ]


def shift_columns(grid: Grid) -> list[Column]:
    """The mean number of each shift type a week."""
    return [shift_column(code) for code in dict.fromkeys(row.code for row in grid.shift_types)]


def shift_column(code: str) -> Column:
    head = _("%(code)s a week") % {"code": code}
    return Column(head, lambda row: row.figures.mean_weekly_shifts.get(code, 0.0), MEAN)


def balance_heads() -> list[str]:
    """Above (+) or below (−) a fair share, in the order of `reports.SHARED`."""
    return [_("Early ± share"), _("Late ± share"), _("Weekends ± share"), _("Holidays ± share")]


def balance_column(kind: str, head: str) -> Column:
    return Column(head, lambda row: round(row.figures.balances[kind], 2), SIGNED_MEAN)


def group_of(grid: Grid, row: GridRow) -> str:
    return next(group.name for group in grid.groups if row in group.rows)


def put_person(sheet: Worksheet, person: GridRow, row: int, columns: list[Column]) -> None:
    for place, column in enumerate(columns, start=1):
        value = column.value(person)
        look = LABEL if isinstance(value, str) else replace(NUMBER, format=column.format)
        put(sheet, row, place, value, look)


def put_means(sheet: Worksheet, grid: Grid, row: int, columns: list[Column]) -> None:
    """The mean of every figure under its column."""
    for place, column in enumerate(columns, start=1):
        values = [column.value(person) for person in grid.rows]
        numbers = [value for value in values if isinstance(value, int | float)]
        form = MEAN if column.format in (COUNT, HOURS) else column.format
        mean = sum(numbers) / len(numbers) if numbers else None
        put(sheet, row, place, mean, replace(HEADING, across="right", format=form))
    put_across(sheet, row, 1, 3, _("Mean"), replace(HEADING, across="left"))


def put_totals(sheet: Worksheet, grid: Grid, row: int) -> None:
    """The month in a few figures, each with its name."""
    totals = totals_of([person.figures for person in grid.rows], grid.foot)
    overtime = sum(person.figures.overtime for person in grid.rows)
    lines = [
        (_("Cover"), totals.cover_percent / 100, "0.0%"),
        (_("Hours missing"), hours(totals.missing_minutes), HOURS),
        (_("Days with a time without a manager"), totals.days_without_manager, COUNT),
        (_("Handovers a day"), totals.handovers_a_day, MEAN),
        (_("Furthest above target to furthest below, hours"), hours(totals.spread_minutes), HOURS),
        (_("Overtime, hours"), hours(overtime), HOURS),
    ]
    for place, (name, value, form) in enumerate(lines, start=row):
        put_across(sheet, place, 1, 3, name, LABEL)
        put(sheet, place, 4, value, replace(NUMBER, format=form))
