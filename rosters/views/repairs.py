"""Repairing a roster: asking what to change, looking at the proposal, accepting or discarding it."""

from datetime import date
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rosters.access import get_editable_roster, get_repair
from rosters.forms.repair import RepairForm
from rosters.models import Repair, Roster
from rosters.wording import reason_of
from staff.absences import is_manager_of
from staff.access import Request
from staff.models import User

from ..repairs import leaverepair, repairing
from ..repairs.repairing import NotRepairable
from ..repairs.repairpanel import RepairPanel


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
    found = get_repair(request.user, code, month, repair_id)
    context = {
        "hall": found.roster.hall,
        "roster": found.roster,
        "repair": found,
        "shown": RepairPanel(found),
        "can_ask": is_manager_of(request.user, found.roster.hall),
        "back": back_from(found, request.user),
    }
    return render(request, "rosters/repair/repair.html", context)


@login_required
@require_POST
def accept(request: Request, code: str, month: date, repair_id: UUID) -> HttpResponse:
    """Put it in place; what is left to repair in the next month comes up at once."""
    found = get_repair(request.user, code, month, repair_id)
    try:
        done = repairing.accept_repair(found, by=request.user)
    except NotRepairable as refusal:
        messages.error(request, reason_of(refusal.facts))
        return see_other("rosters:repair", found.roster, found.pk)
    messages.success(request, _("Repaired: %(count)s cells were changed.") % {"count": len(done.changes)})
    if rest := leaverepair.propose_rest(done, by=request.user):
        messages.info(request, _("She is away in the next month, too: this is what would change there."))
        return see_other("rosters:repair", rest.roster, rest.pk)
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": back_from(found, request.user)})


@login_required
@require_POST
def discard(request: Request, code: str, month: date, repair_id: UUID) -> HttpResponse:
    found = get_repair(request.user, code, month, repair_id)
    try:
        repairing.discard_repair(found, by=request.user)
    except NotRepairable as refusal:
        messages.error(request, reason_of(refusal.facts))
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": back_from(found, request.user)})


def back_from(found: Repair, user: User) -> str:
    """Where it was asked for: among leave, on the floor, in the roster."""
    hall = found.roster.hall
    if "absence" in found.asked:
        return reverse("rosters:leave", args=[hall.code])
    if not is_manager_of(user, hall):
        return reverse("rosters:today", args=[hall.code])
    return reverse("rosters:grid", args=[hall.code, found.roster.month])


def see_other(name: str, roster: Roster, *more: UUID) -> HttpResponse:
    response = redirect(name, roster.hall.code, roster.month, *more)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
