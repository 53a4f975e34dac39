"""The completion figures as a workbook: the same objects that the page shows."""

from dataclasses import replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rosters.exports.sheet import (
    BAD,
    BAD_TEXT,
    HEADING,
    LABEL,
    NUMBER,
    TITLE,
    Look,
    put,
    put_across,
    put_row,
    set_page,
    set_widths,
)

from .dashboard import Dashboard, TaskLine
from .rates import InTime, Standing, Tally
from .wording import span_before, span_end, span_name, span_now, target_of, when_of

FIRST_ROW = 4
SHARE = replace(NUMBER, format="0.0")
WRONG = replace(SHARE, ground=BAD, ink=BAD_TEXT, bold=True)


def plan_workbook(board: Dashboard) -> Workbook:
    """Tasks, halls, days, people and what is overdue, in the language that is active."""
    book = Workbook()
    book.remove(book.worksheets[0])
    add_tasks(book, board)
    add_halls(book, board)
    add_days(book, board)
    if board.people:
        add_people(book, board)
    add_overdue(book, board)
    book.properties.title = title_of(board)
    return book


def title_of(board: Dashboard) -> str:
    whose = str(board.halls[0]) if len(board.halls) == 1 else _("All halls")
    return f"{whose} · {_('Service plan')} · {span_name(board.span)}"


def new_sheet(book: Workbook, board: Dashboard, name: str, heads: list[str], widths: list[float]) -> Worksheet:
    sheet: Worksheet = book.create_sheet(name)
    put_across(sheet, 1, 1, len(heads), title_of(board), TITLE)
    put_row(sheet, FIRST_ROW - 1, 1, heads, HEADING)
    sheet.row_dimensions[FIRST_ROW - 1].height = 32
    sheet.freeze_panes = f"B{FIRST_ROW}"
    set_widths(sheet, dict(enumerate(widths, start=1)))
    set_page(sheet, rows=f"{FIRST_ROW - 1}:{FIRST_ROW - 1}", footer=title_of(board))
    return sheet


def tally_heads() -> list[str]:
    return [
        _("Due"),
        _("Done"),
        pgettext("of a task", "Late"),
        _("Missed"),
        _("Excused"),
        _("Completion, %"),
        _("Periods on target, %"),
    ]


def put_tally(sheet: Worksheet, row: int, column: int, tally: Tally) -> None:
    counts = [tally.due, tally.done, tally.late, tally.missed, tally.excused]
    put_row(sheet, row, column, counts, NUMBER)
    put_row(sheet, row, column + len(counts), [tally.completion, tally.attainment], SHARE)


def share_of(checks: InTime | None) -> float | None:
    return checks.completion if checks else None


def look_of(standing: Standing | None) -> Look:
    look = WRONG if standing and standing.is_met is False else SHARE
    return look if standing is None or standing.is_percent else replace(look, format="General")


def add_tasks(book: Workbook, board: Dashboard) -> None:
    trend = board.tasks[0].trend if board.tasks else board.checks_trend
    months = [date_format(point.month, "Y-m") for point in trend]
    now = [span_now(board.span), span_end(board.span)]
    heads = [_("Task"), _("When"), _("Target"), *now, *tally_heads(), *months]
    sheet = new_sheet(book, board, _("Tasks"), heads, [28, 26, 12, 11, 11] + [9.0] * (len(heads) - 5))
    for row, line in enumerate(board.tasks, start=FIRST_ROW):
        put_row(sheet, row, 1, [line.task.name, when_of(line.task), target_of(line.task)], LABEL)
        put(sheet, row, 4, line.standing.figure, look_of(line.standing))
        put(sheet, row, 5, line.standing.projected, SHARE)
        put_tally(sheet, row, 6, line.standing.tally)
        put_row(sheet, row, 6 + len(tally_heads()), [point.figure for point in line.trend], SHARE)
    if board.checks:
        add_checks(sheet, FIRST_ROW + len(board.tasks), board, board.checks)


