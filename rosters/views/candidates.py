"""The rosters a build leaves to choose from: side by side, one on the grid, taken or discarded."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rosters.models import Build, Candidate
from rosters.wording import reason_of
from staff.access import Request

from ..builds import choosing
from ..builds.building import NotBuildable
from ..builds.choicepage import ChoicePage
from .builds import get_build, see_other
from .grid import PARTS, page_context


@login_required
@require_safe
def candidates(request: Request, code: str, month: date, build_id: UUID) -> HttpResponse:
    """The candidates of a build beside each other; while there are none yet, the build as it goes."""
    build = get_choice(request, code, month, build_id)
    if not build.is_finished:
        return see_other(code, month, build_id)
    context = {"hall": build.roster.hall, "roster": build.roster, "build": build, "choice": ChoicePage(build)}
    return render(request, "rosters/candidates/page.html", context)


@login_required
@require_safe
def candidate(request: Request, code: str, month: date, build_id: UUID, leaning: str) -> HttpResponse:
    """One candidate laid into the grid, to look at; `?part=` gives only the table."""
    build = get_choice(request, code, month, build_id)
    found = get_object_or_404(build.candidates, leaning=leaning)
    choice = ChoicePage(build)
    context = page_context(
        request,
        build.roster,
        can_edit=True,
        result=found.cells,
        panel="rosters/candidates/panel.html",
        choice=choice,
        option=next(option for option in choice.options if option.candidate == found),
        build=build,
        preview_url=reverse("rosters:candidate", args=[code, month, build_id, leaning]),
    )
    return render(request, PARTS.get(request.GET.get("part", ""), "rosters/grid.html"), context)


@login_required
@require_POST
def take(request: Request, code: str, month: date, build_id: UUID, leaning: str) -> HttpResponse:
    """Put a candidate into the roster; one that an edit has overtaken is offered for a merge."""
    build = get_choice(request, code, month, build_id)
    found = get_object_or_404(Candidate, build=build, leaning=leaning)
    try:
        choosing.take_candidate(found, by=request.user)
    except NotBuildable as refusal:
        messages.error(request, reason_of(refusal.facts))
        return back(code, month, build_id)
    return see_other(code, month, build_id)


@login_required
@require_POST
def discard(request: Request, code: str, month: date, build_id: UUID) -> HttpResponse:
    build = get_choice(request, code, month, build_id)
    try:
        choosing.discard_candidates(build, by=request.user)
    except NotBuildable as refusal:
        messages.error(request, reason_of(refusal.facts))
        return back(code, month, build_id)
    messages.success(request, _("Discarded: the roster is as it was."))
    return redirect("rosters:grid", code, month)


def get_choice(request: Request, code: str, month: date, build_id: UUID) -> Build:
    """A build of this roster, with the result it keeps."""
    build = get_build(request, code, month, build_id)
    build.refresh_from_db(fields=["result"])
    return build


def back(code: str, month: date, build_id: UUID) -> HttpResponse:
    response = redirect("rosters:candidates", code, month, build_id)
    response.status_code = 303
    return response
