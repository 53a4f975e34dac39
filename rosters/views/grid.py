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
from rosters.buildpanel import panel_of
from rosters.dayview import day_view
from rosters.faults import faults_of
from rosters.grid import Grid, grid_of
from rosters.griddays import tags_of
from rosters.gridfoot import totals_of
from rosters.models import Build, Roster
from rosters.month import load_month
from rosters.preview import best_number, month_built
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
    build = build_to_watch(roster) if can_edit and "draft" not in request.GET else None
    return render(request, template, page_context(request, roster, can_edit, build=build))


@login_required
@require_safe
def pulse(request: Request, code: str, month: date) -> HttpResponse:
    """The roster's revision, for a page that asks whether it is up to date, and where to watch its build."""
    found = get_roster_page(request.user, code, month)
    if found is None:
        return JsonResponse({"revision": None})
    roster, can_edit = found
    unfinished = unfinished_build(roster) if can_edit else None
    place = reverse("rosters:build-progress", args=[code, month, unfinished]) if unfinished else None
    return JsonResponse({"revision": roster.revision, "build": place})


def page_context(
    request: Request, roster: Roster, can_edit: bool, *, build: Build | None = None, **more: Any
) -> dict[str, Any]:
    """All that the page shows; `panel` names the template of what is opened beside the grid.

    A build is opened there; while it is not finished, its best so far stands in the grid.
    """
    is_preview = build is not None and not build.is_finished
    month = load_month(roster)
    shown = grid_of(roster, month_built(month, build) if build and is_preview else month, discreet=not can_edit)
    day = chosen_day(shown, request.GET.get("day", ""))
    return (
        table_context(request, shown, can_edit, is_preview=is_preview)
        | {
            "month_before": step(roster.month, -1),
            "month_after": step(roster.month, 1),
            "unfinished": unfinished_build(roster) if can_edit else None,
            "lacks": lacks_of(shown) if can_edit else [],
            "day": day_view(shown, day or shown.days[0].number),
            "panel": "rosters/grid/day.html" if day is not None else None,
            "keeps_to_draft": not is_preview and unfinished_build(roster) is not None,
        }
        | (build_context(build) if build else {})
        | more
    )


def build_context(build: Build) -> dict[str, Any]:
    return {"build": build, "watched": panel_of(build), "best": best_number(build), "panel": "rosters/build/panel.html"}


def table_context(request: Request, shown: Grid, can_edit: bool, *, is_preview: bool = False) -> dict[str, Any]:
    return {
        "hall": shown.roster.hall,
        "roster": shown.roster,
        "grid": shown,
        "tags": list(tags_of(shown.days)),
        "faults": faults_of(shown) if can_edit and not (is_preview or shown.is_empty) else None,
        "totals": totals_of([row.figures for row in shown.rows], shown.foot),
        "can_edit": can_edit,
        "is_preview": is_preview,
        "shows_figures": not is_preview and sees_figures(request.user, shown.roster.hall, can_edit=can_edit),
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


def build_to_watch(roster: Roster) -> Build | None:
    """The unfinished build with what it has found so far."""
    unfinished = unfinished_build(roster)
    if unfinished is None:
        return None
    build = (
        roster.builds.unfinished().select_related("asked_by").defer("problem", "before").filter(pk=unfinished).first()
    )
    if build is not None:
        build.roster = roster
    return build


def lacks_of(shown: Grid) -> list[dict[str, str]]:
    """What set-up has to give before a roster can be built, each with the page that takes it."""
    setup = reverse("staff:setup", args=[shown.roster.hall.code])
    wanted = [
        (shown.month.employees, _("people who are employed this month")),
        (shown.shift_types, _("shift types that are in use this month")),
        (shown.problem.demand, _("how many people are needed, inside the opening hours")),
    ]
    return [{"text": text, "url": setup} for there, text in wanted if not there]
