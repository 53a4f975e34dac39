"""The monthly work plan as a workbook, laid out as the form is: head, three texts, items, remarks."""

from dataclasses import replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rosters.exports.sheet import FREE, HEADING, LABEL, TITLE, put, put_across, put_row, set_page, set_widths

from .models import WorkPlan

COLUMNS = 5
TEXT = replace(LABEL, wrap=True)
SECTION = replace(LABEL, bold=True)


def work_plan_workbook(plan: WorkPlan) -> Workbook:
    """One sheet, to be printed and signed."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = f"{plan.month:%Y-%m}"
    row = put_head(sheet, plan)
    for name, text in (
        (_("Guiding idea"), plan.idea),
        (_("Goals"), plan.goals),
        (_("Requirements"), plan.requirements),
    ):
        row = put_text(sheet, row, name, text)
    row = put_items(sheet, plan, row)
    row = put_text(sheet, row, _("Remarks"), plan.remarks)
    put_signatures(sheet, row + 1)
    set_widths(sheet, {1: 6, 2: 30, 3: 40, 4: 16, 5: 20})
    set_page(sheet, rows="1:1", footer=str(plan))
    return book


def put_head(sheet: Worksheet, plan: WorkPlan) -> int:
    put_across(sheet, 1, 1, COLUMNS, _("Monthly work plan"), replace(TITLE, across="center"))
    sheet.row_dimensions[1].height = 26
    month = date_format(plan.month, "YEAR_MONTH_FORMAT")
    facts = [(_("Unit"), plan.unit), (_("Department"), plan.department), (_("Month"), month), (_("Head"), plan.head)]
    if plan.employee:
        facts.append((_("Employee"), str(plan.employee)))
    for place, (name, value) in enumerate(facts):
        put_across(sheet, 2 + place, 1, 2, name, SECTION)
        put_across(sheet, 2 + place, 3, COLUMNS, value, LABEL)
    return 2 + len(facts)


def put_text(sheet: Worksheet, row: int, name: str, text: str) -> int:
    put_across(sheet, row, 1, COLUMNS, name, SECTION)
    put_across(sheet, row + 1, 1, COLUMNS, text, TEXT)
    sheet.row_dimensions[row + 1].height = 16 * max(2, text.count("\n") + 1 + len(text) // 90)
    return row + 2


def put_signatures(sheet: Worksheet, row: int) -> None:
    names = [(2, _("Drawn up by")), (3, _("Approved by")), (4, _("Signed on"))]
    for column, name in names:
        put(sheet, row, column, name, FREE)
    sheet.row_dimensions[row].height = 32


def put_items(sheet: Worksheet, plan: WorkPlan, row: int) -> int:
    heads = [_("No."), pgettext("of a task", "What"), _("How"), pgettext("of a task", "Who"), _("When")]
    put_row(sheet, row, 1, heads, HEADING)
    for place, item in enumerate(plan.items.all(), start=1):
        put(sheet, row + place, 1, place, LABEL)
        put_row(sheet, row + place, 2, [item.what, item.how, item.who, item.due], TEXT)
    return row + plan.items.count() + 1
