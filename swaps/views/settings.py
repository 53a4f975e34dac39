"""How a hall handles swaps."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from staff.access import Request
from staff.models import Hall
from staff.recorded import save_form
from staff.views.pages import of_managed_hall, sent, show

from ..forms import SettingsForm
from ..models import SwapSettings


@require_http_methods(["GET", "POST"])
@of_managed_hall
def settings(request: Request, hall: Hall) -> HttpResponse:
    form = SettingsForm(sent(request), hall=hall, instance=SwapSettings.of(hall))
    if form.is_valid():
        save_form(form, by=request.user, hall=hall)
        messages.success(request, _("The settings of swaps are saved."))
        return redirect("swaps:settings", hall.code)
    return show(request, "swaps/settings.html", hall, {"form": form}, ok=not form.is_bound)
