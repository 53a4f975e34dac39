"""What if: asked beside the grid, worked out in the background, looked at, kept as a draft or discarded."""

from datetime import date
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rosters.access import get_editable_roster, get_page_to_edit
from rosters.forms.whatif import WhatIfForm
from rosters.models import Roster, WhatIf
from rosters.month import rules_for
from rosters.wording import reason_of
from staff.access import Request

from ..builds import building
from ..builds.building import NotBuildable
from ..edits import editing
from ..edits.editing import NotEditable
from ..publications.drafts import NotKept
from ..whatifs import whatifs
from ..whatifs.whatifpage import WhatIfPage, pages_of
from .grid import PARTS, page_context


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def what_ifs(request: Request, code: str, month: date) -> HttpResponse:
    """GET asks what would be different and lists what was asked before, POST has it worked out."""
    roster = get_page_to_edit(request.user, code, month)
    sent = request.POST if request.method == "POST" else None
    form = WhatIfForm(sent, roster=roster, rules=rules_for(roster))
    if form.is_valid():
        try:
            with transaction.atomic():
                kept = editing.open_roster(roster.hall, roster.month) if roster.pk is None else roster
                asked = whatifs.ask_what_if(kept, form.asks, by=request.user)
            return see_other(code, month, asked.pk)
        except NotEditable as refusal:
            form.add_error(None, reason_of(refusal.facts))
        except NotBuildable as refusal:
            for facts in refusal.reasons:
                form.add_error(None, reason_of(facts))
    context = {"hall": roster.hall, "roster": roster, "form": form, "earlier": pages_of(roster)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "rosters/whatif/ask_panel.html" if is_part(request) else "rosters/whatif/ask.html",
                  context | {"is_part": is_part(request)}, status=status)  # fmt: skip


@login_required
@require_safe
def what_if(request: Request, code: str, month: date, build_id: UUID) -> HttpResponse:
    """How a what-if goes and what came of it: the panel alone for a script, else beside the grid as it would be."""
    page = get_what_if(request, code, month, build_id)
    if is_part(request):
        context = {"hall": page.build.roster.hall, "roster": page.build.roster, "what_if": page, "is_part": True}
        return render(request, "rosters/whatif/panel.html", context)
    context = page_context(
        request,
        page.build.roster,
        can_edit=True,
        result=page.build.result if page.is_ready else None,
        month=page.month if page.is_ready else None,
        panel="rosters/whatif/panel.html",
        what_if=page,
        preview_url=reverse("rosters:what-if", args=[code, month, build_id]) if page.is_ready else None,
    )
    return render(request, PARTS.get(request.GET.get("part", ""), "rosters/grid.html"), context)


@login_required
@require_POST
def stop(request: Request, code: str, month: date, build_id: UUID) -> HttpResponse:
    building.stop_build(get_what_if(request, code, month, build_id).build, by=request.user)
    return see_other(code, month, build_id)


@login_required
@require_POST
def keep(request: Request, code: str, month: date, build_id: UUID) -> HttpResponse:
    """Keep the cells as a version of the draft, among the others."""
    page = get_what_if(request, code, month, build_id)
    try:
        draft = whatifs.keep_what_if(page.asked, request.POST.get("name", "")[:80], by=request.user)
    except NotKept as refusal:
        messages.error(request, reason_of(refusal.facts))
        return see_other(code, month, build_id)
    messages.success(request, _("Kept as “%(name)s”.") % {"name": draft.name})
    return redirect("rosters:versions", code, month)


@login_required
@require_POST
def discard(request: Request, code: str, month: date, build_id: UUID) -> HttpResponse:
    whatifs.discard_what_if(get_what_if(request, code, month, build_id).asked, by=request.user)
    messages.success(request, _("Discarded: the roster is as it was."))
    return redirect("rosters:grid", code, month)


def get_what_if(request: Request, code: str, month: date, build_id: UUID) -> WhatIfPage:
    """The what-if, if it is one of this very roster, and the roster hers to change."""
    roster: Roster = get_editable_roster(request.user, code, month)
    rows = WhatIf.objects.select_related("build__asked_by", "draft").defer("base", "build__problem", "build__before")
    asked = get_object_or_404(rows, build__roster=roster, pk=build_id)
    asked.build.roster = roster
    return WhatIfPage(asked)


def is_part(request: Request) -> bool:
    return bool(request.htmx) or request.headers.get("X-Part") == "panel"


def see_other(code: str, month: date, build_id: UUID) -> HttpResponse:
    response = redirect("rosters:what-if", code, month, build_id)
    response.status_code = 303
    return response
