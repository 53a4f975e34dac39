"""Sending a summary by hand, for the first time or because the month has changed."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from staff.access import Request
from staff.models import Hall

from ..access import get_read_hall, may_send, require_reader
from ..making import NotSendable, last_summary
from ..reminding import remind_late
from ..sending import send_changes
from ..unreached import send_again
from ..wording import reason_of


@login_required
@require_POST
def send(request: Request, month: date) -> HttpResponse:
    """The department's, made of what its halls have sent."""
    require_reader(request.user)
    return sent(request, month, None, lambda: redirect("reports:month", month))


@login_required
@require_POST
def send_hall(request: Request, month: date, code: str) -> HttpResponse:
    hall = get_read_hall(request.user, code)
    return sent(request, month, hall, lambda: redirect("reports:hall", month, code))


@login_required
@require_POST
def again(request: Request, month: date) -> HttpResponse:
    """The department's, to whom it has not reached."""
    require_reader(request.user)
    return sent_again(request, month, None, "reports:month", month)


@login_required
@require_POST
def again_hall(request: Request, month: date, code: str) -> HttpResponse:
    return sent_again(request, month, get_read_hall(request.user, code), "reports:hall", month, code)


@login_required
@require_POST
def remind(request: Request, month: date) -> HttpResponse:
    """Have the managers of every late hall reminded; for management."""
    require_reader(request.user)
    if not may_send(request.user, None):
        raise PermissionDenied
    if halls := remind_late(month, by=request.user, now=timezone.now()):
        messages.success(request, _("Reminded: %(names)s") % {"names": _(", ").join(map(str, halls))})
    else:
        messages.info(request, _("No late hall is left that has not been reminded today."))
    answer = redirect(f"{reverse('reports:reports')}?month={month:%Y-%m}")
    answer.status_code = HTTPStatus.SEE_OTHER
    return answer


def sent_again(request: Request, month: date, hall: Hall | None, *page: Any) -> HttpResponse:
    if not may_send(request.user, hall):
        raise PermissionDenied
    if send_again(month, hall, by=request.user):
        messages.success(request, _("It is sent again within a minute."))
    answer = redirect(*page)
    answer.status_code = HTTPStatus.SEE_OTHER
    return answer


def sent(request: Request, month: date, hall: Hall | None, page: Callable[[], HttpResponse]) -> HttpResponse:
    """Send what has changed, say what came of it, and go on to the page."""
    if not may_send(request.user, hall):
        raise PermissionDenied
    before = last_summary(month, hall)
    try:
        summary = send_changes(month, hall=hall, now=timezone.now(), by=request.user)
    except NotSendable as refusal:
        messages.error(request, reason_of(refusal.facts))
    else:
        is_same = before is not None and before.pk == summary.pk
        said = _("Nothing has changed since number %(n)d.") if is_same else _("Number %(n)d has been sent.")
        messages.success(request, said % {"n": summary.number})
    answer = page()
    answer.status_code = HTTPStatus.SEE_OTHER
    return answer
