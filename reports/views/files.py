"""A month's summary to take along: workbook, JSON, and the old format."""

from datetime import date
from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from rosters.exports import CONTENT_TYPE
from staff.access import Request
from staff.models import Hall

from .. import oldformat
from ..access import get_read_hall, require_reader
from ..data import report_data
from ..exports import save_summary
from ..models import Summary
from ..models.summaries import halls_read_by
from ..oldformat import NotConverted, as_xls
from ..report import Report, report_of, report_of_parts
from ..wording import reason_of
from .pages import preview, summary_asked


@login_required
@require_safe
def file(request: Request, month: date, kind: str) -> HttpResponse:
    """All halls that the user reads, in one file: the department's summary for management."""
    require_reader(request.user)
    summary = summary_asked(request, month, None) if request.user.reads_all_halls else None
    report = report_of(summary) if summary else of_own_halls(request, month)
    return answer(request, report, f"summary-{month:%Y-%m}", kind, redirect("reports:month", month))


@login_required
@require_safe
def hall_file(request: Request, month: date, code: str, kind: str) -> HttpResponse:
    hall = get_read_hall(request.user, code)
    summary = summary_asked(request, month, hall)
    report = report_of(summary) if summary else preview(request, hall, month)
    return answer(request, report, f"summary-{code}-{month:%Y-%m}", kind, redirect("reports:hall", month, code))


def of_own_halls(request: Request, month: date) -> Report | None:
    """The summaries that the halls of the user have sent; None when none has."""
    halls = list(halls_read_by(request.user))
    rows = Summary.objects.in_force().filter(month=month, hall__in=halls).select_related("hall")
    summaries = list(rows.order_by("hall__name", "hall"))
    counted = {row.hall_id for row in summaries}
    missing: list[Hall] = [hall for hall in halls if hall.pk not in counted]
    only = halls[0] if len(halls) == 1 else None
    return report_of_parts(month, summaries, missing=missing, hall=only) if summaries else None


def answer(request: Request, report: Report | None, name: str, kind: str, page: HttpResponse) -> HttpResponse:
    """The report as a file of that kind; back to its page with a message where the machine cannot make it."""
    if report is None:
        raise Http404
    if kind == "json":
        return as_attachment(JsonResponse(report_data(report)), f"{name}.json")
    content = BytesIO()
    save_summary(report, content)
    if kind == "xlsx":
        return as_attachment(HttpResponse(content.getvalue(), content_type=CONTENT_TYPE), f"{name}.xlsx")
    try:
        old = as_xls(content.getvalue())
    except NotConverted as refusal:
        messages.error(request, reason_of(refusal.facts))
        return page
    return as_attachment(HttpResponse(old, content_type=oldformat.CONTENT_TYPE), f"{name}.xls")


def as_attachment(response: HttpResponse, name: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
