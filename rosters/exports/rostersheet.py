"""Sheet 1: the grid as halls know it."""

from dataclasses import replace
from datetime import date
from math import ceil

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from staff.models import AbsenceKind

from ..grids.grid import Grid, GridCell, GridGroup, GridRow
from ..grids.gridfoot import FootDay
from ..grids.marks import absence_mark, day_off_mark
from ..models import Assignment, ShiftType
from ..wording import span_text
from .sheet import (
    A3,
    A4,
    AWAY,
    BAD,
    BAD_TEXT,
    FREE,
    HEADING,
    HOURS,
    LABEL,
    MEAN,
    NOTE,
    NUMBER,
    PLAIN,
    SHIFT_COLOURS,
    SIGNED_HOURS,
    TITLE,
    Look,
    ground_of,
    hours,
    merge,
    put,
    put_across,
    put_days,
    put_row,
    set_page,
    set_widths,
)

HEAD_ROW, FIRST_ROW = 3, 6
GROUP, CODE, NAME, FIRST_DAY = 1, 2, 3, 4
MANY_PEOPLE = 30
# In points; a row is as high as the first unless told otherwise.
ROW_HEIGHT, MOST_HEIGHT = 15, 28
BROKEN = Side("medium", BAD_TEXT)


def add_roster_sheet(book: Workbook, grid: Grid, *, with_figures: bool) -> None:
    """Title, days, people by group, hours and counts at the right, need and cover at the foot, legend."""
    sheet = book.create_sheet(pgettext("name of a sheet", "Roster"))
    right = FIRST_DAY + len(grid.days)
    last_column = right + len(figure_heads(grid)) * with_figures - 1
    put_title(sheet, grid, last_column)
    put_heads(sheet, grid)
    row = FIRST_ROW
    for group in grid.groups:
        row = put_group(sheet, group, row)
    if with_figures:
        put_figures(sheet, grid, right)
    row = put_foot(sheet, grid, row)
    row = put_legend(sheet, grid, row + 1, last_column)
    put_signature(sheet, row + 1, last_column)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, FIRST_DAY)
    set_widths(sheet, {GROUP: 4, CODE: 7, NAME: 9} | dict.fromkeys(range(FIRST_DAY, right), 3.9))
    set_widths(sheet, dict.fromkeys(range(right, last_column + 1), 6.5))
    paper = A3 if len(grid.rows) > MANY_PEOPLE else A4
    set_page(sheet, rows=f"{HEAD_ROW}:{FIRST_ROW - 1}", columns="A:C", paper=paper, footer=title_of(grid))


def title_of(grid: Grid) -> str:
    words = {"hall": grid.roster.hall, "month": date_format(grid.roster.month, "YEAR_MONTH_FORMAT")}
    return _("%(hall)s · roster for %(month)s") % words


def put_title(sheet: Worksheet, grid: Grid, last_column: int) -> None:
    put_across(sheet, 1, 1, last_column, title_of(grid), TITLE)
    words = {
        "state": _("withdrawn") if grid.roster.withdrawn_at else grid.roster.get_state_display(),
        "revision": grid.roster.revision,
        "people": len(grid.rows),
    }
    put_across(sheet, 2, 1, last_column, _("%(state)s · revision %(revision)d · %(people)d people") % words, NOTE)
    sheet.row_dimensions[1].height = 26


def figure_heads(grid: Grid) -> list[str]:
    fixed = [_("Hours"), _("Target"), _("+/−"), _("Hours a week")]
    return fixed + [row.code for row in grid.shift_types] + [_("Weekends"), _("Holidays")]


def put_heads(sheet: Worksheet, grid: Grid) -> None:
    for row in range(HEAD_ROW, FIRST_ROW):
        put_row(sheet, row, GROUP, [None] * 3, HEADING)
    put_row(sheet, FIRST_ROW - 1, GROUP, ["", _("Code"), _("Name")], HEADING)
    put_days(sheet, HEAD_ROW, FIRST_DAY, grid.days)


def put_group(sheet: Worksheet, group: GridGroup, row: int) -> int:
    """People of one group below each other, its name beside them; the row after them."""
    beside, height = beside_of(group.name, len(group.rows))
    for place, person in enumerate(group.rows, start=row):
        put(sheet, place, GROUP, group.name if place == row else None, beside)
        if height > ROW_HEIGHT:
            sheet.row_dimensions[place].height = height
        put(sheet, place, CODE, person.employee.code, replace(LABEL, size=9))
        put(sheet, place, NAME, person.employee.name, replace(LABEL, bold=True))
        for column, cell in enumerate(person.cells, start=FIRST_DAY):
            put_cell(sheet, cell, place, column)
    if len(group.rows) > 1:
        merge(sheet, row, GROUP, row + len(group.rows) - 1, GROUP)
    return row + len(group.rows)


def beside_of(name: str, rows: int) -> tuple[Look, int]:
    """How a group's name stands beside its rows, and the height of each that it needs.

    Chinese is stacked, letters are laid on their side; where that is too tall, the name lies flat in small lines.
    """
    length = len(name) * (6 if name.isascii() else 13)
    if (height := ceil(length / rows)) <= MOST_HEIGHT:
        return replace(HEADING, size=9, turned=90 if name.isascii() else 255), height
    return replace(HEADING, size=6, bold=False), min(
        MOST_HEIGHT, ceil(len(name) / (5 if name.isascii() else 3)) * 8 + 4
    )


