"""The form on which figures are brought along: a row for each task and period that waits for them."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook

from rosters.exports.sheet import HEADING, put_row, set_page, set_widths
from staff.models import Hall

from .models import Occurrence
from .models.tasks import ADDING

BACK = timedelta(days=62)


def figure_form(hall: Hall) -> Workbook:
    """The hall's occurrences that can still be recorded, with empty figures; `importing.py` reads it back."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = str(_("Figures"))
    heads = [
        _("Task"), pgettext("of a task", "What"), _("Date"), _("Number"), _("Out of"), _("Note"),
    ]  # fmt: skip
    put_row(sheet, 1, 1, heads, HEADING)
    today = hall.today()
    rows = Occurrence.objects.filter(hall=hall, first_day__lte=today, closes_on__gte=today, first_day__gte=today - BACK)
    rows = rows.filter(task__measure__in=ADDING, verdict__in=("", "returned")).select_related("task")
    for number, row in enumerate(rows.order_by("task__code", "first_day"), start=2):
        put_row(sheet, number, 1, [row.task.code, row.task.name, str(min(row.last_day, today))])
    set_widths(sheet, {1: 14, 2: 30, 3: 14, 4: 12, 5: 12, 6: 40})
    set_page(sheet, rows="1:1", footer=str(hall))
    return book