def add_checks(sheet: Worksheet, row: int, board: Dashboard, checks: InTime) -> None:
    """The daily timetable below the tasks, as one of them."""
    put_row(sheet, row, 1, [_("Daily timetable"), _("daily"), "–"], LABEL)
    put(sheet, row, 4, checks.completion, SHARE)
    put_row(sheet, row, 6, [checks.over, checks.done], NUMBER)
    put(sheet, row, 11, checks.completion, SHARE)
    put_row(sheet, row, 6 + len(tally_heads()), [point.figure for point in board.checks_trend], SHARE)


def add_halls(book: Workbook, board: Dashboard) -> None:
    """A hall a row: its completion and how that changed, its daily timetable, then its figure in each task."""
    counted = [_("Tasks on target"), _("Daily timetable, %"), span_before(board.span)]
    heads = [_("Hall"), *tally_heads(), *counted, *(head_of(line) for line in board.tasks)]
    sheet = new_sheet(book, board, _("Halls"), heads, [24.0] + [9.0] * 10 + [16.0] * len(board.tasks))
    for row, line in enumerate(board.lines, start=FIRST_ROW):
        put(sheet, row, 1, str(line.hall), LABEL)
        put_tally(sheet, row, 2, line.tally)
        put(sheet, row, 2 + len(tally_heads()), str(line.on_target), NUMBER)
        put(sheet, row, 3 + len(tally_heads()), share_of(line.checks), SHARE)
        put(sheet, row, 4 + len(tally_heads()), line.change, points_look())
        put_standings(sheet, row, 5 + len(tally_heads()), line.standings)


def points_look() -> Look:
    """A number with its sign, in percentage points."""
    points = _("%(points)s pp") % {"points": '0.0"'} + '"'
    return replace(NUMBER, format=f"+{points};-{points};{points}")


def put_standings(sheet: Worksheet, row: int, column: int, standings: list[Standing | None]) -> None:
    for place, standing in enumerate(standings, start=column):
        put(sheet, row, place, standing and standing.figure, look_of(standing))


def head_of(line: TaskLine) -> str:
    return f"{line.task.name} {target_of(line.task)}"


def add_days(book: Workbook, board: Dashboard) -> None:
    heads = [_("Day"), *tally_heads(), _("Daily timetable, %")]
    sheet = new_sheet(book, board, pgettext("name of a sheet", "Days"), heads, [14.0] + [10.0] * 8)
    for row, day in enumerate(board.days, start=FIRST_ROW):
        put(sheet, row, 1, day.date, replace(LABEL, format="yyyy-mm-dd"))
        put_tally(sheet, row, 2, day.tally)
        put(sheet, row, 2 + len(tally_heads()), share_of(day.checks), SHARE)


def add_people(book: Workbook, board: Dashboard) -> None:
    """A person a row: her completion, then her figure in each task."""
    heads = [_("Answerable"), *tally_heads(), *(head_of(line) for line in board.tasks)]
    widths = [18.0] + [10.0] * 7 + [16.0] * len(board.tasks)
    sheet = new_sheet(book, board, pgettext("plan", "People"), heads, widths)
    for row, line in enumerate(board.people, start=FIRST_ROW):
        put(sheet, row, 1, line.name or _("nobody"), LABEL)
        put_tally(sheet, row, 2, line.tally)
        put_standings(sheet, row, 2 + len(tally_heads()), line.standings)


def add_overdue(book: Workbook, board: Dashboard) -> None:
    name = pgettext("name of a sheet", "Overdue")
    heads = [_("Due"), _("Hall"), _("Task"), _("Answerable")]
    sheet = new_sheet(book, board, name, heads, [14, 24, 28, 18])
    for row, one in enumerate(board.overdue, start=FIRST_ROW):
        put(sheet, row, 1, one.due_on, replace(LABEL, format="yyyy-mm-dd"))
        put_row(sheet, row, 2, [str(one.hall), one.task.name, one.answerable_name or _("nobody")], LABEL)
