"""A code that a telephone's camera reads."""

from collections.abc import Iterator
from itertools import groupby

import segno
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

# The white border that readers need, in modules.
BORDER = 4


@register.simple_tag
def qr(text: str, label: str = "") -> SafeString:
    """The text as a QR code: one path of an SVG, as large as its style says."""
    matrix = segno.make_qr(text, error="m").matrix
    size = len(matrix) + 2 * BORDER
    return format_html(
        '<svg class="qr" viewBox="{0} {0} {1} {1}" role="img" aria-label="{2}" shape-rendering="crispEdges">'
        '<path d="{3}"/></svg>',
        -BORDER,
        size,
        label or text,
        "".join(path_of(row, y) for y, row in enumerate(matrix)),
    )


def path_of(row: bytearray, y: int) -> str:
    return "".join(f"M{x} {y}h{length}v1h-{length}z" for x, length in dark_runs(row))


def dark_runs(row: bytearray) -> Iterator[tuple[int, int]]:
    """Start and length of each run of dark modules."""
    x = 0
    for is_dark, run in groupby(row):
        length = len(list(run))
        if is_dark:
            yield x, length
        x += length
