"""Leave that waits: cards for those who decide, and the calendar of who is away."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from staff import absences
from staff.absences import NotAbsent, kinds_decided_by
from staff.access import Request, get_visible_hall
from staff.models import Absence, Hall
from staff.months import shifted
from staff.views.pages import month_asked

from ..repairs import leaverepair
from ..repairs.leavecards import leave_page, weeks_of
from ..repairs.repairing import NotRepairable
from ..wording import reason_of

FORBIDDEN = ("own", "not_leading", "not_yours")


def get_led_hall(request: Request, code: str) -> Hall:
    """A hall in which the user decides about some kind of leave."""
    hall = get_visible_hall(request.user, code)
    if not kinds_decided_by(request.user, hall):
        raise PermissionDenied
    return hall


def get_led_absence(request: Request, code: str, pk: int) -> Absence:
    hall = get_led_hall(request, code)
    rows = Absence.objects.filter(employee__hall=hall).select_related("employee__hall")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def leave(request: Request, code: str) -> HttpResponse:
    """What waits for the reader first; then the month with how many may still be away on each day."""
    hall = get_led_hall(request, code)
    month = month_asked(request, hall)
    context = {
        "hall": hall,
        "page": leave_page(request.user, hall),
        "weeks": weeks_of(hall, month),
        "month": month,
        "previous": shifted(month, -1),
        "next": shifted(month, 1),
        "today": hall.today(),
        "can_edit": absences.is_manager_of(request.user, hall),
    }
    return render(request, "rosters/leave/page.html", context)


@login_required
@require_POST
def leave_approve(request: Request, code: str, pk: int) -> HttpResponse:
    row, why = get_led_absence(request, code, pk), request.POST.get("why", "")
    return answered(request, row, lambda: absences.approve(row, by=request.user, why=why))


@login_required
@require_POST
def leave_decline(request: Request, code: str, pk: int) -> HttpResponse:
    row, why = get_led_absence(request, code, pk), request.POST.get("why", "")
    return answered(request, row, lambda: absences.decline(row, by=request.user, why=why))


@login_required
@require_POST
def leave_repair(request: Request, code: str, pk: int) -> HttpResponse:
    """A proposal that makes up for the leave; accepting it approves the leave."""
    row = get_led_absence(request, code, pk)
    try:
        found = leaverepair.propose_for_leave(row, by=request.user, why=request.POST.get("why", ""))
    except NotRepairable as refusal:
        messages.error(request, reason_of(refusal.facts))
    except NotAbsent as refusal:
        if refusal.reason in FORBIDDEN:
            raise PermissionDenied from refusal
        messages.error(request, refusal.sentence)
    else:
        return redirect("rosters:repair", code, found.roster.month, found.pk)
    return redirect("rosters:leave", code)


def answered(request: Request, row: Absence, act: Callable[[], Absence]) -> HttpResponse:
    """Do it, or say why not; what was never hers to do is a 403."""
    try:
        done = act()
    except NotAbsent as refusal:
        if refusal.reason in FORBIDDEN:
            raise PermissionDenied from refusal
        messages.error(request, f"{row.employee}{_(': ')}{refusal.sentence}")
    else:
        facts = {"name": row.employee, "state": done.get_state_display()}
        messages.success(request, _("Leave of %(name)s: %(state)s") % facts)
    return redirect("rosters:leave", row.employee.hall.code)
