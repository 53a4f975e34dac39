from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from rosters.views.leave import FORBIDDEN, get_led_absence
from staff.absences import NotAbsent
from staff.access import Request

from ..access import forbid
from ..conditions import NotSwappable
from ..leave import approve_and_offer
from ..wording import refusal_of


@login_required
@require_POST
def leave_offer(request: Request, code: str, pk: int) -> HttpResponse:
    """Approve leave, and offer the shifts that it leaves open to the hall."""
    row = get_led_absence(request, code, pk)
    try:
        _absence, offered = approve_and_offer(row, by=request.user, why=request.POST.get("why", ""))
    except NotAbsent as refusal:
        if refusal.reason in FORBIDDEN:
            raise PermissionDenied from refusal
        messages.error(request, f"{row.employee}{_(': ')}{refusal.sentence}")
    except NotSwappable as refusal:
        forbid(refusal)
        messages.error(request, refusal_of(refusal, is_leading=True))
    else:
        text = ngettext("Approved; %(n)d shift is offered.", "Approved; %(n)d shifts are offered.", len(offered))
        messages.success(request, text % {"n": len(offered)})
    return redirect("rosters:leave", code)
