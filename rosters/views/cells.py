"""One cell: its card, and the edits of it."""

from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rosters.access import get_page_to_edit
from rosters.models import Edit, Roster
from rosters.problem import Place
from rosters.solver.problem import Problem
from staff.access import Request
from staff.models import Employee

from ..edits import editing
from ..edits.asking import Asked, Sent
from ..edits.cellcard import card_of
from ..edits.fit import Block, block_fit, fit_of
from ..edits.notes import set_note
from ..grids.grid import grid_of
from .answers import acted, refused, wants_json


class PlaceForm(forms.Form):
    """Which cell."""

    employee = forms.CharField(max_length=32)
    date = forms.DateField(error_messages={"invalid": _("This is not a date.")})


def place_in(problem: Problem, roster: Roster, code: str, day: date) -> Place:
    """The cell as the problem names it; one that it does not have is a 404."""
    number = (day - roster.month).days
    if code not in problem.worker_by_id or not 0 <= number < problem.days:
        raise Http404
    return code, number


class EditForm(PlaceForm):
    """What is to become of it: a value as `editing.value_of` takes it, or a pin."""

    value = forms.CharField(required=False, max_length=20)
    pin = forms.ChoiceField(required=False, choices=[("", ""), ("0", "0"), ("1", "1")])
    expected = forms.CharField(required=False, max_length=20)


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


def change(request: Request, roster: Roster) -> HttpResponse:
    form = EditForm(request.POST)
    if not form.is_valid():
        return refused(request, roster, " ".join(str(errors[0]) for errors in form.errors.values()))
    asked = form.cleaned_data
    employee = get_object_or_404(Employee, hall=roster.hall, code=asked["employee"])
    expected = asked["expected"] if "expected" in request.POST else None
    pin = {"1": True, "0": False}.get(asked["pin"])
    one = Asked(employee.code, asked["date"], asked["value"] if pin is None else None, pin, expected)
    sent = Sent(Edit.What.SET if pin is None else Edit.What.PIN, "", [one])
    act = partial(editing.set_cells, changes=sent.changes_in, by=request.user, what=sent.what)
    return acted(request, roster, act, sent.codes)


class NoteForm(PlaceForm):
    text = forms.CharField(required=False, max_length=200)
    is_shown = forms.BooleanField(required=False)


@login_required
@require_POST
def note(request: Request, code: str, month: date) -> HttpResponse:
    """Keep a note on a cell, or take it away when it is empty."""
    roster = get_page_to_edit(request.user, code, month)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return refused(request, roster, " ".join(str(errors[0]) for errors in form.errors.values()))
    asked = form.cleaned_data
    employee = get_object_or_404(Employee, hall=roster.hall, code=asked["employee"])
    found = set_note(roster.hall, employee, asked["date"], asked["text"], by=request.user, is_shown=asked["is_shown"])
    if wants_json(request):
        return JsonResponse({"is_noted": found is not None})
    return redirect(f"{reverse('rosters:grid', args=[code, month])}?day={asked['date']}")


@login_required
@require_safe
def fit(request: Request, code: str, month: date) -> HttpResponse:
    """How the days of `row` would take the shift of a cell in exchange, for a script while it is dragged."""
    roster = get_page_to_edit(request.user, code, month)
    form = FitForm(request.GET)
    if not form.is_valid():
        return redirect("rosters:grid", code, month)
    shown = grid_of(roster)
    place = place_in(shown.problem, roster, form.cleaned_data["employee"], form.cleaned_data["date"])
    row, _day = place_in(shown.problem, roster, form.cleaned_data["row"], form.cleaned_data["date"])
    return JsonResponse({"fit": fit_of(shown, place, row)})


class FitForm(PlaceForm):
    row = forms.CharField(max_length=32)


@login_required
@require_safe
def fit_block(request: Request, code: str, month: date) -> HttpResponse:
    """How a block of cells would lie so many days further on the rows of `onto`: as many as `people` are in it."""
    roster = get_page_to_edit(request.user, code, month)
    form = BlockForm(request.GET)
    people, onto = request.GET.getlist("people"), request.GET.getlist("onto")
    if not form.is_valid() or not people or len(people) != len(onto):
        return redirect("rosters:grid", code, month)
    shown = grid_of(roster)
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    cells = [place_in(shown.problem, roster, one, first) for one in (*people, *onto)]
    _code, end = place_in(shown.problem, roster, people[0], last)
    return JsonResponse({"fit": block_fit(shown, Block(people, onto, cells[0][1], end))})


class BlockForm(forms.Form):
    first = forms.DateField()
    last = forms.DateField()
