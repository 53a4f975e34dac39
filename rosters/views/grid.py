"""The roster of a month as a page."""

from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rosters.access import get_roster_page, sees_figures
from rosters.models import Build, Roster
from rosters.month import Month, load_month
from staff.access import Request, get_visible_hall
from staff.months import shifted

from ..builds.buildpanel import panel_of
from ..builds.claims import Result
from ..builds.preview import best_number, cells_apart, month_with
from ..grids.dayview import day_view
from ..grids.faults import faults_of
from ..grids.grid import Grid, grid_for, grid_of
from ..grids.griddays import tags_of
from ..grids.gridfoot import totals_of
from ..grids.heads import heads_of

# What a script may ask for instead of the whole page.
PARTS = {
    "table": "rosters/grid/refreshed.html",
    "bar": "rosters/grid/topbar.html",
    "day": "rosters/grid/day.html",
    "faults": "rosters/grid/faults.html",
}


@login_required
@require_safe
def grid(request: Request, code: str, month: date) -> HttpResponse:
    """The month's grid; `?day=` opens a day, and `?part=` gives only the table or the day."""
    found = get_roster_page(request.user, code, month)
    if found is None:
        return unpublished(request, code, month)
    roster, can_edit = found
    template = PARTS.get(request.GET.get("part", ""), "rosters/grid.html")
    build = build_to_watch(roster) if can_edit and "draft" not in request.GET else None
    return render(request, template, page_context(request, roster, can_edit, build=build))


def unpublished(request: Request, code: str, month: date) -> HttpResponse:
    """Says that the month is not to be seen, and whether it was and has been taken back."""
    hall = get_visible_hall(request.user, code)
    is_withdrawn = Roster.objects.filter(hall=hall, month=month, withdrawn_at__isnull=False).exists()
    context = {"hall": hall, "month": month, "is_withdrawn": is_withdrawn}
    return render(request, "rosters/grid/unpublished.html", context, status=404)


@login_required
@require_safe
def pulse(request: Request, code: str, month: date) -> HttpResponse:
    """The roster's revision, and where to watch its build; nothing for a page that is up to date with `?revision=`."""
    found = get_roster_page(request.user, code, month)
    if found is None:
        return JsonResponse({"revision": None})
    roster, can_edit = found
    unfinished = unfinished_build(roster) if can_edit else None
    place = reverse("rosters:build-progress", args=[code, month, unfinished]) if unfinished else None
    if place is None and request.GET.get("revision") == str(roster.revision):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return JsonResponse({"revision": roster.revision, "build": place})


def page_context(
    request: Request,
    roster: Roster,
    can_edit: bool,
    *,
    build: Build | None = None,
    result: Result | None = None,
    month: Month | None = None,
    **more: Any,
) -> dict[str, Any]:
    """All that the page shows; `panel` names the template of what is opened beside the grid.

    A build is opened there; while it is not finished, its best so far stands in the grid. A
    `result` stands there in any case, to look at, in the `month` it was found for.
    """
    is_building = build is not None and not build.is_finished
    laid = build.result if build and is_building else result
    is_preview = is_building or result is not None
    grouping = "shift" if request.GET.get("group") == "shift" else "post"
    if is_preview:
        stood = load_month(roster)
        laid_out = month_with(month or stood, laid)
        different = cells_apart(stood, laid_out) if result is not None else frozenset()
        shown = grid_of(roster, laid_out, discreet=not can_edit, grouping=grouping, different=different)
    else:
        shown = grid_for(roster, can_edit=can_edit, grouping=grouping)
    day = chosen_day(shown, request.GET.get("day", ""))
    return (
        table_context(request, shown, can_edit, is_preview=is_preview)
        | {
            "grouping": grouping,
            "month_before": shifted(roster.month, -1),
            "month_after": shifted(roster.month, 1),
            "unfinished": unfinished_build(roster) if can_edit else None,
            "choice_to_make": choice_to_make(roster) if can_edit else None,
            "lacks": lacks_of(shown) if can_edit else [],
            "day": day_view(shown, day_to_open(shown) if day is None else day),
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
        "heads": heads_of(shown),
        "tags": list(tags_of(shown.days)),
        "faults": faults_of(shown) if can_edit and not (is_preview or shown.is_empty) else None,
        "totals": totals_of([row.figures for row in shown.rows], shown.foot),
        "can_edit": can_edit,
        "is_preview": is_preview,
        "shows_figures": not is_preview and sees_figures(request.user, shown.roster.hall, can_edit=can_edit),
        "figure_columns": 5 + len(shown.shift_types),
    }


def chosen_day(shown: Grid, text: str) -> int | None:
    return next((day.number for day in shown.days if day.date.isoformat() == text), None)


def day_to_open(shown: Grid) -> int:
    """The day a phone begins with: today, in a month that has it."""
    return next((day.number for day in shown.days if day.is_today), shown.days[0].number)


def unfinished_build(roster: Roster) -> UUID | None:
    """The build that is waiting or under way, as `access.with_last_build` has found it."""
    status = getattr(roster, "last_build_status", None)
    return getattr(roster, "last_build", None) if status in Build.UNFINISHED else None


def choice_to_make(roster: Roster) -> UUID | None:
    """The last build, if its candidates wait for a decision, as `access.with_last_build` has found it."""
    is_waiting = getattr(roster, "last_build_status", None) == Build.Status.OFFERED
    return getattr(roster, "last_build", None) if is_waiting else None


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
