"""The roster of a month as a page."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rosters.access import get_roster_page, sees_figures
from rosters.dayview import day_view
from rosters.faults import faults_of
from rosters.grid import Grid, grid_of
from rosters.griddays import tags_of
from rosters.gridfoot import totals_of
from rosters.models import Build, Roster
from staff.access import Request, get_visible_hall

# What a script may ask for instead of the whole page.
PARTS = {"table": "rosters/grid/refreshed.html", "day": "rosters/grid/day.html"}


@login_required
@require_safe
def grid(request: Request, code: str, month: date) -> HttpResponse:
    """The month's grid; `?day=` opens a day, and `?part=` gives only the table or the day."""
    found = get_roster_page(request.user, code, month)
    if found is None:
        hall = get_visible_hall(request.user, code)
        return render(request, "rosters/grid/unpublished.html", {"hall": hall, "month": month}, status=404)
    roster, can_edit = found
    template = PARTS.get(request.GET.get("part", ""), "rosters/grid.html")
    return render(request, template, page_context(request, roster, can_edit))


@login_required
@require_safe
def pulse(request: Request, code: str, month: date) -> HttpResponse:
    """The roster's revision, for a page that asks whether it is still up to date."""
    found = get_roster_page(request.user, code, month)
    return JsonResponse({"revision": found[0].revision if found else None})


def page_context(request: Request, roster: Roster, can_edit: bool, **more: Any) -> dict[str, Any]:
    """All that the page shows; `panel` names the template of what is opened beside the grid."""
    shown = grid_of(roster, discreet=not can_edit)
    context = table_context(request, shown, can_edit)
    day = chosen_day(shown, request.GET.get("day", ""))
    return (
        context
        | {
            "month_before": step(roster.month, -1),
            "month_after": step(roster.month, 1),
            "unfinished": unfinished_build(roster) if can_edit else None,
            "lacks": lacks_of(shown) if can_edit else [],
            "day": day_view(shown, day or shown.days[0].number),
            "panel": "rosters/grid/day.html" if day is not None else None,
        }
        | more
    )


def table_context(request: Request, shown: Grid, can_edit: bool) -> dict[str, Any]:
    return {
        "hall": shown.roster.hall,
        "roster": shown.roster,
        "grid": shown,
        "tags": list(tags_of(shown.days)),
        "faults": faults_of(shown) if can_edit and not shown.is_empty else None,
        "totals": totals_of([row.figures for row in shown.rows], shown.foot),
        "can_edit": can_edit,
        "shows_figures": sees_figures(request.user, shown.roster.hall, can_edit=can_edit),
        "figure_columns": 5 + len(shown.shift_types),
    }


def step(month: date, by: int) -> date:
    """The first day of the month so many months later."""
    months = month.year * 12 + month.month - 1 + by
    return date(months // 12, months % 12 + 1, 1)


def chosen_day(shown: Grid, text: str) -> int | None:
    return next((day.number for day in shown.days if day.date.isoformat() == text), None)


def unfinished_build(roster: Roster) -> UUID | None:
    """The build that is waiting or under way, as `access.with_last_build` has found it."""
    status = getattr(roster, "last_build_status", None)
    return getattr(roster, "last_build", None) if status in Build.UNFINISHED else None


def lacks_of(shown: Grid) -> list[dict[str, str]]:
    """What set-up has to give before a roster can be built, each with the page that takes it."""
    setup = reverse("staff:setup", args=[shown.roster.hall.code])
    wanted = [
        (shown.month.employees, _("people who are employed this month")),
        (shown.shift_types, _("shift types that are in use this month")),
        (shown.problem.demand, _("how many people are needed, inside the opening hours")),
    ]
    return [{"text": text, "url": setup} for there, text in wanted if not there]
