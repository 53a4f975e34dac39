"""Figures as the roster shows them."""

from django import template
from django.utils.formats import number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from rosters.wording import span_text

from ..edits.values import LIEU, CellValue
from ..grids.dayview import Need
from ..grids.grid import GridCell, GridRow
from ..grids.marks import day_off_mark

register = template.Library()


@register.simple_tag
def cells(row: GridRow) -> SafeString:
    """The cells of a row. Written here and not in a template: a page has thousands, and this is ten times as fast."""
    return mark_safe("".join(map(cell_html, row.cells)))


def cell_html(cell: GridCell) -> str:
    css = f' class="{cell.place_css}"' if cell.place_css else ""
    label = f' aria-label="{escape(cell.label)}"' if cell.label else ""
    return f'<td{css} data-v="{escape(cell.key)}"{label}>{chip_html(cell)}</td>'


def chip_html(cell: GridCell) -> str:
    if cell.mark or cell.broken or cell.is_pinned or cell.has_note:
        return f'<i class="{escape(cell.css)}">{escape(cell.mark)}</i>'
    return "" if cell.is_employed else '<i class="c out"></i>'


@register.filter
def value_chip(value: CellValue) -> SafeString:
    """A value as it looks in a cell; a dot for an empty one."""
    tone = f" tone-{value.shift_type.colour}" if value.shift_type else " tone-lieu" if value == LIEU else ""
    mark = value.shift_type.code if value.shift_type else day_off_mark(value.day_off) or "·"
    return format_html('<i class="c{}">{}</i>', tone, mark)


@register.filter
def hours(minutes: float, decimals: int | None = None) -> str:
    """Minutes as hours: whole when they are, else with one decimal; `decimals` rounds to so many at most."""
    text = f"{minutes / 60:.{2 if decimals is None else decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return number_format(text if text != "-0" else "0", use_l10n=True)


@register.filter
def short_hours(minutes: float) -> str:
    """Hours for a narrow column: a decimal only below ten, so that it always fits."""
    return hours(minutes, 1 if minutes < 600 else 0)


@register.filter
def dash(count: int) -> str:
    """A count, nothing being a dash."""
    return str(count) if count else "–"


@register.filter
def span(span: tuple[int, int]) -> str:
    """Minutes from midnight as 08:30–17:00."""
    return span_text(*span)


@register.filter
def need_span(need: Need) -> str:
    return span_text(need.start, need.end)


@register.filter
def grouped(count: int) -> str:
    """A whole number with its thousands set apart."""
    return f"{count:,}"
