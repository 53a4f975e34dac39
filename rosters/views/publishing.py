"""Publishing a roster and taking it back."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rosters import publishing
from rosters.access import get_editable_roster
from rosters.publishing import NotPublishable
from rosters.wording import reason_of
from staff.access import Request


@login_required
@require_POST
def publish(request: Request, code: str, month: date) -> HttpResponse:
    roster = get_editable_roster(request.user, code, month)
    try:
        publishing.publish(roster, by=request.user)
        messages.success(request, _("Published: everybody in the hall can see it now."))
    except NotPublishable as refusal:
        messages.error(request, reason_of(refusal.facts))
    return redirect("rosters:grid", code, month)


@login_required
@require_POST
def withdraw(request: Request, code: str, month: date) -> HttpResponse:
    roster = get_editable_roster(request.user, code, month)
    try:
        publishing.withdraw(roster, by=request.user)
        messages.success(request, _("Withdrawn: the roster is a draft again, and hidden from the hall."))
    except NotPublishable as refusal:
        messages.error(request, reason_of(refusal.facts))
    return redirect("rosters:grid", code, month)
