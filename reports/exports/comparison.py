"""The halls side by side: all figures, cover by hour, shifts, absences, quality by rule, and the service plan."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rosters.exports.sheet import A3, HEADING, LABEL, NUMBER, TITLE, put, put_across, put_row, set_page, set_widths
from rosters.rulewords import rule_name
from staff.models import Absence

from ..figures import Figures
from ..lines import LINES, Unit, Value
from ..report import Report
from .coversheet import title_of
from .titles import Titles
from .values import put_value

CODE, NAME, FIRST = 1, 2, 3
HEAD_ROW, FIRST_ROW = 3, 4
# So many columns beside code and name can be read on a sheet of A3.
ON_A_PAGE = 16


@dataclass(frozen=True)
class Column:
    """A figure of every hall: its heading and unit, and how it is read from the figures."""

    head: str
    unit: Unit
    value: Callable[[Figures], Value]


def add_comparison_sheets(book: Workbook, report: Report, titles: Titles) -> None:
    """A row for each hall, all of them together at the foot; a sheet without columns is left out."""
    for name, columns in (
        (pgettext("name of a sheet", "Comparison"), all_lines()),
        (_("Cover by hour"), hour_columns(report)),
        (_("Shifts a week"), shift_columns(report)),
        (_("Absences"), absence_columns(report)),
        (_("Quality"), rule_columns(report)),
        (_("Service plan"), task_columns(report)),
    ):
        if columns:
            add_sheet(book, report, titles.free(name), columns)


def add_sheet(book: Workbook, report: Report, name: str, columns: Sequence[Column]) -> None:
    sheet: Worksheet = book.create_sheet(name)
    last = FIRST + len(columns) - 1
    put_across(sheet, 1, CODE, last, f"{title_of(report)} · {name}", TITLE)
    put_row(
        sheet, HEAD_ROW, CODE, [pgettext("of a hall", "Code"), _("Hall"), *(column.head for column in columns)], HEADING
    )
    for row, part in enumerate(report.parts, start=FIRST_ROW):
        put(sheet, row, CODE, part.hall.code, LABEL)
        put(sheet, row, NAME, part.hall, LABEL)
        put_values(sheet, row, part.figures, columns)
    foot = FIRST_ROW + len(report.parts)
    put_across(sheet, foot, CODE, NAME, _("All halls"), replace(HEADING, across="left"))
    put_values(sheet, foot, report.figures, columns, is_foot=True)
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{sheet.cell(foot - 1, last).coordinate}"
    sheet.freeze_panes = f"C{FIRST_ROW}"
    sheet.row_dimensions[HEAD_ROW].height = 42
    longest = max((len(part.hall.code) for part in report.parts), default=0)
    set_widths(sheet, {CODE: min(26, max(9, longest + 2)), NAME: 24} | dict.fromkeys(range(FIRST, last + 1), 11))
    wide = ceil(len(columns) / ON_A_PAGE)
    set_page(sheet, rows=f"{HEAD_ROW}:{HEAD_ROW}", columns="A:B", paper=A3, footer=title_of(report), wide=wide)


def put_values(
    sheet: Worksheet, row: int, figures: Figures, columns: Sequence[Column], *, is_foot: bool = False
) -> None:
    look = replace(HEADING, across="right", wrap=False) if is_foot else NUMBER
    for place, column in enumerate(columns, start=FIRST):
        put_value(sheet, row, place, column.value(figures), column.unit, look)


def all_lines() -> list[Column]:
    return [Column(str(line.label), line.unit, line.value) for line in LINES.values()]


def hour_columns(report: Report) -> list[Column]:
    """Cover in percent at each hour of the day, then the hours missing at it."""
    hours = [row.hour for row in report.figures.cover]
    return [hour_column(hour, Unit.PERCENT) for hour in hours] + [hour_column(hour, Unit.MINUTES) for hour in hours]


def hour_column(hour: int, unit: Unit) -> Column:
    def value(figures: Figures) -> Value:
        found = next((row for row in figures.cover if row.hour == hour), None)
        if found is None:
            return None
        return found.percent if unit == Unit.PERCENT else found.missing

    head = _("%(hour)s, cover") if unit == Unit.PERCENT else _("%(hour)s, missing h")
    return Column(head % {"hour": f"{hour:02}:00"}, unit, value)


def shift_columns(report: Report) -> list[Column]:
    """How often a person works each shift type in a week, on average."""
    return [shift_column(code) for code in report.codes]


def shift_column(code: str) -> Column:
    head = _("%(code)s a week") % {"code": code}
    return Column(head, Unit.MEAN, lambda figures: figures.mean_shifts.get(code))


def absence_columns(report: Report) -> list[Column]:
    labels = dict(Absence.Kind.choices)
    return [absence_column(kind, str(labels.get(kind, kind))) for kind in report.figures.absences]


def absence_column(kind: str, label: str) -> Column:
    return Column(label, Unit.COUNT, lambda figures: figures.absences.get(kind, 0))


def rule_columns(report: Report) -> list[Column]:
    """The penalty of every rule that any hall pays for."""
    rules = report.figures.quality.rules
    return [rule_column(rule) for rule, (_count, penalty) in rules.items() if penalty]


def rule_column(rule: str) -> Column:
    return Column(rule_name(rule), Unit.COUNT, lambda figures: figures.quality.rules.get(rule, (0, None))[1])


def task_columns(report: Report) -> list[Column]:
    return [task_column(task.code, task.name, task.is_percent) for task in report.figures.tasks]


def task_column(code: str, name: str, is_percent: bool) -> Column:
    def value(figures: Figures) -> Value:
        return next((task.figure for task in figures.tasks if task.code == code), None)

    return Column(name, Unit.PERCENT if is_percent else Unit.COUNT, value)
