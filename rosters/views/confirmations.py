"""Who has read what was published: an employee says so, her manager sees and reminds."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rosters.access import get_editable_roster
from rosters.models import Confirmation
from rosters.wording import reason_of
from staff.access import Request
from staff.models import Employee

from ..publications import confirming
from ..publications.confirming import NotConfirmable
from .publishing import see_other


@login_required
@require_safe
def confirmations(request: Request, code: str, month: date) -> HttpResponse:
    roster = get_editable_roster(request.user, code, month)
    shown = confirming.reading_of(roster)
    context = {
        "hall": roster.hall,
        "roster": roster,
        "shown": shown,
        "groups": [shown.waiting, shown.confirmed],
    }
    return render(request, "rosters/publish/confirmations.html", context)


@login_required
@require_POST
def remind(request: Request, code: str, month: date) -> HttpResponse:
    roster = get_editable_roster(request.user, code, month)
    if people := confirming.remind(roster, by=request.user):
        said = ngettext("Reminded: %(n)s person.", "Reminded: %(n)s people.", len(people))
        messages.success(request, said % {"n": len(people)})
    else:
        messages.info(request, _("Nobody to remind: all who can log in have confirmed, or were reminded just now."))
    return see_other("rosters:confirmations", roster)


@login_required
@require_POST
def confirm(request: Request, pk: int) -> HttpResponse:
    """An employee confirms on her own page what she was asked to."""
    employee = get_object_or_404(Employee, user=request.user)
    rows = Confirmation.objects.filter(employee=employee).select_related("publication__roster__hall")
    row = get_object_or_404(rows, pk=pk)
    try:
        confirming.confirm(employee, row.publication, by=request.user)
        messages.success(request, _("Confirmed. Thank you."))
    except NotConfirmable as refusal:
        messages.error(request, reason_of(refusal.facts))
    return redirect(f"{reverse('rosters:me')}?month={row.publication.roster.month:%Y-%m}")
