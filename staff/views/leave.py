"""A person's own leave: asking, handing in documents, withdrawing; and the documents themselves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..absences import NotAbsent, ask, attach, kinds_decided_by, withdraw
from ..access import Request
from ..allowances import AllowanceBook, Balance
from ..attachments import handed_out
from ..awaydays import away_days
from ..forms.leave import DocumentForm, LeaveForm
from ..models import Absence, AbsenceFile, Employee
from ..months import last_day_of, shifted
from .pages import REFUSED, month_asked, sent

SHOWN = 30
LAST_QUARTER = 10


def own_employee(request: Request) -> Employee:
    return get_object_or_404(Employee.objects.select_related("hall"), user=request.user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_leave(request: Request) -> HttpResponse:
    """What she has asked for and what is left; POST asks for more."""
    employee = own_employee(request)
    form = LeaveForm(sent(request), request.FILES or None, employee=employee)
    if form.is_bound and form.is_valid():
        try:
            ask(form.absence, by=request.user, files=form.documents)
        except NotAbsent as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("Your leave is asked for. You are told when it is decided."))
            return redirect("staff:my-leave")
    context = page_of(request, employee) | {"form": form}
    return render(request, "staff/leave/mine.html", context, status=REFUSED if form.errors else 200)


def page_of(request: Request, employee: Employee) -> dict[str, object]:
    hall = employee.hall
    today, month = hall.today(), month_asked(request, hall)
    # Towards the end of a year people ask for days of the next.
    years = [today.year, today.year + 1] if today.month >= LAST_QUARTER else [today.year]
    book = AllowanceBook(hall, [employee], today, today.replace(year=years[-1], day=1))
    days = away_days(hall, month, last_day_of(month)).values()
    return {
        "employee": employee,
        "hall": hall,
        "balances": [one for year in years for one in book.balances(employee, year) if is_shown(one, years)],
        "rows": employee.absences.prefetch_related("files").order_by("-first_day", "-pk")[:SHOWN],
        "documented": {code for code, kind in book.kinds.items() if kind.needs_attachment},
        "document": DocumentForm(auto_id=False),
        "today": today,
        "month": month,
        "previous": shifted(month, -1),
        "next": shifted(month, 1),
        "days": [day for day in days if day.date >= today],
    }


def is_shown(balance: Balance, years: list[int]) -> bool:
    """What is for once in a life only when it has been used; a time bank knows no years."""
    if balance.kind.counts_every_day:
        return bool(balance.approved or balance.asked)
    return balance.year == years[0] or not balance.kind.is_lieu


@login_required
@require_POST
def leave_withdraw(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(own_employee(request).absences.select_related("employee__hall"), pk=pk)
    try:
        withdraw(row, by=request.user)
        messages.success(request, _("Your leave is withdrawn."))
    except NotAbsent as refusal:
        messages.error(request, refusal.sentence)
    return redirect("staff:my-leave")


@login_required
@require_POST
def leave_attach(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(own_employee(request).absences.select_related("employee__hall"), pk=pk)
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        attach(row, form.cleaned_data["file"], by=request.user)
        messages.success(request, _("The document is handed in."))
    else:
        messages.error(request, " ".join(map(str, form.errors["file"])))
    return redirect("staff:my-leave")


@login_required
@require_safe
def leave_file(request: Request, pk: int) -> FileResponse:
    """A document, for the person and for those who decide about the leave; nobody else learns that it is there."""
    row = get_object_or_404(AbsenceFile.objects.select_related("absence__employee__hall"), pk=pk)
    absence: Absence = row.absence
    employee = absence.employee
    if employee.user_id != request.user.pk and absence.kind not in kinds_decided_by(request.user, employee.hall):
        if not any(post.hall_id == employee.hall_id for post in request.user.own_posts):
            raise Http404
        raise PermissionDenied
    return handed_out(row.file, name=row.name, type=row.type)
