"""The department at a glance: the halls of a month, found, filtered and sorted."""

from datetime import date, datetime
from itertools import dropwhile
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from rosters.cycles.cycle import department_due
from rosters.models import CycleStep
from staff.access import Request
from staff.months import shifted
from staff.views.pages import YEARS, words_asked

from ..access import may_send, require_reader
from ..figures import from_json
from ..models import Summary
from ..models.summaries import halls_read_by
from ..overview import STEPS, Order, Stage, counts_of, found_in, halls_in, last_sent, lines_of, months_of, most_overtime
from ..report import sum_of
from ..unreached import unreached

HALLS_A_PAGE = 50


@login_required
@require_safe
def overview(request: Request) -> HttpResponse:
    """All halls of the reader; who reads only one goes on to its newest summary."""
    require_reader(request.user)
    month = month_asked(request)
    readable = halls_read_by(request.user)
    if len(few := readable[:2]) == 1:
        return redirect("reports:hall", month, few[0].code)
    now = timezone.now()
    halls = halls_in(readable, month, now)
    stages, late = counts_of(halls)
    asked = asked_of(request)
    page = Paginator(found_in(halls, **asked), HALLS_A_PAGE).get_page(request.GET.get("page"))
    summaries = Summary.objects.visible_to(request.user).in_force().of_halls()
    months = months_of(summaries, month)
    department = of_department(month, now) if request.user.reads_all_halls else {}
    context = {
        "month": month,
        "previous": shifted(month, -1),
        "next": shifted(month, 1),
        "page": page,
        "lines": lines_of(page.object_list, month, now),
        "months": list(dropwhile(lambda one: not one.halls, months)),
        "whole": months[-1],
        "whole_before": months[-2],
        "last_sent": last_sent(summaries, month),
        "most_overtime": most_overtime(summaries, month),
        "published": sum(stages[stage] for stage in (Stage.PUBLISHED, Stage.SENT, Stage.CLOSED)),
        "stages": [(stage, stages[stage]) for stage in Stage],
        "halls": sum(stages.values()),
        "late": late,
        "orders": Order,
        "steps": STEPS,
        "may_send": may_send(request.user, None),
        "days_missing": days_missing(month, department.get("sent"), summaries),
        **department,
        **asked,
    }
    return render(request, "reports/overview.html", context)


def of_department(month: date, now: datetime) -> dict[str, Any]:
    """Until when the department's own summary is to be sent or when it was, whom it has not reached, who is late."""
    due = department_due(month)
    sent = Summary.objects.in_force().of_department().filter(month=month, sent_at__isnull=False)
    return {
        "due": due,
        "days_left": (timezone.localdate(due) - timezone.localdate(now)).days,
        "sent": sent.defer("differences").first(),
        "unreached": unreached(month, None),
        "overdue": halls_overdue(month, now),
    }


def days_missing(month: date, sent: Summary | None, summaries: QuerySet[Summary]) -> list[int]:
    """Minutes missing on each day in all halls together: as the department's summary says, else as theirs come to."""
    figures = from_json(sent.figures) if sent else sum_of(month, summaries.filter(month=month))
    return [day.needed - day.had for day in figures.days_cover] if figures else []


def halls_overdue(month: date, now: datetime) -> int:
    rows = CycleStep.objects.filter(month=month, hall__isnull=False, done_at__isnull=True).late_at(now)
    return rows.order_by().values("hall").distinct().count()


def asked_of(request: Request) -> dict[str, Any]:
    """What the address asks for; what it says wrongly is as if it said nothing."""
    stage, order = request.GET.get("stage", ""), request.GET.get("sort", "")
    return {
        "words": words_asked(request),
        "stage": stage if stage in Stage.values else "",
        "is_late": request.GET.get("late") == "1",
        "sort": order if order in Order.values else Order.NAME.value,
    }


def month_asked(request: Request) -> date:
    """The first day of `?month=2026-03`; else the newest month with a summary, next month before there is any."""
    try:
        month = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        month = date.min
    if month.year in YEARS:
        return month
    rows = Summary.objects.visible_to(request.user).in_force()
    newest = rows.order_by("-month").values_list("month", flat=True).first()
    return newest or shifted(timezone.localdate().replace(day=1), 1)
