"""On which days a hall's month runs; the month itself is a page of the reports."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from staff.access import Request
from staff.models import Hall
from staff.recorded import delete_row, save_form
from staff.views.pages import of_managed_hall, sent, show

from ..forms.cycle import CycleForm, settings_to_edit
from ..models import CycleSettings


@require_http_methods(["GET", "HEAD", "POST"])
@of_managed_hall
def settings(request: Request, hall: Hall) -> HttpResponse:
    form = CycleForm(sent(request), hall=hall, instance=settings_to_edit(hall))
    if form.is_valid():
        save_form(form, by=request.user, hall=hall)
        messages.success(request, _("The days of the monthly cycle are saved."))
        return redirect("rosters:cycle-settings", hall.code)
    return show(request, "rosters/setup/cycle.html", hall, {"form": form}, ok=not form.is_bound)


@require_http_methods(["GET", "HEAD", "POST"])
@of_managed_hall
def reset(request: Request, hall: Hall) -> HttpResponse:
    """Ask; then forget the hall's own days, so that it follows the department's."""
    if request.method != "POST":
        return show(request, "rosters/setup/cycle_reset.html", hall, {})
    if row := CycleSettings.objects.filter(hall=hall).first():
        delete_row(row, by=request.user, hall=hall)
    messages.success(request, _("The hall follows the department’s days again."))
    return redirect("rosters:cycle-settings", hall.code)
