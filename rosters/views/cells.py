"""One cell: its card, and the edits of it."""

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from rosters import editing
from rosters.access import get_roster_page
from rosters.cellcard import CellCard, card_of
from rosters.consequences import consequences_of
from rosters.editing import NotEditable
from rosters.grid import Grid, grid_of
from rosters.models import Assignment, Roster
from rosters.wording import reason_of
from staff.access import get_managed_hall
from staff.models import Employee, Hall

from .grid import table_context


class PlaceForm(forms.Form):
    """Which cell."""

    employee = forms.CharField(max_length=32)
    date = forms.DateField(error_messages={"invalid": _("This is not a date.")})


class EditForm(PlaceForm):
    """What is to become of it: a value as `editing.value_of` takes it, or a pin."""

    value = forms.CharField(required=False, max_length=20)
    pin = forms.ChoiceField(required=False, choices=[("", ""), ("0", "0"), ("1", "1")])
    expected = forms.CharField(required=False, max_length=20)


@dataclass(frozen=True)
class Edit:
    """An edit as it was asked for; `expected` None when the page did not say what it showed."""

    employee: Employee
    day: date
    value: str
    pin: str
    expected: str | None

    def apply(self, roster: Roster, by: Any) -> None:
        if self.pin:
            editing.set_pin(roster, self.employee, self.day, self.pin == "1", by=by, expected=self.expected)
        else:
            value = editing.value_of(roster.hall, self.value)
            editing.set_cell(roster, self.employee, self.day, value, by=by, expected=self.expected)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cells(request: HttpRequest, code: str, month: date) -> HttpResponse:
    """GET shows one cell, POST changes it; a script that asks for JSON gets what the page has to renew."""
    hall = get_managed_hall(request.user, code)
    if request.method == "POST":
        return change(request, hall, month)
    form = PlaceForm(request.GET)
    if not form.is_valid():
        return redirect("rosters:grid", code, month)
    return show(request, hall, month, form.cleaned_data)


def show(request: HttpRequest, hall: Hall, month: date, place: dict[str, Any], status: int = 200) -> HttpResponse:
    employee = get_object_or_404(Employee, hall=hall, code=place["employee"])
    found = get_roster_page(request.user, hall.code, month)
    assert found is not None
    shown = grid_of(found[0])
    context = {
        "hall": hall,
        "roster": shown.roster,
        "card": get_card(shown, employee, place["date"]),
        "shift_types": shown.shift_types,
        "is_page": not wants_part(request),
    }
    template = "rosters/grid/card.html" if wants_part(request) else "rosters/grid/cell.html"
    return render(request, template, context, status=status)


def get_card(shown: Grid, employee: Employee, day: date) -> CellCard:
    card = card_of(shown, employee, day)
    if card is None:
        raise Http404
    return card


def wants_part(request: HttpRequest) -> bool:
    return request.headers.get("X-Part") == "card"


def wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def change(request: HttpRequest, hall: Hall, month: date) -> HttpResponse:
    form = EditForm(request.POST)
    if not form.is_valid():
        return refused(request, hall, month, " ".join(form.errors[name][0] for name in form.errors))
    employee = get_object_or_404(Employee, hall=hall, code=form.cleaned_data["employee"])
    edit = Edit(
        employee,
        form.cleaned_data["date"],
        form.cleaned_data["value"],
        form.cleaned_data["pin"],
        form.cleaned_data["expected"] if "expected" in request.POST else None,
    )
    try:
        roster = editing.open_roster(hall, month)
        before = shift_id_at(edit)
        edit.apply(roster, request.user)
    except NotEditable as refusal:
        return refused(request, hall, month, reason_of(refusal.facts), edit)
    roster.refresh_from_db()
    return answer(request, roster, edit, before)


def shift_id_at(edit: Edit) -> str | None:
    stands = Assignment.objects.filter(employee=edit.employee, date=edit.day).values_list("shift_type", flat=True)
    shift_type = stands.first()
    return str(shift_type) if shift_type else None


def refused(request: HttpRequest, hall: Hall, month: date, why: str, edit: Edit | None = None) -> HttpResponse:
    """Say why; the row comes with it as it stands, so that nobody looks at what is no longer so."""
    if not wants_json(request):
        messages.error(request, why)
        return redirect("rosters:grid", hall.code, month)
    found = get_roster_page(request.user, hall.code, month)
    renewed = renewal(request, found[0], edit.employee) if found and edit else {}
    return JsonResponse({"refused": why} | renewed, status=HTTPStatus.CONFLICT)


def answer(request: HttpRequest, roster: Roster, edit: Edit, before: str | None) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(renewal(request, roster, edit.employee, edit.day, before))
    said = consequences_of(grid_of(roster), edit.employee.code, (edit.day - roster.month).days, before)
    for one in said:
        (messages.success if one.tone == "good" else messages.warning)(request, one.text)
    place = reverse("rosters:grid", args=[roster.hall.code, roster.month])
    return redirect(f"{place}?day={edit.day}")


def renewal(
    request: HttpRequest, roster: Roster, employee: Employee, day: date | None = None, before: str | None = None
) -> dict[str, Any]:
    """The edited row, the foot and the list of faults as they are now, and what the edit did."""
    shown = grid_of(roster)
    context = table_context(request, shown, can_edit=True) | {"row": shown.row_of(employee), "post": None}
    said = []
    if day is not None:
        said = consequences_of(shown, employee.code, (day - roster.month).days, before)
    return {
        "revision": roster.revision,
        "said": [{"tone": one.tone, "text": one.text} for one in said],
        "row": render_to_string("rosters/grid/row.html", context),
        "foot": render_to_string("rosters/grid/foot.html", context),
        "faults": render_to_string("rosters/grid/faults.html", context),
    }
