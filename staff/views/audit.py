"""The log of a hall."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..access import Request
from ..auditlog import csv_of, entries_of, get_audited_hall
from ..auditwords import lines_of
from ..forms.audit import LogFilter
from ..models import AuditEntry, Hall
from .pages import tabs_of

PAGE = 50


@login_required
@require_safe
def audit(request: Request, code: str) -> HttpResponse:
    """The hall's log, filtered and in pages."""
    hall = get_audited_hall(request.user, code)
    form = filter_of(request, hall)
    page = Paginator(found(form, hall), PAGE).get_page(request.GET.get("page"))
    manages = Hall.objects.managed_by(request.user).filter(pk=hall.pk).exists()
    context = {
        "hall": hall,
        "form": form,
        "page": page,
        "lines": lines_of(page.object_list),
        "is_filtered": any(form.cleaned_data.values()) if form.is_valid() else True,
        "tabs": tabs_of(request, hall) if manages else [],
    }
    return render(request, "staff/audit.html", context)


@login_required
@require_safe
def audit_export(request: Request, code: str) -> StreamingHttpResponse:
    """What the filter has found, all of it, as CSV."""
    hall = get_audited_hall(request.user, code)
    entries = found(filter_of(request, hall), hall)
    name = f'attachment; filename="{code}-log.csv"'
    return StreamingHttpResponse(
        csv_of(entries, hall), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
    )


def filter_of(request: Request, hall: Hall) -> LogFilter:
    return LogFilter(request.GET, hall=hall)


def found(form: LogFilter, hall: Hall) -> QuerySet[AuditEntry]:
    """What is asked for; nothing when the question makes no sense."""
    return entries_of(hall, **form.cleaned_data) if form.is_valid() else AuditEntry.objects.none()
