"""The supervisor's buttons."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from staff.access import Request

from .. import assessing
from ..access import get_led_hall, get_occurrence, get_occurrences
from ..assessing import NotAssessable
from ..filtering import WAITING
from ..wording import reason_of
from .pages import see_other


@login_required
@require_POST
def confirm(request: Request, code: str, pk: int) -> HttpResponse:
    row = get_occurrence(get_led_hall(request.user, code), pk)
    return assessed(request, code, pk, lambda: assessing.confirm(row, by=request.user), _("Confirmed."))


@login_required
@require_POST
def confirm_many(request: Request, code: str) -> HttpResponse:
    """Confirm the rows that were ticked; those that are refused are named and stay."""
    hall = get_led_hall(request.user, code)
    count = 0
    for row in get_occurrences(hall, request.POST.getlist("row")):
        try:
            assessing.confirm(row, by=request.user)
            count += 1
        except NotAssessable as refusal:
            messages.error(request, f"{row}{_(': ')}{reason_of(refusal.facts)}")
    messages.success(request, ngettext("%(n)d confirmed.", "%(n)d confirmed.", count) % {"n": count})
    response = see_other("plans:list", code)
    response["Location"] += f"?state={WAITING}"
    return response


@login_required
@require_POST
def send_back(request: Request, code: str, pk: int) -> HttpResponse:
    row, reason = get_occurrence(get_led_hall(request.user, code), pk), reason_sent(request)
    return assessed(request, code, pk, lambda: assessing.send_back(row, reason, by=request.user), _("Sent back."))


@login_required
@require_POST
def excuse(request: Request, code: str, pk: int) -> HttpResponse:
    row, reason = get_occurrence(get_led_hall(request.user, code), pk), reason_sent(request)
    return assessed(request, code, pk, lambda: assessing.excuse(row, reason, by=request.user), _("Excused."))


def assessed(request: Request, code: str, pk: int, act: Callable[[], None], done: str) -> HttpResponse:
    """Do it and go back to where she came from; a refusal is said there."""
    try:
        act()
        messages.success(request, done)
    except NotAssessable as refusal:
        messages.error(request, reason_of(refusal.facts))
    return see_other("plans:occurrence", code, pk)


def reason_sent(request: Request) -> str:
    return request.POST.get("reason", "").strip()[:300]
