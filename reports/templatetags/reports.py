"""Figures and trends of the overview in templates."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import gettext as _

from reports.lines import Unit, text_of
from reports.overview import SHORT_BELOW

register = template.Library()

WIDTH, HEIGHT, EDGE = 96, 24, 3
BAR_STEP, BAR_WIDTH, BAR_TOP = 24, 16, 64
DAY_STEP, LOW, FULL = 5, 9, 100.0


@register.filter
def share(figure: float | None) -> str:
    return text_of(figure, Unit.PERCENT)


@register.filter
def work(minutes: float | None) -> str:
    return text_of(minutes, Unit.MINUTES)


@register.inclusion_tag("reports/days.html")
def cover_days(days: list[float | None]) -> dict[str, Any]:
    """A bar for each day: low where everybody is there, the higher the more are missing."""
    known = [(number, cover) for number, cover in enumerate(days, 1) if cover is not None]
    bars = [
        (number * DAY_STEP - DAY_STEP, bar_height(cover), "bad" if cover < SHORT_BELOW else "less")
        if cover < FULL
        else (number * DAY_STEP - DAY_STEP, LOW, "full")
        for number, cover in known
    ]
    return {
        "bars": [(x, HEIGHT - height, height, tone) for x, height, tone in bars],
        "short": [(number, cover) for number, cover in known if cover < FULL],
        "known": known,
        "width": len(days) * DAY_STEP,
        "height": HEIGHT,
    }


def bar_height(cover: float) -> float:
    """Of a day on which somebody is missing; with a third of all missing or more it is highest."""
    return round(LOW + 3 + (HEIGHT - LOW - 3) * min(1.0, (FULL - cover) / 33), 1)


@register.inclusion_tag("reports/missing_days.html")
def missing_days(minutes: list[int]) -> dict[str, Any]:
    """A bar for each day of the month, as high as many hours are missing on it; nothing where none is on any."""
    most = max(minutes, default=0)
    if not most:
        return {}
    worst = minutes.index(most) + 1
    bars = [
        {
            "label": day if day % 5 == 0 or day in (1, worst) else "",
            "x": (day - 1) * BAR_STEP,
            "y": round(BAR_TOP - amount / most * BAR_TOP, 1),
            "height": round(amount / most * BAR_TOP, 1),
            "middle": (day - 1) * BAR_STEP + BAR_WIDTH / 2,
            "is_worst": day == worst,
        }
        for day, amount in enumerate(minutes, 1)
    ]
    return {
        "bars": bars,
        "short": [(day, amount) for day, amount in enumerate(minutes, 1) if amount],
        "most": most,
        "worst": worst,
        "width": len(minutes) * BAR_STEP,
        "height": BAR_TOP + 26,
        "foot": BAR_TOP + 22,
        "bar_width": BAR_WIDTH,
    }


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
        # Fifty lines a page: put together here, which takes a fraction of what a template takes.
        "figures": _(", ").join(map(share, known)),
        "width": WIDTH,
        "height": HEIGHT,
    }
