"""Figures, states and trends of the service plan in templates."""

from datetime import date
from typing import Any

from django import template
from django.utils.translation import gettext as _

from plans import wording
from plans.dashboard import Dashboard, Point, TaskLine, level_of
from plans.models import Occurrence, PlanTask
from plans.rates import Standing
from plans.spans import Span

register = template.Library()


register.simple_tag(wording.address_of, name="plan_url")
register.filter("when", wording.when_of)
register.filter("target", wording.target_of)
register.filter("span_name", wording.span_name)
register.filter("span_kind", wording.span_kind)
register.filter("span_now", wording.span_now)
register.filter("span_end", wording.span_end)
register.filter("span_before", wording.span_before)
register.filter("points", wording.points_of)

WIDTH, HEIGHT, EDGE = 120, 32, 3


@register.filter
def amount(figure: float | None) -> str:
    """A figure with a decimal only where it has one; a dash where there is none."""
    return "–" if figure is None else f"{figure:.1f}".removesuffix(".0")


@register.filter
def share(figure: float | None) -> str:
    return "–" if figure is None else f"{amount(figure)} %"


@register.filter
def figure(standing: Standing) -> str:
    return share(standing.figure) if standing.is_percent else amount(standing.figure)


@register.filter
def projected(standing: Standing) -> str:
    return share(standing.projected) if standing.is_percent else amount(standing.projected)


@register.filter
def recorded(row: Occurrence) -> str:
    """What has been recorded so far, in one word or figure."""
    measure = row.task.measure
    if row.completed_on is None:
        return "–"
    if measure == PlanTask.Measure.RATE:
        return f"{row.value} / {row.base} · {share(row.percent)}"
    if measure in (PlanTask.Measure.COUNT, PlanTask.Measure.ZERO):
        return str(row.value)
    return _("recorded")


@register.filter
def tone(row: Occurrence) -> str:
    """The class of a badge for the row's state."""
    if row.is_overdue or row.state == "missed":
        return "is-bad"
    if row.state == "done":
        return "is-good" if row.is_met is not False else "is-warning"
    return {"late": "is-warning", "open": "is-accent"}.get(row.state, "")


@register.filter
def level(completion: float | None) -> str:
    """The class of a day in a strip, as `DayCell.level` counts."""
    return f"is-level-{level_of(completion)}"


@register.filter
def choices(span: Span, today: date) -> list[Span]:
    return span.choices(today)


@register.inclusion_tag("plans/trend.html")
def trend(line: TaskLine) -> dict[str, Any]:
    """Twelve months as a line, with the target across; that of a count is a month's, so the line has none."""
    return drawn(line.task.name, line.trend, line.standing.target or 0)


@register.inclusion_tag("plans/trend.html")
def checks_trend(board: Dashboard) -> dict[str, Any]:
    """The same of the daily timetable, that all of it should be done in time."""
    return drawn(_("Daily timetable"), board.checks_trend, 100)


def drawn(name: str, points: list[Point], target: float) -> dict[str, Any]:
    """What the template needs; a month without a figure breaks the line."""
    known = [point for point in points if point.figure is not None]
    heights = [point.figure or 0 for point in known] + [target]
    least, most = min(heights), max(heights)
    step = (WIDTH - 2 * EDGE) / (len(points) - 1)

    def height(value: float) -> float:
        return round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - least) / ((most - least) or 1), 1)

    runs: list[list[str]] = [[]]
    for place, point in enumerate(points):
        if point.figure is None:
            runs.append([])
        else:
            runs[-1].append(f"{round(EDGE + place * step, 1)},{height(point.figure)}")
    return {
        "runs": [" ".join(run) for run in runs if len(run) > 1],
        "dots": [run[0].split(",") for run in runs if len(run) == 1],
        "target": height(target),
        "width": WIDTH,
        "height": HEIGHT,
        "known": known,
        "name": name,
    }
