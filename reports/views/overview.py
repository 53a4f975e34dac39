"""The department at a glance: the halls of a month, found, filtered and sorted."""

from datetime import date
from itertools import dropwhile
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from staff.access import Request
from staff.months import shifted
from staff.views.pages import YEARS, words_asked

from ..access import may_send, require_reader
from ..models import Summary
from ..models.summaries import halls_read_by
from ..overview import ORDERS, Annotated, Order, Stage, counts_of, halls_in, lines_of, months_of
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
    halls = halls_in(readable, month, timezone.now())
    stages, late = counts_of(halls)
    asked = asked_of(request)
    page = Paginator(found_in(halls, asked), HALLS_A_PAGE).get_page(request.GET.get("page"))
    months = months_of(Summary.objects.visible_to(request.user).in_force().of_halls(), month)
    context = {
        "month": month,
        "previous": shifted(month, -1),
        "next": shifted(month, 1),
        "page": page,
        "lines": lines_of(page.object_list, month),
        "months": list(dropwhile(lambda one: not one.halls, months)),
        "whole": months[-1],
        "stages": [(stage, stages[stage]) for stage in Stage],
        "halls": sum(stages.values()),
        "late": late,
        "orders": Order,
        "unreached": unreached(month, None) if request.user.reads_all_halls else [],
        "may_send": may_send(request.user, None),
        **asked,
    }
    return render(request, "reports/overview.html", context)


def asked_of(request: Request) -> dict[str, Any]:
    """What the address asks for; what it says wrongly is as if it said nothing."""
    stage, order = request.GET.get("stage", ""), request.GET.get("sort", "")
    return {
        "words": words_asked(request),
        "stage": stage if stage in Stage.values else "",
        "is_late": request.GET.get("late") == "1",
        "sort": order if order in Order.values else Order.NAME.value,
    }


def found_in(halls: Annotated, asked: dict[str, Any]) -> Annotated:
    if words := asked["words"]:
        halls = halls.filter(Q(name__icontains=words) | Q(code__icontains=words))
    if asked["stage"]:
        halls = halls.filter(stage=asked["stage"])
    if asked["is_late"]:
        halls = halls.filter(is_late=True)
    return halls.order_by(*ORDERS[asked["sort"]], "name", "pk")


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
