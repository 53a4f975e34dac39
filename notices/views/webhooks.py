"""Addresses of programs that a hall tells of events."""

import secrets

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from staff.access import Request
from staff.models import Hall
from staff.recorded import save_form
from staff.views.pages import edit, of_managed_hall, sent, show

from ..forms.webhooks import WebhookForm
from ..models import Robot


@never_cache
@require_http_methods(["GET", "POST"])
@of_managed_hall
def webhook_new(request: Request, hall: Hall) -> HttpResponse:
    """A new one; its secret is shown in the answer to its form and never again."""
    form = WebhookForm(sent(request), hall=hall, instance=Robot(secret=secrets.token_urlsafe(32)))
    if form.is_valid():
        save_form(form, by=request.user, hall=hall)
        return show(request, "notices/webhook_made.html", hall, {"webhook": form.instance})
    context = {"form": form, "title": _("New webhook"), "back": "notices:robots"}
    return show(request, "staff/form.html", hall, context, ok=not form.is_bound)


@require_http_methods(["GET", "POST"])
@of_managed_hall
def webhook(request: Request, hall: Hall, pk: int) -> HttpResponse:
    row = get_object_or_404(hall.robots, pk=pk, service=Robot.Service.WEBHOOK)
    form = WebhookForm(sent(request), hall=hall, instance=row)
    return edit(request, form, done="notices:robots", title=_("Webhook"), delete="notices:robot-delete")