def put_figures(sheet: Worksheet, grid: Grid, right: int) -> None:
    """Hours and counts of everybody, at the right of the days."""
    colours = {row.code: row.colour for row in grid.shift_types}
    for column, head in enumerate(figure_heads(grid), start=right):
        look = shift_look(colours[head]) if head in colours else HEADING
        for row in range(HEAD_ROW, FIRST_ROW):
            put(sheet, row, column, head if row == HEAD_ROW else None, replace(look, bold=True, wrap=True, size=9))
        merge(sheet, HEAD_ROW, column, FIRST_ROW - 1, column)
    for row, person in enumerate(grid.rows, start=FIRST_ROW):
        put_figures_of(sheet, person, row, right)


def put_figures_of(sheet: Worksheet, person: GridRow, row: int, right: int) -> None:
    figures = person.figures
    put(sheet, row, right, hours(figures.minutes), replace(NUMBER, format=HOURS, bold=True))
    put(sheet, row, right + 1, hours(figures.target), replace(NUMBER, format=HOURS))
    put(sheet, row, right + 2, hours(figures.difference), replace(NUMBER, format=SIGNED_HOURS))
    put(sheet, row, right + 3, round(figures.mean_weekly_minutes / 60, 2), replace(NUMBER, format=MEAN))
    put_row(sheet, row, right + 4, [*person.counts, figures.weekend, figures.holiday], NUMBER)


def put_cell(sheet: Worksheet, cell: GridCell, row: int, column: int) -> None:
    """A shift on its colour, an absence on grey; pinned is bold, by hand is italic, broken is framed."""
    written = put(sheet, row, column, cell.mark or None, look_of(cell))
    if cell.broken:
        written.border = Border(BROKEN, BROKEN, BROKEN, BROKEN)


def look_of(cell: GridCell) -> Look:
    if cell.shift_type:
        look = shift_look(cell.shift_type.colour)
    elif cell.absence or cell.day_off == Assignment.DayOff.LIEU or not cell.is_employed:
        look = PLAIN.on(AWAY)
    else:
        look = replace(PLAIN, ink="7e848c").on(ground_of(cell.day))
    return replace(look, bold=cell.is_pinned, italic=cell.is_by_hand)


def shift_look(colour: str) -> Look:
    ground, ink = SHIFT_COLOURS[colour]
    return Look(ground=ground, ink=ink)


def put_foot(sheet: Worksheet, grid: Grid, row: int) -> int:
    """Need and cover of each day; the row after them."""
    heads = [_("People"), _("Needed, h"), _("Covered, h"), _("Missing, h"), _("No manager, h"), _("Handovers")]
    for place, head in enumerate(heads):
        put_across(sheet, row + place, GROUP, NAME, head, replace(HEADING, across="left", wrap=False, size=9))
    for column, day in enumerate(grid.foot, start=FIRST_DAY):
        put_foot_day(sheet, day, row, column)
    return row + len(heads)


def put_foot_day(sheet: Worksheet, foot: FootDay, row: int, column: int) -> None:
    look = Look(size=8, ground=ground_of(foot.day), format=HOURS)
    bad = Look(size=8, ground=BAD, ink=BAD_TEXT, bold=True, format=HOURS)
    alone = sum(end - start for start, end in foot.gaps)
    put(sheet, row, column, foot.people, look)
    put(sheet, row + 1, column, hours(foot.needed, 1), look)
    put(sheet, row + 2, column, hours(foot.needed - foot.missing, 1), look)
    put(sheet, row + 3, column, hours(foot.missing, 1), bad if foot.missing else look)
    put(sheet, row + 4, column, hours(alone, 1), bad if alone else look)
    put(sheet, row + 5, column, foot.handovers, look)


def put_legend(sheet: Worksheet, grid: Grid, row: int, last_column: int) -> int:
    """Every shift and part of one with its times, then the signs of days off and absences; the row after them."""
    shown = [*grid.shift_types, *parts_in(grid)]
    for place, shift_type in enumerate(shown, start=row):
        put(sheet, place, CODE, shift_type.code, replace(shift_look(shift_type.colour), bold=True))
        put_across(sheet, place, NAME, last_column, shift_words(shift_type), FREE)
    row += len(shown)
    signs = [f"{day_off_mark(kind)} {label}" for kind, label in Assignment.DayOff.choices]
    signs += [f"{absence_mark(code)} {kind}" for code, kind in AbsenceKind.of(grid.roster.hall).items()]
    signs += [_("bold: pinned"), _("italic: set by hand"), _("red frame: breaks a rule")]
    put_across(sheet, row, CODE, last_column, " · ".join(dict.fromkeys(signs)), NOTE)
    return row + 1


def parts_in(grid: Grid) -> list[ShiftType]:
    """Parts of shifts that stand in cells, as when somebody fell ill on hers."""
    types = [cell.shift_type for row in grid.rows for cell in row.cells if cell.shift_type]
    return sorted({row for row in types if row.part_of_id}, key=lambda row: (row.valid_from or date.min, row.start))


def shift_words(shift_type: ShiftType) -> str:
    times = " + ".join(span_text(start, end) for start, end in shift_type.segments)
    words = {"name": shift_type.name, "times": times, "hours": hours(shift_type.paid_minutes)}
    return _("%(name)s %(times)s, %(hours)s h paid") % words


def put_signature(sheet: Worksheet, row: int, last_column: int) -> None:
    line = "＿" * 8
    words = [f"{word}{line}" for word in (_("Hall manager: "), _("Date: "), _("Read by: "))]
    put_across(sheet, row, CODE, last_column, "    ".join(words), FREE)
    sheet.row_dimensions[row].height = 28
