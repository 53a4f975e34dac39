"""A report as a workbook: a cover, the halls side by side, and each hall's roster in the layout that halls know."""

from typing import BinaryIO

from django.utils.translation import gettext as _
from openpyxl import Workbook

from rosters.exports.rostersheet import add_roster_sheet

from ..report import Report, grids_of
from .comparison import add_comparison_sheets
from .coversheet import add_cover_sheet, add_halls_sheet, title_of
from .titles import Titles

# So many rosters are drawn in some twenty seconds; nobody turns over more sheets than that.
MOST_ROSTERS = 100


def summary_workbook(report: Report) -> Workbook:
    """The report in the language that is active; hours are hours and percentages are percentages.

    With more halls than `MOST_ROSTERS` their figures alone, and the cover says so.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    titles = Titles()
    add_cover_sheet(book, report, titles, has_rosters=has_rosters(report))
    if report.hall is None:
        add_halls_sheet(book, report, titles)
        add_comparison_sheets(book, report, titles)
    for part, grid in grids_of(report) if has_rosters(report) else ():
        add_roster_sheet(book, grid, with_figures=True)
        book.worksheets[-1].title = titles.free(str(part.hall))
    book.properties.title = title_of(report)
    book.properties.creator = _("Rosters")
    return book


def has_rosters(report: Report) -> bool:
    return len(report.parts) <= MOST_ROSTERS


def save_summary(report: Report, file: BinaryIO) -> None:
    summary_workbook(report).save(file)
