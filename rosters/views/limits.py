from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from staff.access import Request
from staff.models import Hall
from staff.views.pages import of_managed_hall, show

from ..forms.limits import PersonLimitsForm
from ..limits import change_limits


@require_http_methods(["GET", "POST"])
@of_managed_hall
def employee_limits(request: Request, hall: Hall, pk: int) -> HttpResponse:
    """What one person's month may hold, where it differs from what holds for everybody."""
    person = get_object_or_404(hall.employees, pk=pk)
    is_sent = request.method == "POST"
    form = change_limits(person, request.POST, by=request.user) if is_sent else PersonLimitsForm(person=person)
    if form.is_valid():
        messages.success(request, _("The limits of “%(row)s” are saved.") % {"row": person})
        return redirect("staff:employee", hall.code, person.pk)
    return show(request, "rosters/setup/limits.html", hall, {"form": form, "person": person}, ok=not form.is_bound)
