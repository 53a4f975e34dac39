"""A person's own page."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from staff.access import Request
from staff.models import Employee

from ..converters import MonthConverter
from ..personal import personal_of


@login_required
@require_safe
def me(request: Request) -> HttpResponse:
    employee = Employee.objects.filter(user=request.user).select_related("hall").first()
    if employee is None:
        return render(request, "rosters/me/nobody.html")
    return render(request, "rosters/me/me.html", {"me": personal_of(employee, month_asked(request))})


def month_asked(request: Request) -> date | None:
    try:
        return MonthConverter().to_python(request.GET.get("month", ""))
    except ValueError:
        return None
