"""The build panel: starting a build, watching it, stopping it, taking it over an edit."""

from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rosters.access import get_editable_roster, get_page_to_edit, get_roster_page
from rosters.forms.part import PartForm
from rosters.models import Build
from rosters.month import Month, load_month
from rosters.templatetags.grid import chip_html
from rosters.wording import reason_of
from staff.access import Request, get_managed_hall

from ..builds import building
from ..builds.buildpanel import refusal_of
from ..builds.cells import changed_since
from ..builds.merging import merge_build
from ..builds.preview import preview_of
from ..edits import editing
from ..edits.editing import NotEditable
from .grid import build_context, page_context
from .tools import initial_of
from .tools import page as tool_page

PANEL = "rosters/build/panel.html"
REFUSED = "rosters/build/refused.html"
FOOT = "rosters/grid/foot.html"


@login_required
@require_POST
def build(request: Request, code: str, month: date) -> HttpResponse:
    """Start a build, or lead to the one that is under way."""
    hall = get_managed_hall(request.user, code)
    try:
        with transaction.atomic():  # what is refused leaves no empty roster behind
            roster = editing.open_roster(hall, month)
            started = building.start_build(roster, by=request.user, candidates="candidates" in request.POST)
    except (NotEditable, building.NotBuildable) as refusal:
        return refused(request, code, month, refusal)
    response = redirect("rosters:build-progress", code, month, started.pk)
    response.status_code = 303
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def build_part(request: Request, code: str, month: date) -> HttpResponse:
    """GET asks which people and days, those that are selected to begin with; POST builds them, or all but them."""
    roster = get_page_to_edit(request.user, code, month)
    sent = request.POST if request.method == "POST" else None
    form = PartForm(sent, roster=roster, initial=initial_of(request.GET))
    if form.is_valid():
        try:
            with transaction.atomic():
                roster = editing.open_roster(roster.hall, month)
                started = building.start_build(roster, by=request.user, part=form.part)
            return see_other(code, month, started.pk)
        except NotEditable as refusal:
            form.add_error(None, reason_of(refusal.facts))
        except building.NotBuildable as refusal:
            for facts in refusal.reasons:
                form.add_error(None, reason_of(facts))
    return tool_page(request, roster, "", form, address=reverse("rosters:build-part", args=[code, month]))


@login_required
@require_safe
def progress(request: Request, code: str, month: date, build_id: UUID) -> HttpResponse:
    """A build as it goes: the panel alone for a script, else the page with the panel open."""
    found = get_build(request, code, month, build_id)
    if request.htmx:
        context = {"hall": found.roster.hall, "roster": found.roster} | build_context(found)
        return render(request, PANEL, context)
    return render(request, "rosters/grid.html", page_context(request, found.roster, can_edit=True, build=found))


@login_required
@require_safe
def cells(request: Request, code: str, month: date, build_id: UUID) -> JsonResponse:
    """The best roster so far, as a script lays it into the grid; at the end, which cells have become others.

    Each of `rows` lists, for a person's days, which of `looks` her cell has: value, content and label.
    """
    found = get_build(request, code, month, build_id)
    stands = load_month(found.roster)
    if found.is_finished:
        return JsonResponse({"changed": changed_cells(found, stands)})
    preview = preview_of(stands, found)
    looks: dict[tuple[str, str, str], int] = {}
    rows = {
        person: [looks.setdefault((cell.key, chip_html(cell), cell.label), len(looks)) for cell in row]
        for person, row in preview.rows.items()
    }
    foot = render_to_string(FOOT, {"grid": preview}) if preview.foot else ""
    return JsonResponse({"best": preview.best, "looks": list(looks), "rows": rows, "foot": foot})


def changed_cells(build: Build, stands: Month) -> dict[str, list[int]]:
    """Days by person that hold something else than before the build; none where nothing stood before."""
    changed: dict[str, list[int]] = {}
    for person, day in sorted(changed_since(build.before, stands)) if build.before else ():
        changed.setdefault(person, []).append(day)
    return changed


@login_required
@require_POST
def stop(request: Request, code: str, month: date, build_id: UUID) -> HttpResponse:
    building.stop_build(get_build(request, code, month, build_id), by=request.user)
    return see_other(code, month, build_id)


@login_required
@require_POST
def merge(request: Request, code: str, month: date, build_id: UUID) -> HttpResponse:
    """Apply a build that an edit has overtaken; the cells edited meanwhile stay."""
    found = get_build(request, code, month, build_id)
    try:
        merge_build(found, by=request.user)
    except building.NotBuildable as refusal:
        return refused(request, code, month, refusal)
    return see_other(code, month, build_id)


def get_build(request: Request, code: str, month: date, build_id: UUID) -> Build:
    """The build, if it is one of this very roster, and the roster hers to change."""
    roster = get_editable_roster(request.user, code, month)
    found = get_object_or_404(roster.builds.of_rosters().defer("problem", "before", "result"), pk=build_id)
    found.roster = roster
    return found


def see_other(code: str, month: date, build_id: UUID) -> HttpResponse:
    response = redirect("rosters:build-progress", code, month, build_id)
    response.status_code = 303
    return response


def refused(request: Request, code: str, month: date, refusal: NotEditable | building.NotBuildable) -> HttpResponse:
    context = {"refusal": refusal_of(refusal)}
    if request.htmx:
        return render(request, REFUSED, context, status=422)
    found = get_roster_page(request.user, code, month)
    assert found is not None
    page = page_context(request, found[0], can_edit=True, panel=REFUSED)
    return render(request, "rosters/grid.html", page | context, status=422)
