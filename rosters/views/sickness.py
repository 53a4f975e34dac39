"""Sick today: reporting it, calling others, putting in who comes."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from staff.access import Request, get_visible_hall
from staff.forms.fields import DayField
from staff.models import Employee, Hall

from ..models import CallNote, SickShift
from ..repairs import leaverepair, sickness
from ..repairs.repairing import NotRepairable
from ..repairs.sickness import NotCalled
from ..wording import reason_of


class LastDayForm(forms.Form):
    last_day = DayField(required=False)


def get_floor_hall(request: Request, code: str) -> Hall:
    """A hall whose floor is the user's to manage."""
    hall = get_visible_hall(request.user, code)
    if not sickness.leads_floor(request.user, hall):
        raise PermissionDenied
    return hall


def get_sick_shift(hall: Hall, pk: int) -> SickShift:
    rows = SickShift.objects.select_related("roster__hall__rule_settings", "employee__hall", "shift_type")
    return get_object_or_404(rows, pk=pk, roster__hall=hall)


def person_of(request: Request, hall: Hall) -> Employee:
    return get_object_or_404(hall.employees.select_related("hall"), code=request.POST.get("employee", ""))


@login_required
@require_POST
def sick(request: Request, code: str) -> HttpResponse:
    """Somebody is ill today, and perhaps on the next days."""
    hall = get_floor_hall(request, code)
    person, form = person_of(request, hall), LastDayForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["last_day"])))
        return redirect("rosters:today", code)
    last_day = form.cleaned_data["last_day"]
    said = _("%(name)s is on sick leave; who could come stands below.") % {"name": person.name}
    otherwise = _("%(name)s is on sick leave; no shift of today stands open.") % {"name": person.name}
    report = partial(sickness.report_sick, person, by=request.user, last_day=last_day)
    return done(request, hall, report, said, otherwise=otherwise)


@login_required
@require_POST
def sick_back(request: Request, code: str, pk: int) -> HttpResponse:
    """She comes after all."""
    hall = get_floor_hall(request, code)
    row = get_sick_shift(hall, pk)
    said = _("%(name)s works as before.") % {"name": row.employee.name}
    return done(request, hall, lambda: sickness.comes_after_all(row, by=request.user), said)


@login_required
@require_POST
def sick_call(request: Request, code: str, pk: int) -> HttpResponse:
    """What came of calling somebody; who comes is put into the roster at once."""
    hall = get_floor_hall(request, code)
    row, person, outcome = get_sick_shift(hall, pk), person_of(request, hall), request.POST.get("outcome", "")
    if outcome not in CallNote.Outcome:
        return redirect("rosters:today", code)
    if outcome == CallNote.Outcome.COMES:
        said = _("%(name)s is in the roster.") % {"name": person.name}
        return done(request, hall, lambda: sickness.send_in(row, person, by=request.user), said)
    note = request.POST.get("note", "")
    return done(
        request, hall, lambda: sickness.note_call(row, person, outcome, by=request.user, note=note), _("Noted.")
    )


@login_required
@require_POST
def sick_repair(request: Request, code: str, pk: int) -> HttpResponse:
    """A proposal for the further days of the illness."""
    row = get_sick_shift(get_floor_hall(request, code), pk)
    try:
        found = leaverepair.propose_for_sick(row, by=request.user)
    except NotRepairable as refusal:
        messages.error(request, reason_of(refusal.facts))
        return redirect("rosters:today", code)
    return redirect("rosters:repair", code, found.roster.month, found.pk)


def done(request: Request, hall: Hall, act: Callable[[], object], said: str, *, otherwise: str = "") -> HttpResponse:
    """Do it and say so, or why not; `otherwise` is said where it has given nothing."""
    try:
        found = act()
        messages.success(request, otherwise if otherwise and found is None else said)
    except NotCalled as refusal:
        messages.error(request, refusal.sentence)
    return redirect("rosters:today", hall.code)
