"""The hours sheet as a workbook: a row for each person, minutes at each rate, what is banked and what was taken."""

from dataclasses import replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ..timebanks.overtime import HoursLine, HoursSheet
from .sheet import COUNT, HEADING, LABEL, NOTE, NUMBER, TITLE, put, put_across, put_row, set_page, set_widths

HEAD_ROW, FIRST_ROW = 4, 5
MINUTES = replace(NUMBER, format=COUNT)


def hours_workbook(sheet: HoursSheet) -> Workbook:
    """The sheet in the language that is active; all amounts are minutes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    page = book.create_sheet(pgettext("name of a sheet", "Hours"))
    heads = heads_of(sheet)
    put_across(page, 1, 1, len(heads), title_of(sheet), TITLE)
    note = _("Version %(number)d. All amounts are minutes.") % {"number": sheet.publication.number}
    put_across(page, 2, 1, len(heads), note, NOTE)
    put_row(page, HEAD_ROW, 1, heads, HEADING)
    for row, line in enumerate(sheet.lines, start=FIRST_ROW):
        put_line(page, row, line)
    put_totals(page, FIRST_ROW + len(sheet.lines), sheet)
    page.freeze_panes = page.cell(FIRST_ROW, 3)
    page.row_dimensions[HEAD_ROW].height = 42
    set_widths(page, {1: 10, 2: 14} | dict.fromkeys(range(3, len(heads) + 1), 13))
    set_page(page, rows=f"{HEAD_ROW}:{HEAD_ROW}", columns="A:B", footer=title_of(sheet))
    return book


def title_of(sheet: HoursSheet) -> str:
    words = {"hall": sheet.roster.hall, "month": date_format(sheet.roster.month, "YEAR_MONTH_FORMAT")}
    return _("%(hall)s · hours of %(month)s") % words


def heads_of(sheet: HoursSheet) -> list[str]:
    settings = sheet.settings
    return [
        _("Code"),
        _("Name"),
        _("Worked"),
        _("Beyond the day, %(percent)d %%") % {"percent": settings.long_day_percent},
        _("Beyond the week, %(percent)d %%") % {"percent": settings.further_day_percent},
        _("Statutory holidays, %(percent)d %%") % {"percent": settings.holiday_percent},
        _("Banked"),
        _("Time off taken"),
        _("Overtime is"),
    ]


def amounts_of(line: HoursLine) -> list[int]:
    found = line.overtime
    return [found.paid, line.paid_long_day, line.paid_further_day, found.holiday, line.banked, found.taken]


def put_line(page: Worksheet, row: int, line: HoursLine) -> None:
    put_row(page, row, 1, [line.employee.code, line.employee.name], LABEL)
    put_row(page, row, 3, amounts_of(line), MINUTES)
    put(page, row, 9, _("banked") if line.is_banked else _("paid"), LABEL)


def put_totals(page: Worksheet, row: int, sheet: HoursSheet) -> None:
    put_across(page, row, 1, 2, _("All"), replace(HEADING, across="left"))
    put_row(page, row, 3, sheet.totals.values(), replace(HEADING, across="right", format=COUNT))
    put(page, row, 9, None, HEADING)
