from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from staff.access import Request
from staff.models import Hall
from staff.recorded import delete_row, save_form
from staff.views.pages import of_managed_hall, sent, show

from ..forms.rules import RulesForm
from ..models import RuleSettings


@require_http_methods(["GET", "POST"])
@of_managed_hall
def rules(request: Request, hall: Hall) -> HttpResponse:
    """Every limit and weight of the hall, beside its default."""
    row = RuleSettings.objects.filter(hall=hall).first() or RuleSettings(hall=hall)
    form = RulesForm(sent(request), hall=hall, instance=row)
    if form.is_valid():
        save_form(form, by=request.user, hall=hall)
        messages.success(request, _("The rules are saved."))
        return redirect("rosters:rules", hall.code)
    return show(request, "rosters/setup/rules.html", hall, {"form": form}, ok=not form.is_bound)


@require_http_methods(["GET", "POST"])
@of_managed_hall
def rules_reset(request: Request, hall: Hall) -> HttpResponse:
    """Ask; then forget what the hall has set, so that the defaults hold again."""
    row = RuleSettings.objects.filter(hall=hall).first()
    if request.method == "GET":
        return show(request, "rosters/setup/rules_reset.html", hall, {})
    if row:
        delete_row(row, by=request.user, hall=hall)
    messages.success(request, _("The defaults hold again."))
    return redirect("rosters:rules", hall.code)
