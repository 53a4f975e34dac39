from calendar import Calendar
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..access import Request
from ..audit import record
from ..forms.calendar import CalendarDayForm, ImportForm
from ..imports import Unreadable, changes_of, decode, import_days, own_days, read_days
from ..models import CalendarDay, Hall
from ..models.halls import Weekday
from ..months import YEARS
from ..recorded import delete_row, save_form
from ..workdays import Day, calendar_of
from .pages import of_managed_hall, sent, show


@require_safe
@of_managed_hall
def calendar(request: Request, hall: Hall) -> HttpResponse:
    """A year, month by month, with the hall's own days over the national ones."""
    from ..seeding import has_official_arrangement  # the package behind it takes its time to load

    year = year_asked(request.GET.get("year", ""), hall)
    days = calendar_of(hall, date(year, 1, 1), date(year, 12, 31))
    own = set(own_days(hall).filter(date__year=year).values_list("date", flat=True))
    context = {
        "year": year,
        "months": list(months_of(year, days, own)),
        "weekdays": Weekday.labels,
        "named": [day for day in days.values() if day.name],
        "own": own,
        "today": hall.today(),
        "is_arranged": has_official_arrangement(year),
        "is_seeded": CalendarDay.objects.filter(hall=None, date__year=year).exists(),
    }
    return show(request, "staff/calendar.html", hall, context)


def year_asked(text: str, hall: Hall) -> int:
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if year in YEARS else hall.today().year


def months_of(year: int, days: dict[date, Day], own: set[date]) -> Iterator[dict[str, Any]]:
    """Each month's weeks from Monday; days of its neighbours are None."""
    for month in range(1, 13):
        weeks = [
            [{"day": days[day], "is_own": day in own} if day.month == month else None for day in week]
            for week in Calendar().monthdatescalendar(year, month)
        ]
        yield {"first": date(year, month, 1), "weeks": weeks}


@require_http_methods(["GET", "POST"])
@of_managed_hall
def calendar_day(request: Request, hall: Hall, day: date) -> HttpResponse:
    """What a date is in this hall; `everywhere` takes the hall's own word back."""
    own = own_days(hall).filter(date=day).first()
    if request.method == "POST" and "everywhere" in request.POST:
        if own:
            delete_row(own, by=request.user, hall=hall)
        return redirect_to_year(hall, day.year)
    stands = calendar_of(hall, day, day)[day]
    row = own or CalendarDay(hall=hall, date=day, kind=stands.kind, name=stands.name)
    form = CalendarDayForm(sent(request), instance=row)
    if form.is_valid():
        save_form(form, by=request.user, hall=hall)
        messages.success(request, _("“%(row)s” is saved.") % {"row": row})
        return redirect_to_year(hall, day.year)
    national = own_days(None).filter(date=day).first()
    context = {"form": form, "day": stands, "own": own, "national": national}
    return show(request, "staff/calendar_day.html", hall, context, ok=not form.is_bound)


def redirect_to_year(hall: Hall, year: int) -> HttpResponse:
    response = redirect("staff:calendar", hall.code)
    response["Location"] += f"?year={year}"
    return response


@require_POST
@of_managed_hall
def calendar_seed(request: Request, hall: Hall) -> HttpResponse:
    """Write the national days that are not known yet; it corrects nothing that stands."""
    from ..seeding import seed_calendar

    year = year_asked(request.POST.get("year", ""), hall)
    number = seed_calendar(year)
    if number:
        record("calendar-seeded", by=request.user, hall=hall, subject=str(year), after=number)
    told = ngettext("%(n)d day is filled in.", "%(n)d days are filled in.", number) % {"n": number}
    messages.success(request, told if number else _("All days that are known stand already."))
    return redirect_to_year(hall, year)


@require_http_methods(["GET", "POST"])
@of_managed_hall
def calendar_import(request: Request, hall: Hall) -> HttpResponse:
    """Read a list, show what it would change, and apply it when the page is sent once more."""
    scope = None if request.user.is_superuser and request.POST.get("scope") == "national" else hall
    form = ImportForm(sent(request), request.FILES or None)
    context: dict[str, Any] = {"form": form, "scope": scope, "kinds": CalendarDay.Kind}
    if not form.is_valid():
        return show(request, "staff/calendar_import.html", hall, context, ok=not form.is_bound)
    file = form.cleaned_data["file"]
    try:
        text = decode(file.read()) if file else form.cleaned_data["text"]
        days = read_days(text)
    except Unreadable as error:
        return show(request, "staff/calendar_import.html", hall, context | {"faults": error.faults}, ok=False)
    if "apply" in request.POST:
        number = import_days(days, scope, by=request.user, through=hall)
        messages.success(
            request, ngettext("%(n)d day has changed.", "%(n)d days have changed.", number) % {"n": number}
        )
        return redirect_to_year(hall, days[0].date.year)
    context |= {"changes": changes_of(days, scope), "text": text}
    return show(request, "staff/calendar_import.html", hall, context)
