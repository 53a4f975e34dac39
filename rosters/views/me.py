"""A person's own page."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from staff import banking
from staff.access import Request
from staff.models import Employee

from ..converters import MonthConverter
from ..models import CalendarFeed, Roster
from ..personal.personal import personal_of
from ..publications.confirming import asked_of
from ..timebanks.banks import ledger_of
from ..wishes.holidays import choosing_of


@login_required
@require_safe
def me(request: Request) -> HttpResponse:
    employee = Employee.objects.filter(user=request.user).select_related("hall").first()
    if employee is None:
        return render(request, "rosters/me/nobody.html")
    mine = personal_of(employee, month_named(request))
    roster = Roster.objects.filter(hall=employee.hall_id, month=mine.month).first()
    context = {"me": mine, "asked": asked_of(employee), "roster": roster, "ledger": ledger_of(employee)}
    context["holidays"] = choosing_of(employee)
    return render(request, "rosters/me/me.html", context | feed_context(request, employee))


@login_required
@require_POST
def choose_overtime(request: Request) -> HttpResponse:
    """Overtime banked or paid, from this month on."""
    employee = get_object_or_404(Employee.objects.select_related("hall"), user=request.user)
    wanted = request.POST.get("overtime")
    if wanted in ("banked", "paid"):
        banking.choose(employee, is_banked=wanted == "banked", by=request.user)
        messages.success(request, _("Your choice holds from this month on."))
    return redirect("rosters:me")


def feed_context(request: Request, employee: Employee) -> dict[str, str]:
    """The address of her calendar, as text to copy and as a link that calendar programs open."""
    feed = CalendarFeed.objects.filter(employee=employee).first()
    if feed is None:
        return {}
    url = request.build_absolute_uri(reverse("rosters:calendar", args=[feed.secret]))
    return {"feed_url": url, "feed_webcal": f"webcal:{url.partition(':')[2]}"}


def month_named(request: Request) -> date | None:
    try:
        return MonthConverter().to_python(request.GET.get("month", ""))
    except ValueError:
        return None
