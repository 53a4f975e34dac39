from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ..access import Request
from ..forms.halls import HallForm, NewHallForm, OpeningHoursForm, SpecialDayForm, StationForm, opening_forms
from ..models import Hall, SpecialDay, Station, User
from ..recorded import delete_row, record_change, save_form
from ..setup import steps_of, upkeep_of
from .pages import REFUSED, are_valid, delete, edit, of_managed_hall, sent, show


@require_safe
@of_managed_hall
def setup(request: Request, hall: Hall) -> HttpResponse:
    steps = steps_of(hall)
    missing = next((step for step in steps if not step.is_done and not step.is_optional), None)
    context = {"steps": steps, "next_step": missing, "upkeep": upkeep_of(hall)}
    return show(request, "staff/setup.html", hall, context)


@login_required
@require_http_methods(["GET", "POST"])
def new_hall(request: Request) -> HttpResponse:
    if not request.user.is_superuser:
        raise PermissionDenied
    form = NewHallForm(sent(request))
    if form.is_valid():
        with transaction.atomic():
            hall = form.save()
            record_change(hall, None, by=request.user, hall=hall)
        return redirect("staff:setup", hall.code)
    return render(request, "staff/new_hall.html", {"form": form}, status=REFUSED if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@of_managed_hall
def hall_itself(request: Request, hall: Hall) -> HttpResponse:
    """Name and time zone."""
    form = HallForm(sent(request), instance=Hall.objects.get(pk=hall.pk))
    if form.is_valid():
        save_form(form, by=request.user, hall=hall)
        messages.success(request, _("The hall is saved."))
        return redirect("staff:hall", hall.code)
    return show(request, "staff/hall.html", hall, hall_context(hall, form=form), ok=not form.is_bound)


@require_http_methods(["GET", "POST"])
@of_managed_hall
def opening_hours(request: Request, hall: Hall) -> HttpResponse:
    """The week's opening hours, saved together or not at all."""
    if request.method == "GET":
        return redirect("staff:hall", hall.code)
    hours = opening_forms(hall, request.POST)
    if are_valid(hours):
        save_opening_hours(hours, hall, by=request.user)
        messages.success(request, _("The opening hours are saved."))
        return redirect("staff:hall", hall.code)
    return show(request, "staff/hall.html", hall, hall_context(hall, hours=hours), ok=False)


@transaction.atomic
def save_opening_hours(hours: list[OpeningHoursForm], hall: Hall, *, by: User) -> None:
    for form in hours:
        if not form.is_closed:
            save_form(form, by=by, hall=hall)
        elif form.instance.pk:
            delete_row(hall.opening_hours.get(pk=form.instance.pk), by=by, hall=hall)


def hall_context(hall: Hall, **forms: Any) -> dict[str, Any]:
    return {
        "form": HallForm(instance=Hall.objects.get(pk=hall.pk)),
        "hours": opening_forms(hall),
        "special_days": hall.special_days.filter(date__gte=hall.today()),
        "past_special_days": hall.special_days.filter(date__lt=hall.today()).count(),
    } | forms


@require_http_methods(["GET", "POST"])
@of_managed_hall
def special_day(request: Request, hall: Hall, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(hall.special_days, pk=pk) if pk else SpecialDay()
    form = SpecialDayForm(sent(request), hall=hall, instance=row)
    title = _("Special day") if pk else _("New special day")
    return edit(request, form, done="staff:hall", title=title, delete="staff:special-day-delete" if pk else "")


@require_http_methods(["GET", "POST"])
@of_managed_hall
def special_day_delete(request: Request, hall: Hall, pk: int) -> HttpResponse:
    return delete(request, hall, get_object_or_404(hall.special_days, pk=pk), done="staff:hall")


@require_safe
@of_managed_hall
def stations(request: Request, hall: Hall) -> HttpResponse:
    today = hall.today()
    people = hall.employees.employed_between(today, today)
    able = Count("skills", filter=Q(skills__employee__in=people))
    return show(request, "staff/stations.html", hall, {"stations": hall.stations.annotate(able=able)})


@require_http_methods(["GET", "POST"])
@of_managed_hall
def station(request: Request, hall: Hall, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(hall.stations, pk=pk) if pk else Station(position=hall.stations.count() + 1)
    form = StationForm(sent(request), hall=hall, instance=row)
    title = _("Station") if pk else _("New station")
    return edit(request, form, done="staff:stations", title=title, delete="staff:station-delete" if pk else "")


@require_http_methods(["GET", "POST"])
@of_managed_hall
def station_delete(request: Request, hall: Hall, pk: int) -> HttpResponse:
    return delete(request, hall, get_object_or_404(hall.stations, pk=pk), done="staff:stations")
