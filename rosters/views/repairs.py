"""Repairing a roster: asking what to change, looking at the proposal, accepting or discarding it."""

from datetime import date
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rosters import repairing
from rosters.access import get_editable_roster
from rosters.forms.repair import RepairForm
from rosters.models import Repair, Roster
from rosters.repairing import NotRepairable
from rosters.repairpanel import RepairPanel
from rosters.wording import reason_of
from staff.access import Request


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, code: str, month: date) -> HttpResponse:
    """What happened; the answer is a proposal, within three seconds."""
    roster = get_editable_roster(request.user, code, month)
    form = RepairForm(request.POST if request.method == "POST" else None, roster=roster)
    if form.is_bound and form.is_valid():
        try:
            found = repairing.propose_repair(roster, form.event, by=request.user)
            return see_other("rosters:repair", roster, found.pk)
        except NotRepairable as refusal:
            form.add_error(None, reason_of(refusal.facts))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"hall": roster.hall, "roster": roster, "form": form}
    return render(request, "rosters/repair/ask.html", context, status=status)


@login_required
@require_safe
def repair(request: Request, code: str, month: date, repair_id: UUID) -> HttpResponse:
    found = get_repair(request, code, month, repair_id)
    context = {"hall": found.roster.hall, "roster": found.roster, "repair": found, "shown": RepairPanel(found)}
    return render(request, "rosters/repair/repair.html", context)


@login_required
@require_POST
def accept(request: Request, code: str, month: date, repair_id: UUID) -> HttpResponse:
    found = get_repair(request, code, month, repair_id)
    try:
        done = repairing.accept_repair(found, by=request.user)
    except NotRepairable as refusal:
        messages.error(request, reason_of(refusal.facts))
        return see_other("rosters:repair", found.roster, found.pk)
    messages.success(request, _("Repaired: %(count)s cells were changed.") % {"count": len(done.changes)})
    return see_other("rosters:grid", found.roster)


@login_required
@require_POST
def discard(request: Request, code: str, month: date, repair_id: UUID) -> HttpResponse:
    found = get_repair(request, code, month, repair_id)
    try:
        repairing.discard_repair(found, by=request.user)
    except NotRepairable as refusal:
        messages.error(request, reason_of(refusal.facts))
    return see_other("rosters:grid", found.roster)


def get_repair(request: Request, code: str, month: date, repair_id: UUID) -> Repair:
    roster = get_editable_roster(request.user, code, month)
    found = get_object_or_404(Repair, roster=roster, pk=repair_id)
    found.roster = roster
    return found


def see_other(name: str, roster: Roster, *more: UUID) -> HttpResponse:
    response = redirect(name, roster.hall.code, roster.month, *more)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
