"""What the set-up pages have in common: their door, and the way from a form to a row."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, models, transaction
from django.forms import BaseForm
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ..access import Request, get_managed_hall
from ..forms.fields import SetupForm
from ..models import Hall
from ..months import YEARS
from ..recorded import InUse, delete_row, goes_with, hold, save_form

View = Callable[..., HttpResponseBase]

REFUSED = 422

TABS = [
    ("staff:setup", gettext_lazy("Overview")),
    ("staff:hall", gettext_lazy("Hall")),
    ("staff:stations", gettext_lazy("Stations")),
    ("staff:employees", gettext_lazy("Employees")),
    ("staff:posts", gettext_lazy("Posts")),
    ("rosters:shift-types", gettext_lazy("Shift types")),
    ("rosters:demand", gettext_lazy("Demand")),
    ("rosters:rules", gettext_lazy("Rules")),
    ("rosters:cycle-settings", gettext_lazy("Monthly cycle")),
    ("rosters:banks", gettext_lazy("Time banks")),
    ("swaps:settings", pgettext_lazy("rail", "Swaps")),
    ("staff:absences", gettext_lazy("Absences")),
    ("rosters:wishes", gettext_lazy("Wishes")),
    ("staff:reviews", gettext_lazy("Reviews")),
    ("staff:calendar", gettext_lazy("Calendar")),
    ("staff:audit", gettext_lazy("Log")),
    ("notices:robots", gettext_lazy("Robots")),
    ("notices:told", gettext_lazy("Notices")),
]


def of_managed_hall(view: View) -> View:
    """Hands the view the hall of the address when the user manages it; else 404 or 403.

    Two who enter the same name at once both pass the form: the second looks again, and it says so beside the field.
    """

    @login_required
    @wraps(view)
    def guarded(request: Request, code: str, **more: Any) -> HttpResponseBase:
        hall = get_managed_hall(request.user, code)
        try:
            return view(request, hall, **more)
        except IntegrityError:
            return view(request, hall, **more)

    return guarded


def show(request: Request, template: str, hall: Hall, context: dict[str, Any], *, ok: bool = True) -> HttpResponse:
    """A page of the hall's set-up; one with a refused form answers 422."""
    context = {"hall": hall, "tabs": tabs_of(request, hall)} | context
    return render(request, template, context, status=200 if ok else REFUSED)


def tabs_of(request: Request, hall: Hall) -> list[tuple[str, str, bool]]:
    """Address, label and whether it is here, for each page of the set-up."""
    tabs = []
    for name, label in TABS:
        url = reverse(name, args=[hall.code])
        is_here = request.path == url or (name != "staff:setup" and request.path.startswith(url))
        tabs.append((url, str(label), is_here))
    return tabs


def edit(
    request: Request, form: SetupForm, *, done: str, title: str, template: str = "staff/form.html", **context: Any
) -> HttpResponse:
    """Show the form of one row; a good one is saved, and `done` names the page to go on to."""
    if request.method == "POST":
        with transaction.atomic():
            hold(form.hall)
            if form.is_valid():
                row = save_form(form, by=request.user, hall=form.hall)
                messages.success(request, _("“%(row)s” is saved.") % {"row": row})
                return redirect(done, form.hall.code)
    context |= {"form": form, "title": title, "back": done}
    return show(request, template, form.hall, context, ok=not form.is_bound)


def delete(request: Request, hall: Hall, row: models.Model, *, done: str, instead: str = "") -> HttpResponse:
    """Ask, saying what goes with the row; then delete it. `instead` is advice for a row in use."""
    context: dict[str, Any] = {"row": row, "back": done, "instead": instead}
    try:
        if request.method == "POST":
            name = str(row)
            delete_row(row, by=request.user, hall=hall)
            messages.success(request, _("“%(row)s” is deleted.") % {"row": name})
            return redirect(done, hall.code)
        context["goes_with"] = goes_with(row)
    except InUse as error:
        context["in_use"] = error.by
    return show(request, "staff/delete.html", hall, context, ok="in_use" not in context or request.method == "GET")


def sent(request: Request) -> QueryDict | None:
    """What a form was sent with, for a form to be bound to; None when it is only asked for."""
    return request.POST if request.method == "POST" else None


def are_valid(forms: Iterable[BaseForm]) -> bool:
    """Whether all are good; every one is looked at, so that every fault is shown."""
    faulty = [form for form in forms if not form.is_valid()]
    return not faulty


def words_asked(request: Request) -> str:
    """What `?q=` looks for."""
    return request.GET.get("q", "").strip()[:100]


def month_asked(request: Request, hall: Hall) -> date:
    """The first day of `?month=2026-03`; this month when it says nothing usable."""
    try:
        month = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        month = date.min
    return month if month.year in YEARS else hall.today().replace(day=1)
