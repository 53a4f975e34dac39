"""Sheet 3: people needed and there, station by station and interval by interval."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ..grids.grid import Grid
from ..solver.check import coverage
from ..wording import span_text
from .rostersheet import title_of
from .sheet import (
    BAD,
    BAD_TEXT,
    HEADING,
    HOURS,
    LABEL,
    NOTE,
    TITLE,
    Look,
    ground_of,
    hours,
    put,
    put_across,
    put_days,
    set_page,
    set_widths,
)

STATION, TIME, WHAT, FIRST_DAY = 1, 2, 3, 4
HEAD_ROW, FIRST_ROW = 3, 6

Slot = tuple[str, int]
Amounts = dict[tuple[Slot, int], tuple[float, float]]


def add_cover_sheet(book: Workbook, grid: Grid) -> None:
    """Two rows an interval, needed and there; where people are missing it says so in red."""
    sheet = book.create_sheet(pgettext("name of a sheet", "Cover"))
    last_column = FIRST_DAY + len(grid.days) - 1
    put_across(sheet, 1, 1, last_column, title_of(grid), TITLE)
    put_across(sheet, 2, 1, last_column, _("People on a mean minute of the interval, meal breaks off."), NOTE)
    for row in range(HEAD_ROW, FIRST_ROW):
        for column, head in ((STATION, _("Station")), (TIME, _("Time")), (WHAT, _("People"))):
            put(sheet, row, column, head if row == FIRST_ROW - 1 else None, HEADING)
    put_days(sheet, HEAD_ROW, FIRST_DAY, grid.days)
    row = put_manager_row(sheet, grid, FIRST_ROW)
    amounts = amounts_of(grid)
    names = grid.station_names
    order = {code: place for place, code in enumerate(names)}
    for slot in sorted({slot for slot, _day in amounts}, key=lambda slot: (order[slot[0]], slot[1])):
        put_slot(sheet, grid, row, slot, names[slot[0]], amounts)
        row += 2
    sheet.auto_filter.ref = f"A{FIRST_ROW - 1}:C{row - 1}"
    sheet.freeze_panes = sheet.cell(FIRST_ROW, FIRST_DAY)
    set_widths(sheet, {STATION: 13, TIME: 12, WHAT: 10} | dict.fromkeys(range(FIRST_DAY, last_column + 1), 4.2))
    set_page(sheet, rows=f"{HEAD_ROW}:{FIRST_ROW - 1}", columns="A:C", footer=title_of(grid))


def put_manager_row(sheet: Worksheet, grid: Grid, row: int) -> int:
    """The hours of each day without a manager; the row after it."""
    for column, value in ((STATION, _("Manager")), (TIME, None), (WHAT, _("hours without"))):
        put(sheet, row, column, value, replace(LABEL, size=9))
    for column, foot in enumerate(grid.foot, start=FIRST_DAY):
        alone = sum(end - start for start, end in foot.gaps)
        put(sheet, row, column, hours(alone, 1), look_of(ground_of(foot.day), is_missing=alone > 0))
    return row + 1


def amounts_of(grid: Grid) -> Amounts:
    """Mean people needed and there by station, start of the interval and day."""
    step = grid.month.rules.demand_step
    sums: dict[tuple[Slot, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for cover in coverage(grid.problem, grid.duties):
        for start, end in pieces(cover.start, cover.end, step):
            amount = sums[(cover.station, start - start % step), cover.day]
            amount[0] += cover.needed * (end - start) / step
            amount[1] += min(cover.have, cover.needed) * (end - start) / step
    return {key: (round(needed, 2), round(have, 2)) for key, (needed, have) in sums.items()}


def pieces(start: int, end: int, step: int) -> Iterator[tuple[int, int]]:
    """A stretch cut at the hall's intervals."""
    while start < end:
        stop = min(end, start - start % step + step)
        yield start, stop
        start = stop


def put_slot(sheet: Worksheet, grid: Grid, row: int, slot: Slot, station: str, amounts: Amounts) -> None:
    step = grid.month.rules.demand_step
    for place, what in ((row, _("needed")), (row + 1, _("there"))):
        put(sheet, place, STATION, station, LABEL)
        put(sheet, place, TIME, span_text(slot[1], slot[1] + step), LABEL)
        put(sheet, place, WHAT, what, replace(LABEL, size=9))
    for column, day in enumerate(grid.days, start=FIRST_DAY):
        needed, have = amounts.get((slot, day.number), (None, None))
        ground = ground_of(day)
        is_missing = needed is not None and have is not None and have < needed
        put(sheet, row, column, whole(needed), look_of(ground))
        put(sheet, row + 1, column, whole(have), look_of(ground, is_missing=is_missing))


def whole(value: float | None) -> float | None:
    return int(value) if value is not None and value == int(value) else value


def look_of(ground: str, *, is_missing: bool = False) -> Look:
    if is_missing:
        return Look(size=9, ground=BAD, ink=BAD_TEXT, bold=True, format=HOURS)
    return Look(size=9, ground=ground, format=HOURS)
