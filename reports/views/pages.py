"""The pages of summaries: a month of all halls, a month of one."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from rosters.models import Roster
from staff.access import Request
from staff.models import Hall
from staff.months import shifted

from ..access import get_read_hall, may_send, require_reader
from ..charts import charts_of
from ..models import Summary
from ..models.summaries import halls_read_by
from ..report import Report, report_now, report_of, whole_of
from ..tables import comparison_of, groups_of, keys_of
from ..unreached import unreached
from ..wording import changes_in_words

HALLS_A_PAGE = 50
FILES = [("xlsx", "Excel"), ("xls", ".xls"), ("json", "JSON")]


@login_required
@require_safe
def month_page(request: Request, month: date) -> HttpResponse:
    """A month of all halls that the user reads: the department's summary for management."""
    require_reader(request.user)
    summary = summary_asked(request, month, None) if request.user.reads_all_halls else None
    rows = summary.parts.all() if summary else Summary.objects.in_force().of_halls().filter(month=month)
    rows = rows.filter(hall__in=halls_read_by(request.user)).select_related("hall").order_by("hall__name", "hall")
    page = Paginator(rows, HALLS_A_PAGE).get_page(request.GET.get("page"))
    report = whole_of(month, summary, rows)
    shown = page_of(request, report, summary, month)
    comparison = comparison_of(page.object_list, request.GET.get("group", ""))
    more = {
        "page": page,
        "comparison": comparison,
        "missing": halls_read_by(request.user).count() - page.paginator.count,
    }
    return render(request, "reports/month.html", shown | more)


@login_required
@require_safe
def hall_page(request: Request, month: date, code: str) -> HttpResponse:
    """A hall's summary of a month; before it is sent, what it would say now."""
    hall = get_read_hall(request.user, code)
    summary = summary_asked(request, month, hall)
    report = report_of(summary) if summary else preview(request, hall, month)
    return render(request, "reports/hall.html", page_of(request, report, summary, month, hall))


def summary_asked(request: Request, month: date, hall: Hall | None) -> Summary | None:
    """The number that the address asks for, by default the one in force; None when nothing was sent yet."""
    rows = Summary.objects.visible_to(request.user).filter(month=month)
    rows = rows.filter(hall=hall) if hall else rows.of_department()
    number = request.GET.get("number", "")
    if number.isdecimal() and len(number) < 9:
        return get_object_or_404(rows.select_related("hall", "by"), number=number)
    return rows.in_force().select_related("hall", "by").first()


def preview(request: Request, hall: Hall, month: date) -> Report | None:
    """What the summary would say now, where the roster is hers to see."""
    if not Roster.objects.visible_to(request.user).filter(hall=hall, month=month).exists():
        return None
    return report_now(month, [hall])


def page_of(
    request: Request, report: Report | None, summary: Summary | None, month: date, hall: Hall | None = None
) -> dict[str, Any]:
    """What a month's page shows, of one hall or of all."""
    rows = Summary.objects.filter(month=month)
    rows = rows.filter(hall=hall) if hall else rows.of_department()
    return {
        "hall": hall,
        "month": month,
        "previous": shifted(month, -1),
        "next": shifted(month, 1),
        "report": report,
        "summary": summary,
        "numbers": list(rows.defer("figures", "differences").order_by("number")) if summary else [],
        "changes": changes_in_words(summary.differences) if summary else [],
        "groups": groups_of(report) if report else [],
        "charts": charts_of(report) if report else None,
        "keys": keys_of(report) if report else [],
        "files": FILES,
        "asked_number": summary.number if summary and summary.replaced_at else None,
        "may_send": may_send(request.user, hall),
        "unreached": unreached(month, hall) if summary else [],
        "is_one_of_many": len(halls_read_by(request.user)[:2]) > 1,
    }
