"""Kinds of absence, people's own allowances, and how many may be away: a hall's settings of leave."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ..access import Request
from ..forms.kinds import AllowanceForm, KindForm, LeaveSettingsForm
from ..kinds import follow_department, own_kind, set_allowances
from ..models import AbsenceKind, Hall, LeaveSettings
from ..recorded import save_form
from .pages import edit, of_managed_hall, sent, show


@require_safe
@of_managed_hall
def kinds(request: Request, hall: Hall) -> HttpResponse:
    return show(request, "staff/kinds.html", hall, {"kinds": AbsenceKind.of(hall).values()})


@require_http_methods(["GET", "HEAD", "POST"])
@of_managed_hall
def kind(request: Request, hall: Hall, kind: str = "") -> HttpResponse:
    """The hall's own row of a kind; until there is one, the form begins with what holds now."""
    row = own_kind(hall, kind) if kind else AbsenceKind()
    if row is None:
        raise Http404
    form = KindForm(sent(request), hall=hall, instance=row, is_new=not kind)
    title = str(row) if kind else _("New kind of absence")
    is_own = row.pk is not None and kind in AbsenceKind.of(None)
    return edit(
        request, form, done="staff:absence-kinds", title=title, template="staff/kind.html", kind=kind, is_own=is_own
    )


@require_http_methods(["POST"])
@of_managed_hall
def kind_follow(request: Request, hall: Hall, kind: str) -> HttpResponse:
    """Give up the hall's own row: what the department has settled holds again."""
    follow_department(hall, kind, by=request.user)
    messages.success(request, _("This kind follows the department again."))
    return redirect("staff:absence-kinds", hall.code)


@require_http_methods(["GET", "HEAD", "POST"])
@of_managed_hall
def allowances(request: Request, hall: Hall) -> HttpResponse:
    """Days of leave that somebody has for herself, of `?year=`."""
    today = hall.today()
    asked = request.GET.get("year", "")
    year = int(asked) if asked in {str(today.year + n) for n in (-1, 0, 1)} else today.year
    people = list(hall.employees.employed_between(date(year, 1, 1), date(year, 12, 31)))
    form = AllowanceForm(sent(request), hall=hall, people=people, year=year)
    if form.is_bound and form.is_valid():
        set_allowances(hall, year, form.chosen, by=request.user)
        messages.success(request, _("The allowances are saved."))
        return redirect(f"{reverse('staff:allowances', args=[hall.code])}?year={year}")
    context = {"form": form, "year": year, "years": [today.year - 1, today.year, today.year + 1]}
    return show(request, "staff/allowances.html", hall, context, ok=not form.is_bound)


@require_http_methods(["GET", "HEAD", "POST"])
@of_managed_hall
def leave_settings(request: Request, hall: Hall) -> HttpResponse:
    form = LeaveSettingsForm(sent(request), hall=hall, instance=LeaveSettings.of(hall))
    if form.is_valid():
        save_form(form, by=request.user, hall=hall)
        messages.success(request, _("The settings of leave are saved."))
        return redirect("staff:absence-kinds", hall.code)
    context = {"form": form, "title": _("How many may be away"), "back": "staff:absence-kinds"}
    return show(request, "staff/form.html", hall, context, ok=not form.is_bound)
