"""Addresses of programs that the department tells of events of all halls and of its own summary."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staff.access import Request
from staff.recorded import delete_row, save_form
from staff.views.department import of_department
from staff.views.pages import REFUSED, sent

from ..forms.webhooks import WebhookForm
from ..models import Delivery, Robot
from ..retrying import try_again
from .setup import said_by_test

SHOWN = 50


@require_safe
@of_department
def webhooks(request: Request) -> HttpResponse:
    """The addresses, and what was sent to them last."""
    rows = Delivery.objects.of_department().select_related("notice__hall", "notice__robot").order_by("-pk")
    context = {"webhooks": Robot.objects.filter(hall=None), "deliveries": rows[:SHOWN]}
    return render(request, "notices/department/webhooks.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@of_department
def webhook_new(request: Request) -> HttpResponse:
    """A new one; its secret is shown in the answer to its form and never again."""
    form = WebhookForm(sent(request), hall=None, instance=Robot(secret=secrets.token_urlsafe(32)))
    if form.is_valid():
        save_form(form, by=request.user, hall=None)
        return render(request, "notices/department/webhook_made.html", {"webhook": form.instance})
    return shown(request, form, {"title": _("New webhook")})


@require_http_methods(["GET", "POST"])
@of_department
def webhook(request: Request, pk: int) -> HttpResponse:
    form = WebhookForm(sent(request), hall=None, instance=get_object_or_404(Robot, hall=None, pk=pk))
    if form.is_valid():
        row = save_form(form, by=request.user, hall=None)
        messages.success(request, _("“%(row)s” is saved.") % {"row": row})
        return redirect("notices:department-webhooks")
    return shown(request, form, {"title": _("Webhook"), "webhook": form.instance})


def shown(request: Request, form: WebhookForm, context: dict[str, Any]) -> HttpResponse:
    status = REFUSED if form.is_bound else 200
    return render(request, "notices/department/webhook.html", context | {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@of_department
def webhook_delete(request: Request, pk: int) -> HttpResponse:
    """Ask; then forget the address."""
    row = get_object_or_404(Robot, hall=None, pk=pk)
    if request.method != "POST":
        return render(request, "notices/department/webhook_delete.html", {"webhook": row})
    delete_row(row, by=request.user, hall=None)
    messages.success(request, _("“%(row)s” is deleted.") % {"row": row})
    return redirect("notices:department-webhooks")


@require_POST
@of_department
def webhook_test(request: Request, pk: int) -> HttpResponse:
    """Send a message now, so that a wrong address shows at once."""
    said_by_test(request, get_object_or_404(Robot, hall=None, pk=pk))
    return redirect("notices:department-webhooks")


@require_POST
@of_department
def retry(request: Request, pk: int) -> HttpResponse:
    rows = Delivery.objects.of_department().select_related("notice__hall", "notice__robot")
    if try_again(get_object_or_404(rows, pk=pk), by=request.user):
        messages.success(request, _("It is sent again within a minute."))
    return redirect("notices:department-webhooks")
