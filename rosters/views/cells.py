"""One cell: its card, and the edits of it."""

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from rosters import editing
from rosters.access import get_page_to_edit
from rosters.cellcard import card_of
from rosters.consequences import GOOD, consequences_of
from rosters.editing import Change, NotEditable
from rosters.grid import Grid, grid_of
from rosters.models import Roster
from rosters.wording import reason_of
from staff.access import Request
from staff.models import Employee, User

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

    def apply(self, roster: Roster, by: User) -> Change:
        if self.pin:
            return editing.set_pin(roster, self.employee, self.day, self.pin == "1", by=by, expected=self.expected)
        value = editing.value_of(roster.hall, self.value)
        return editing.set_cell(roster, self.employee, self.day, value, by=by, expected=self.expected)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cells(request: Request, code: str, month: date) -> HttpResponse:
    """GET shows one cell, POST changes it; a script that asks for JSON gets what the page has to renew."""
    roster = get_page_to_edit(request.user, code, month)
    if request.method == "POST":
        return change(request, roster)
    form = PlaceForm(request.GET)
    if not form.is_valid():
        return redirect("rosters:grid", code, month)
    return show(request, roster, form.cleaned_data)


def show(request: Request, roster: Roster, place: dict[str, Any]) -> HttpResponse:
    employee = get_object_or_404(Employee, hall=roster.hall, code=place["employee"])
    shown = grid_of(roster)
    card = card_of(shown, employee, place["date"])
    if card is None:
        raise Http404
    is_part = request.headers.get("X-Part") == "card"
    context = {
        "hall": roster.hall,
        "roster": roster,
        "card": card,
        "shift_types": shown.shift_types,
        "is_page": not is_part,
    }
    return render(request, "rosters/grid/card.html" if is_part else "rosters/grid/cell.html", context)


def wants_json(request: Request) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def change(request: Request, roster: Roster) -> HttpResponse:
    form = EditForm(request.POST)
    if not form.is_valid():
        return refused(request, roster, " ".join(str(errors[0]) for errors in form.errors.values()))
    asked = form.cleaned_data
    employee = get_object_or_404(Employee, hall=roster.hall, code=asked["employee"])
    expected = asked["expected"] if "expected" in request.POST else None
    edit = Edit(employee, asked["date"], asked["value"], asked["pin"], expected)
    try:
        if roster.pk is None:
            roster.pk = editing.open_roster(roster.hall, roster.month).pk
        done = edit.apply(roster, request.user)
    except NotEditable as refusal:
        return refused(request, roster, reason_of(refusal.facts), employee)
    roster.revision = done.revision
    return answer(request, roster, edit, done)


def refused(request: Request, roster: Roster, why: str, employee: Employee | None = None) -> HttpResponse:
    """Say why; the row comes with it as it stands, so that nobody looks at what is no longer so."""
    if not wants_json(request):
        messages.error(request, why)
        return redirect("rosters:grid", roster.hall.code, roster.month)
    renewed = renewal(request, grid_of(roster), employee) if employee else {}
    return JsonResponse({"refused": why} | renewed, status=HTTPStatus.CONFLICT)


def answer(request: Request, roster: Roster, edit: Edit, done: Change) -> HttpResponse:
    shown = grid_of(roster)
    said = consequences_of(shown, edit.employee.code, (edit.day - roster.month).days, done.before.key)
    if wants_json(request):
        words = [{"tone": one.tone, "text": one.text} for one in said]
        return JsonResponse(renewal(request, shown, edit.employee) | {"said": words})
    for one in said:
        (messages.success if one.tone == GOOD else messages.warning)(request, one.text)
    place = reverse("rosters:grid", args=[roster.hall.code, roster.month])
    return redirect(f"{place}?day={edit.day}")


def renewal(request: Request, shown: Grid, employee: Employee) -> dict[str, Any]:
    """The person's row, the foot and the list of faults as they are now, and the balance of everybody.

    Balances are shares of what all have: one edit moves those of the others too. Each is
    its figure, start and width of its bar, and whether it stands out.
    """
    context = table_context(request, shown, can_edit=True) | {"row": shown.row_of(employee), "post": None}
    return {
        "revision": shown.roster.revision,
        "balances": {row.employee.code: [f"{row.figures.balance:.1f}", *row.bar, row.is_outlier] for row in shown.rows},
        "row": render_to_string("rosters/grid/row.html", context),
        "foot": render_to_string("rosters/grid/foot.html", context),
        "faults": render_to_string("rosters/grid/faults.html", context),
    }
