"""What an edit is answered with: to a script what it has to renew, to a form the page and a word."""

from collections.abc import Callable, Collection
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext

from rosters.models import Roster
from rosters.wording import reason_of
from staff.access import Request

from ..edits import editing
from ..edits.consequences import GOOD, Consequence, consequences_of_edit, shortened
from ..edits.editing import Edited, NotEditable
from ..edits.onward import all_consequences, reaches_on
from ..edits.renewal import renewal_of
from ..grids.grid import Grid, grid_of
from .grid import table_context

Act = Callable[[Roster], Edited]


def acted(request: Request, roster: Roster, act: Act, codes: Collection[str] = ()) -> HttpResponse:
    """Do it, and say what it did or why not; a refusal brings the rows of `codes` as they are."""
    try:
        if roster.pk is None:
            roster.pk = editing.open_roster(roster.hall, roster.month).pk
        done = act(roster)
    except NotEditable as refusal:
        return refused(request, roster, reason_of(refusal.facts), codes)
    return answer(request, roster, done)


def wants_json(request: Request) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def refused(request: Request, roster: Roster, why: str, codes: Collection[str] = ()) -> HttpResponse:
    """Say why; the rows come with it as they stand, so that nobody looks at what is no longer so."""
    if not wants_json(request):
        messages.error(request, why)
        return redirect("rosters:grid", roster.hall.code, roster.month)
    renewed = renewal(request, grid_of(roster), codes) if codes else {}
    return JsonResponse({"refused": why} | renewed, status=HTTPStatus.CONFLICT)


def answer(request: Request, roster: Roster, done: Edited) -> HttpResponse:
    shown = grid_of(done.month.roster, done.month)
    if wants_json(request):
        said = consequences_of_edit(shown, done)
        return JsonResponse(renewal(request, shown, done.codes) | words_of(roster, done, said))
    said = all_consequences(shown, done) or [Consequence(GOOD, changed_text(done))]
    for one in shortened(said):
        (messages.success if one.tone == GOOD else messages.warning)(request, one.text)
    place = reverse("rosters:grid", args=[shown.roster.hall.code, shown.roster.month])
    return redirect(f"{place}?day={done.steps[0].day}" if done.steps else place)


def words_of(roster: Roster, done: Edited, said: list[Consequence]) -> dict[str, Any]:
    """What is said of the edit, where it can be undone, and where a reason for it is wanted.

    `onward` says what it does to the next month, which takes too long for an answer at once.
    """
    place = [roster.hall.code, roster.month]
    asks = any(one.asks for one in said)
    onward = reverse("rosters:edits-onward", args=place)
    return {
        "said": [{"tone": one.tone, "text": one.text} for one in shortened(said)],
        "done": changed_text(done),
        "changed": [[step.employee.code, (step.day - roster.month).days] for step in done.steps],
        "reason": reverse("rosters:edit-reason", args=[*place, done.edit.pk]) if asks and done.edit else None,
        "onward": f"{onward}?edit={done.edit.pk}" if done.edit and reaches_on(roster, done.steps) else None,
    }


def changed_text(done: Edited) -> str:
    return ngettext("%(n)d cell changed", "%(n)d cells changed", len(done.steps)) % {"n": len(done.steps)}


def renewal(request: Request, shown: Grid, codes: Collection[str]) -> dict[str, Any]:
    """Rows, foot and the counts of faults as they are now; lists of faults are fetched when they are opened."""
    context = table_context(request, shown, can_edit=True) | {"is_brief": True}
    return renewal_of(shown, codes) | {
        "foot": render_to_string("rosters/grid/foot.html", context),
        "faults": render_to_string("rosters/grid/faults.html", context),
        "publish": render_to_string("rosters/publish/acts.html", context) if shown.roster.is_published else "",
    }
