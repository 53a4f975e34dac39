"""Cells of a worksheet: text that stays text, real numbers, a few looks."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ..grids.griddays import GridDay, tags_of

# “0.##” would show a whole number with a lone point behind it.
HOURS, MEAN, COUNT = "General", "0.0", "0"
SIGNED_HOURS, SIGNED_MEAN = "+General;-General;0", "+0.0;-0.0;0"
FORMULA_SIGNS = ("=", "+", "-", "@")
A3, A4 = 8, 9
# Without a name some programs print figures with serifs; where the font is missing, its family and charset choose.
FONT, CHINESE, SWISS = "Microsoft YaHei", 134, 2

# Ground and text of the tokens in static/css/tokens.css, as they are on light paper.
SHIFT_COLOURS = {
    "sky": ("d9f3ff", "02485f"),
    "green": ("ddf5e2", "144d29"),
    "violet": ("f0eaff", "483567"),
    "orange": ("ffe9d8", "603502"),
    "rose": ("ffe7ea", "662b38"),
    "teal": ("d4f6f2", "034c47"),
    "indigo": ("e8edff", "323d6e"),
    "olive": ("eef1d5", "424502"),
}
AWAY, WEEKEND, HOLIDAY, MAKEUP, HEAD = "e3e5e8", "eef1f6", "ffefeb", "eaf2fe", "f0f3f6"
BAD, BAD_TEXT = "ffd9d6", "ae2929"
LINE, STRONG_LINE = "d5d9de", "7e848c"


@dataclass(frozen=True)
class Look:
    """How a cell looks; colours are hexadecimal, empty for none."""

    ground: str = ""
    ink: str = ""
    size: int = 10
    bold: bool = False
    italic: bool = False
    across: str = "center"
    turned: int = 0
    wrap: bool = False
    edges: bool = True
    format: str = "General"

    def on(self, ground: str) -> "Look":
        return replace(self, ground=ground) if ground else self


PLAIN = Look()
NUMBER = Look(across="right")
LABEL = Look(across="left")
HEADING = Look(ground=HEAD, bold=True, wrap=True)
TITLE = Look(size=16, bold=True, across="left", edges=False)
NOTE = Look(size=9, ink="596069", across="left", edges=False)
FREE = Look(across="left", edges=False)


# Setting fonts and fills anew in every cell would take most of the time of an export.
known_styles: WeakKeyDictionary[Workbook, dict[Look, StyleArray]] = WeakKeyDictionary()


def dress(cell: Any, look: Look) -> None:
    """Give the cell its look, worked out once a workbook."""
    styles = known_styles.setdefault(cell.parent.parent, {})
    if look not in styles:
        set_style(cell, look)
        styles[look] = copy(cell._style)
    cell._style = copy(styles[look])


def set_style(cell: Cell, look: Look) -> None:
    cell.font = Font(
        FONT, charset=CHINESE, family=SWISS, size=look.size, bold=look.bold, italic=look.italic, color=look.ink or None
    )
    cell.alignment = Alignment(look.across, "center", wrap_text=look.wrap, textRotation=look.turned)
    cell.number_format = look.format
    if look.ground:
        cell.fill = PatternFill("solid", look.ground)
    if look.edges:
        side = Side("thin", LINE)
        cell.border = Border(side, side, side, side)


def put(sheet: Worksheet, row: int, column: int, value: object, look: Look = PLAIN) -> Cell:
    """Write a value with its look; a string is never a formula, whatever it begins with."""
    cell = cast(Cell, sheet.cell(row, column))
    dress(cell, look)
    if isinstance(value, int | float | date) or value is None:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = look.format
    else:
        put_text(cell, str(value))
    return cell


def put_text(cell: Cell, text: str) -> None:
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.value = text
    if text.startswith(FORMULA_SIGNS):
        cell.data_type = "s"
        cell.quotePrefix = True


def put_row(sheet: Worksheet, row: int, column: int, values: Iterable[object], look: Look = PLAIN) -> None:
    """Write values side by side, all with one look."""
    for place, value in enumerate(values, start=column):
        put(sheet, row, place, value, look)


def put_across(sheet: Worksheet, row: int, first: int, last: int, value: object, look: Look) -> None:
    """Write a value over several columns made one."""
    for column in range(first, last + 1):
        put(sheet, row, column, value if column == first else None, look)
    if last > first:
        merge(sheet, row, first, row, last)


def merge(sheet: Worksheet, row: int, column: int, last_row: int, last_column: int) -> None:
    """Make these cells one; they have their looks already, which openpyxl's own way would work out again for each."""
    columns = get_column_letter(column), get_column_letter(last_column)
    sheet.merged_cells.add(f"{columns[0]}{row}:{columns[1]}{last_row}")


def hours(minutes: float, decimals: int = 2) -> float:
    """Minutes as hours for a cell: so many decimals at most, whole when they are."""
    value = round(minutes / 60, decimals)
    return int(value) if value == int(value) else value


def ground_of(day: GridDay) -> str:
    """The tint of a day's column, empty on a workday."""
    if day.is_holiday:
        return HOLIDAY
    if day.is_makeup:
        return MAKEUP
    return WEEKEND if day.is_weekend else ""


def put_days(sheet: Worksheet, row: int, column: int, days: list[GridDay]) -> None:
    """Three rows over the columns of a month: names of days, dates, weekdays."""
    place = column
    for tag in tags_of(days):
        ground = ground_of(days[place - column])
        put_across(sheet, row, place, place + tag.span - 1, tag.name, replace(HEADING.on(ground), size=8, wrap=False))
        place += tag.span
    for place, day in enumerate(days, start=column):
        look = HEADING.on(ground_of(day))
        put(sheet, row + 1, place, day.date, replace(look, format="d"))
        put(sheet, row + 2, place, day.weekday, replace(look, bold=False))


def set_widths(sheet: Worksheet, widths: Mapping[int, float]) -> None:
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width


def set_page(
    sheet: Worksheet, *, rows: str, columns: str = "", paper: int = A4, footer: str = "", wide: int = 1
) -> None:
    """Landscape, so many pages wide, with the heading on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = paper
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = wide, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = rows
    if columns:
        sheet.print_title_cols = columns
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = 0.4
    margins.bottom, margins.footer = 0.6, 0.3
    sheet.print_options.horizontalCentered = True
    foot: Any = sheet.oddFooter
    foot.left.text = footer.replace("&", "&&")
    foot.right.text = "&P / &N"
