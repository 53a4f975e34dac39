from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..absences import NotAbsent, approve, decline
from ..access import Request
from ..forms.absences import AbsenceForm
from ..models import Absence, Hall
from ..models.absences import AbsenceQuerySet
from ..months import last_day_of, shifted
from .pages import delete, edit, month_asked, of_managed_hall, sent, show


def absences_of(hall: Hall) -> AbsenceQuerySet:
    return Absence.objects.filter(employee__hall=hall).select_related("employee", "decided_by")


@require_safe
@of_managed_hall
def absences(request: Request, hall: Hall) -> HttpResponse:
    """A month's absences; what waits for a decision comes first, whatever its month."""
    month = month_asked(request, hall)
    context = {
        "waiting": absences_of(hall).filter(state=Absence.State.ASKED),
        "absences": absences_of(hall).between(month, last_day_of(month)).exclude(state=Absence.State.ASKED),
        "month": month,
        "previous": shifted(month, -1),
        "next": shifted(month, 1),
    }
    return show(request, "staff/absences.html", hall, context)


@require_http_methods(["GET", "POST"])
@of_managed_hall
def absence(request: Request, hall: Hall, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(absences_of(hall), pk=pk) if pk else Absence()
    form = AbsenceForm(sent(request), hall=hall, instance=row, by=request.user)
    title = _("Absence") if pk else _("New absence")
    return edit(request, form, done="staff:absences", title=title, delete="staff:absence-delete" if pk else "")


@require_http_methods(["GET", "POST"])
@of_managed_hall
def absence_delete(request: Request, hall: Hall, pk: int) -> HttpResponse:
    return delete(request, hall, get_object_or_404(absences_of(hall), pk=pk), done="staff:absences")


@require_POST
@of_managed_hall
def absence_decide(request: Request, hall: Hall, pk: int, verdict: str) -> HttpResponse:
    row = get_object_or_404(absences_of(hall), pk=pk)
    act = approve if verdict == Absence.State.APPROVED else decline
    try:
        done = act(row, by=request.user, why=request.POST.get("why", ""))
        messages.success(request, f"{done}{_(': ')}{done.get_state_display()}")
    except NotAbsent as refusal:
        messages.error(request, refusal.sentence)
    return redirect("staff:absences", hall.code)
