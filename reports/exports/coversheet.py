"""Sheet 1: what it is, the figures of all halls beside the month before, and the halls in it."""

from dataclasses import replace

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rosters.exports.sheet import A4, HEADING, LABEL, NOTE, TITLE, put, put_across, put_row, set_page, set_widths

from ..lines import GROUPS, Group, Line
from ..report import Report
from .titles import Titles
from .values import put_change, put_value

NAME, NOW, BEFORE, CHANGE = 1, 2, 3, 4
HEAD_ROW, HALLS_ROW = 4, 3


def title_of(report: Report) -> str:
    whose = str(report.hall) if report.hall else pgettext("all halls", "Department")
    return _("%(whose)s · summary of %(month)s") % {"whose": whose, "month": month_name(report)}


def month_name(report: Report) -> str:
    return date_format(report.month, "YEAR_MONTH_FORMAT")


def add_cover_sheet(book: Workbook, report: Report, titles: Titles, *, has_rosters: bool) -> None:
    """A line for each figure; where it is of one hall alone, a line for that."""
    sheet = book.create_sheet(titles.free(pgettext("name of a sheet", "Summary")))
    put_across(sheet, 1, NAME, CHANGE, title_of(report), TITLE)
    put_across(sheet, 2, NAME, CHANGE, origin_of(report), NOTE)
    if not has_rosters:
        words = _("Of so many halls the rosters are left out; each hall’s page has its own.")
        put_across(sheet, 3, NAME, CHANGE, words, NOTE)
    put_row(
        sheet,
        HEAD_ROW,
        NAME,
        [_("Figure"), month_name(report), _("Month before"), pgettext("against the month before", "Change")],
        HEADING,
    )
    row = HEAD_ROW + 1
    for group in GROUPS:
        row = put_group(sheet, report, group, row)
    if report.hall:
        put_halls(sheet, report, row + 1)
    sheet.freeze_panes = f"B{HEAD_ROW + 1}"
    sheet.row_dimensions[1].height = 26
    set_widths(sheet, {NAME: 34, NOW: 16, BEFORE: 16, CHANGE: 16})
    set_page(sheet, rows=f"{HEAD_ROW}:{HEAD_ROW}", paper=A4, footer=title_of(report))
    sheet.page_setup.orientation = "portrait"


def add_halls_sheet(book: Workbook, report: Report, titles: Titles) -> None:
    """A line for each hall: which number and version of it was counted and when; then those that are not in it."""
    name = _("Halls counted")
    sheet = book.create_sheet(titles.free(name))
    put_across(sheet, 1, NAME, CHANGE, f"{title_of(report)} · {name}", TITLE)
    row = put_halls(sheet, report, HALLS_ROW)
    put_missing(sheet, report, row)
    sheet.freeze_panes = f"B{HALLS_ROW + 1}"
    sheet.row_dimensions[1].height = 26
    set_widths(sheet, {NAME: 34, NOW: 16, BEFORE: 16, CHANGE: 16})
    set_page(sheet, rows=f"{HALLS_ROW}:{HALLS_ROW}", paper=A4, footer=title_of(report))
    sheet.page_setup.orientation = "portrait"


def origin_of(report: Report) -> str:
    """Which number it is and of when, or that it was counted just now."""
    halls = ngettext("%(n)s hall", "%(n)s halls", len(report.parts)) % {"n": len(report.parts)}
    is_sent = all(part.number for part in report.parts)
    origin = _("from the summaries that halls have sent") if is_sent else _("counted as it stands")
    if report.number is not None and report.made_at is not None:
        words = {"number": report.number, "moment": date_format(timezone.localtime(report.made_at), "Y-m-d H:i")}
        origin = _("Number %(number)d of %(moment)s") % words
    unit = _("amounts of work in hours")
    return f"{origin} · {halls} · {unit}"


def put_group(sheet: Worksheet, report: Report, group: Group, row: int) -> int:
    put_across(sheet, row, NAME, CHANGE, group.label, replace(HEADING, across="left"))
    for place, line in enumerate(group.lines, start=row + 1):
        put_line(sheet, report, line, place)
    return row + 1 + len(group.lines)


def put_line(sheet: Worksheet, report: Report, line: Line, row: int) -> None:
    now = line.value(report.figures)
    before = line.value(report.before) if report.before else None
    put(sheet, row, NAME, line.label, LABEL)
    put_value(sheet, row, NOW, now, line.unit)
    put_value(sheet, row, BEFORE, before, line.unit)
    put_change(sheet, row, CHANGE, now, before, line.unit)


def put_halls(sheet: Worksheet, report: Report, row: int) -> int:
    put_row(
        sheet,
        row,
        NAME,
        [_("Hall"), pgettext("of a summary", "Number"), _("Version of the roster"), _("Counted")],
        HEADING,
    )
    for place, part in enumerate(report.parts, start=row + 1):
        put(sheet, place, NAME, part.hall, LABEL)
        put_row(sheet, place, NOW, [part.number, part.version], replace(LABEL, across="right"))
        day = timezone.localtime(part.made_at).date() if part.made_at else None
        put(sheet, place, CHANGE, day, replace(LABEL, across="right", format="yyyy-mm-dd"))
    return row + 1 + len(report.parts)


def put_missing(sheet: Worksheet, report: Report, row: int) -> None:
    for place, hall in enumerate(report.missing, start=row):
        put(sheet, place, NAME, hall, LABEL)
        put_across(sheet, place, NOW, CHANGE, _("not in it"), replace(LABEL, ink=NOTE.ink))
