"""Tools that change many cells: each asks, shows what would change, and does it when told to."""

from datetime import date
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_htmx.http import trigger_client_event

from rosters.access import get_page_to_edit
from rosters.forms.tools import TOOLS, ToolForm
from rosters.models import Roster
from rosters.month import load_month
from rosters.wording import reason_of
from staff.access import Request
from staff.months import day_in

from ..edits import editing
from ..edits.consequences import consequences_of_edit
from ..edits.editing import Edited, NotEditable
from ..grids.grid import grid_of
from .answers import words_of

SHOWN = 60


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tool(request: Request, code: str, month: date, kind: str) -> HttpResponse:
    """GET asks, POST shows what would change, and with `apply` does it if the roster is still as it was shown."""
    roster = get_page_to_edit(request.user, code, month)
    if kind not in TOOLS:
        raise Http404
    if request.method != "POST":
        return page(request, roster, kind, TOOLS[kind](roster=roster, initial=initial_of(request.GET)))
    form = TOOLS[kind](request.POST, roster=roster)
    if not form.is_valid() or "back" in request.POST:
        return page(request, roster, kind, form)
    if "apply" in request.POST and request.POST.get("revision") == str(roster.revision):
        return apply(request, roster, kind, form)
    return show(request, roster, kind, form)


def initial_of(query: QueryDict) -> dict[str, Any]:
    """What the page has selected."""
    days = {name: query.get(name, "") for name in ("first", "last")}
    known = {name: day_in(text) for name, text in days.items()}
    return {"people": query.getlist("people")} | {name: day for name, day in known.items() if day}


def page(request: Request, roster: Roster, kind: str, form: ToolForm, **more: Any) -> HttpResponse:
    is_part = request.htmx or request.headers.get("X-Part") == "panel"
    address = reverse("rosters:tool", args=[roster.hall.code, roster.month, kind]) if kind else ""
    context = {"hall": roster.hall, "roster": roster, "form": form, "kind": kind, "is_part": is_part}
    context |= {"address": address} | more
    template = "rosters/tools/panel.html" if is_part else "rosters/tools/tool.html"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and form.errors else HTTPStatus.OK
    return render(request, template, context, status=status)


def show(request: Request, roster: Roster, kind: str, form: ToolForm, refusal: str = "") -> HttpResponse:
    proposal = form.proposal(load_month(roster))
    fields = [(name, value) for name in form.fields for value in request.POST.getlist(name)]
    return page(
        request, roster, kind, form,
        proposal=proposal, moves=proposal.moves[:SHOWN], more=max(0, len(proposal.moves) - SHOWN), fields=fields,
        is_overtaken="apply" in request.POST and not refusal, refusal=refusal,
    )  # fmt: skip


def apply(request: Request, roster: Roster, kind: str, form: ToolForm) -> HttpResponse:
    try:
        if roster.pk is None:
            roster.pk = editing.open_roster(roster.hall, roster.month).pk
        done = editing.set_cells(roster, lambda month: form.proposal(month).changes, by=request.user, what=form.what)
    except NotEditable as refusal:
        return show(request, roster, kind, form, reason_of(refusal.facts))
    return told(request, roster, kind, form, done)


def told(request: Request, roster: Roster, kind: str, form: ToolForm, done: Edited) -> HttpResponse:
    shown = grid_of(done.month.roster, done.month)
    words = words_of(roster, done, consequences_of_edit(shown, done))
    if not request.htmx:
        messages.success(request, words["done"])
        return redirect("rosters:grid", shown.roster.hall.code, shown.roster.month)
    response = page(request, done.month.roster, kind, form, done=words["done"])
    return trigger_client_event(response, "roster:changed", words | {"changed": words["changed"][:1]})
