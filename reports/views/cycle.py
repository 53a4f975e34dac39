"""The monthly cycle of a hall: where a month stands, and what to do about it."""

from datetime import date
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rosters.cycles.cycle import due_moments
from rosters.cycles.cyclewords import result_text
from rosters.models import Step
from rosters.wording import reason_of
from staff.access import Request, get_managed_hall
from staff.models import Hall
from staff.months import shifted

from ..access import get_read_hall, may_send
from ..cycle.due import Task
from ..cycle.engine import carry_out
from ..cycle.page import AT_ONCE, page_of
from ..unreached import unreached


@login_required
@require_safe
def now(request: Request, code: str) -> HttpResponse:
    """On to the month that is being prepared."""
    hall = get_read_hall(request.user, code)
    return redirect("reports:cycle", code, shifted(hall.today().replace(day=1), 1))


@login_required
@require_safe
def cycle(request: Request, code: str, month: date) -> HttpResponse:
    hall = get_read_hall(request.user, code)
    can_edit = Hall.objects.managed_by(request.user).filter(pk=hall.pk).exists()
    shown = page_of(hall, month, timezone.now(), can_edit=can_edit)
    context = {
        "hall": hall,
        "month": month,
        "shown": shown,
        "can_edit": can_edit,
        "before": shifted(month, -1),
        "after": shifted(month, 1),
        "unreached": unreached(month, hall),
        "may_send": may_send(request.user, hall),
    }
    return render(request, "reports/cycle/cycle.html", context)


@login_required
@require_POST
def step(request: Request, code: str, month: date, name: str) -> HttpResponse:
    """Have a step done now, before it falls due."""
    hall = get_managed_hall(request.user, code)
    if name not in AT_ONCE:
        raise Http404
    wanted = Step(name)
    task = Task(hall, month, wanted, due_moments(hall, month)[wanted])
    row = carry_out(task, timezone.now(), by=request.user)
    if row is None:
        messages.info(request, _("This step is done already, or somebody is at it just now."))
    elif row.done_at:
        messages.success(request, result_text(row.result))
    elif row.patience:
        messages.info(request, reason_of(row.held_up or {}))
    else:
        messages.error(request, reason_of(row.held_up or {}))
    response = redirect("reports:cycle", code, month)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
