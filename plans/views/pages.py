"""What the pages of the plan have in common."""

from collections.abc import Iterable
from datetime import date
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from staff.access import Request
from staff.models import Hall
from staff.months import YEARS, shifted

from ..access import belongs_to, leads
from ..spans import Span


def month_asked(request: Request, halls: Iterable[Hall]) -> date:
    """The first day of `?month=2026-03`; this month when it says nothing usable."""
    try:
        month = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        month = date.min
    if month.year in YEARS:
        return month
    return max((hall.today() for hall in halls), default=timezone.localdate()).replace(day=1)


def span_asked(request: Request, halls: Iterable[Hall]) -> Span:
    """The month, or with `?span=quarter` the quarter that holds it, or the year."""
    return Span.around(month_asked(request, halls), request.GET.get("span", ""))


def steps(month: date) -> dict[str, date]:
    """What the month tools need."""
    return {"month": month, "previous": shifted(month, -1), "next": shifted(month, 1)}


def tabs_of(request: Request, hall: Hall) -> list[tuple[str, str, bool]]:
    """Address, label and whether it is here, for the pages of a hall's plan."""
    names = [("plans:work", pgettext("plan", "To do")), ("plans:day", _("Daily timetable"))]
    if belongs_to(request.user, hall):
        names.append(("plans:cases", _("Follow-ups")))
    names += [
        ("plans:handover", _("Handover log")),
        ("plans:hall", _("Completion")),
        ("plans:work-plan-current", _("Monthly work plan")),
        ("plans:list", _("All work")),
    ]
    if leads(request.user, hall):
        names += [("plans:tasks", _("Tasks")), ("plans:blocks", _("Time blocks"))]
    urls = [(reverse(name, args=[hall.code]), label) for name, label in names]
    return [(url, str(label), is_here(request.path, url)) for url, label in urls]


def is_here(path: str, url: str) -> bool:
    """Whether a page belongs to a tab: all but the first have pages below theirs."""
    return path == url or (not url.endswith("/plans/") and path.startswith(url))


def of_hall(request: Request, hall: Hall, **more: Any) -> dict[str, Any]:
    return {"hall": hall, "tabs": tabs_of(request, hall), "leads": leads(request.user, hall)} | more


def see_other(name: str, *args: Any) -> HttpResponse:
    response = redirect(name, *args)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
