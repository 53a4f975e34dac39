from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from staff.access import Request
from staff.models import Hall
from staff.views.pages import delete, edit, of_managed_hall, sent, show

from ..forms.shifts import FollowerForm, ShiftTypeForm
from ..models import ShiftType
from ..succession import NotFollowed, follow
from ..timeline import timelines_of


def shift_types_of(hall: Hall) -> QuerySet[ShiftType]:
    return ShiftType.objects.whole().filter(hall=hall)


@require_safe
@of_managed_hall
def shift_types(request: Request, hall: Hall) -> HttpResponse:
    """What is worked today or later, then what was."""
    rows = shift_types_of(hall).annotate(people=Count("only_for"))
    is_past = Q(valid_to__lt=hall.today())
    opening = [row.span for row in hall.opening_hours.all()]
    context = {
        "timelines": timelines_of(rows.exclude(is_past), opening),
        "past": rows.filter(is_past),
        "today": hall.today(),
    }
    return show(request, "rosters/setup/shift_types.html", hall, context)


@require_http_methods(["GET", "POST"])
@of_managed_hall
def shift_type(request: Request, hall: Hall, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(shift_types_of(hall), pk=pk) if pk else ShiftType()
    form = ShiftTypeForm(sent(request), hall=hall, instance=row)
    used = row.assignments.aggregate(days=Count("pk"), last=Max("date")) if pk else {}
    return edit(
        request,
        form,
        done="rosters:shift-types",
        title=_("Shift type") if pk else _("New shift type"),
        template="rosters/setup/shift_type.html",
        row=row if pk else None,
        used=used,
        timeline=preview(row if pk else None),
    )


def preview(row: ShiftType | None) -> Any:
    return timelines_of([row])[0] if row else None


@require_http_methods(["GET", "POST"])
@of_managed_hall
def shift_type_delete(request: Request, hall: Hall, pk: int) -> HttpResponse:
    row = get_object_or_404(shift_types_of(hall), pk=pk)
    advice = _("It stands on rosters, which are kept. Give it a last day (“valid to”) instead.")
    return delete(request, hall, row, done="rosters:shift-types", instead=advice)


@require_http_methods(["GET", "POST"])
@of_managed_hall
def shift_type_follower(request: Request, hall: Hall, pk: int) -> HttpResponse:
    """A new version of a shift type from a date on; the old one ends the day before."""
    old = get_object_or_404(shift_types_of(hall), pk=pk)
    fresh = ShiftType.objects.get(pk=old.pk)
    fresh.pk, fresh._state.adding, fresh.valid_from = None, True, None
    first = {"only_for": old.only_for.all(), "barred_next": old.barred_next.all()}
    form = FollowerForm(sent(request), hall=hall, follows=old, instance=fresh, initial=first)
    if request.method == "POST":
        with suppress(NotFollowed):
            follow(form, by=request.user)
            messages.success(request, _("“%(row)s” changes on that day.") % {"row": old})
            return redirect("rosters:shift-types", hall.code)
    context = {
        "form": form,
        "title": _("“%(row)s” from a date on") % {"row": old},
        "back": "rosters:shift-types",
        "follows": old,
        "timeline": preview(old),
    }
    return show(request, "rosters/setup/shift_type.html", hall, context, ok=not form.is_bound)
