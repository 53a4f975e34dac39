"""Asking for a swap: choose a shift, see with whom it can be swapped and why, send it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from staff.access import Request
from staff.models import Employee
from staff.months import YEARS

from ..access import forbid, get_led_hall, own_employee
from ..asking import ask
from ..conditions import NotSwappable
from ..forms import AskForm, EmergencyForm
from ..offerpage import OfferPage, coming_shifts
from ..wording import refusal_of

REFUSED = 422


@login_required
@require_safe
def choose(request: Request) -> HttpResponse:
    """Her coming shifts; one that it is too late to ask about says so."""
    employee = own_employee(request.user)
    shifts = coming_shifts(employee) if employee else []
    return render(request, "swaps/choose.html", {"employee": employee, "shifts": shifts})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offers(request: Request, day: date) -> HttpResponse:
    employee = own_employee(request.user)
    if employee is None:
        return redirect("swaps:new")
    return offers_page(request, employee, day)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: Request, code: str) -> HttpResponse:
    """For whom, which day and why; then the same page as for everybody."""
    hall = get_led_hall(request.user, code)
    form = EmergencyForm(request.POST if request.method == "POST" else None, hall=hall)
    if form.is_valid():
        facts = form.cleaned_data
        request.session["swap_emergency"] = facts["why"]
        return redirect("swaps:emergency-offers", hall.code, facts["employee"].code, facts["date"])
    status = REFUSED if form.is_bound else 200
    return render(request, "swaps/emergency.html", {"hall": hall, "form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def emergency_offers(request: Request, code: str, employee: str, day: date) -> HttpResponse:
    hall = get_led_hall(request.user, code)
    person = get_object_or_404(hall.employees.select_related("hall"), code=employee)
    why = request.POST.get("why") or request.session.get("swap_emergency", "")
    return offers_page(request, person, day, emergency_reason=why)


def offers_page(request: Request, asker: Employee, day: date, emergency_reason: str | None = None) -> HttpResponse:
    """The partners of a shift, or with POST the request that is sent to one of them."""
    refusal = ""
    if request.method == "POST":
        form = AskForm(request.POST, hall=asker.hall)
        try:
            if form.is_valid():
                return sent(request, asker, day, form.cleaned_data, emergency_reason)
            refusal = _("This offer is no longer there. Choose again.")
        except NotSwappable as error:
            forbid(error)
            refusal = refusal_of(error, is_leading=emergency_reason is not None)
    page = OfferPage(asker, day, instead_asked(request), is_emergency=emergency_reason is not None)
    context = {"page": page, "refusal": refusal, "emergency_reason": emergency_reason, "hall": asker.hall}
    return render(request, "swaps/offers.html", context, status=REFUSED if refusal else 200)


def sent(request: Request, asker: Employee, day: date, facts: dict[str, Any], why: str | None) -> HttpResponse:
    offer = facts["offer"]
    swap = ask(
        offer["kind"],
        asker,
        day,
        offer["partners"],
        by=request.user,
        other_day=offer["other_day"],
        third_day=offer["third_day"],
        note=facts["note"],
        emergency_reason=why,
    )
    messages.success(request, _("Sent. You are told as soon as somebody answers."))
    return redirect("swaps:swap", swap.pk)


def instead_asked(request: Request) -> date | None:
    """The day off that she would work instead."""
    try:
        day = date.fromisoformat(request.GET.get("instead", ""))
    except ValueError:
        return None
    return day if day.year in YEARS else None
