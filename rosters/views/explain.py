"""Why a roster costs what it costs, why a cell is so, and how to get out of a short hour."""

from datetime import date

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from rosters.access import get_editable_roster
from rosters.outcome import outcome_of
from rosters.solver.problem import DAY
from staff.access import Request

from ..explaining.cellwhy import cell_story
from ..explaining.gapways import gap_at, gap_story
from ..explaining.rosterwhy import roster_story
from .cells import PlaceForm, place_in


class GapForm(forms.Form):
    """Which hour of which station; minutes from midnight, past 1440 the next day's."""

    date = forms.DateField(error_messages={"invalid": _("This is not a date.")})
    station = forms.CharField(max_length=32)
    start = forms.IntegerField(min_value=0, max_value=2 * DAY)


@login_required
@require_safe
def roster(request: Request, code: str, month: date) -> HttpResponse:
    """What the roster costs by rule, person and week, beside earlier ones, and its short hours."""
    outcome = outcome_of(get_editable_roster(request.user, code, month))
    story = roster_story(outcome)
    gaps = [gap_story(outcome, gap) for gap in outcome.verdict.gaps]
    worst = sorted(gaps, key=lambda gap: -gap.missing)
    context = {"hall": outcome.roster.hall, "roster": outcome.roster, "story": story, "gaps": worst}
    return render(request, "rosters/explain/roster.html", context)


@login_required
@require_safe
def cell(request: Request, code: str, month: date) -> HttpResponse:
    """Why the cell is so; a script asks for the part that stands in the panel."""
    roster = get_editable_roster(request.user, code, month)
    form = PlaceForm(request.GET)
    if not form.is_valid():
        return redirect("rosters:explain", code, month)
    outcome = outcome_of(roster)
    place = place_in(outcome.problem, roster, form.cleaned_data["employee"], form.cleaned_data["date"])
    context = {"hall": roster.hall, "roster": roster, "story": cell_story(outcome, place)}
    return render(request, template_for(request, "cell"), context)


@login_required
@require_safe
def gap(request: Request, code: str, month: date) -> HttpResponse:
    """Why an hour is short, and the ways out; one that is short no longer says so."""
    roster = get_editable_roster(request.user, code, month)
    form = GapForm(request.GET)
    if not form.is_valid():
        return redirect("rosters:explain", code, month)
    outcome = outcome_of(roster)
    asked = form.cleaned_data
    found = gap_at(outcome, asked["date"], asked["station"], asked["start"])
    story = gap_story(outcome, found) if found else None
    context = {"hall": roster.hall, "roster": roster, "story": story, "day": asked["date"]}
    return render(request, template_for(request, "gap"), context)


def template_for(request: Request, kind: str) -> str:
    part = "_panel" if request.headers.get("X-Part") == "panel" else ""
    return f"rosters/explain/{kind}{part}.html"
