"""Figures and trends of the overview in templates."""

from collections.abc import Iterable
from typing import Any

from django import template

from reports.lines import Unit, text_of

register = template.Library()

WIDTH, HEIGHT, EDGE = 96, 24, 3


@register.filter
def share(figure: float | None) -> str:
    return text_of(figure, Unit.PERCENT)


@register.filter
def work(minutes: float | None) -> str:
    return text_of(minutes, Unit.MINUTES)


@register.inclusion_tag("reports/trend.html")
def cover_trend(values: Iterable[float | None]) -> dict[str, Any]:
    """Twelve months of cover as a line, between the least of them and 100 %; a month without a figure breaks it."""
    values = list(values)
    known = [value for value in values if value is not None]
    least = min([*known, 95.0])
    step = (WIDTH - 2 * EDGE) / max(1, len(values) - 1)
    runs: list[list[str]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            height = HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - least) / (100 - least)
            runs[-1].append(f"{EDGE + place * step:.1f},{height:.1f}")
    return {
        "runs": [" ".join(run) for run in runs if len(run) > 1],
        "dots": [run[0].split(",") for run in runs if len(run) == 1],
        "known": known,
        "width": WIDTH,
        "height": HEIGHT,
    }
