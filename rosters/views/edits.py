"""Edits of many cells, taking them back, making them again, and the reasons for them."""

import json
from datetime import date
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rosters.access import get_editable_roster, get_page_to_edit
from rosters.models import Edit
from rosters.wording import reason_of
from staff.access import Request
from staff.months import shifted

from ..edits import editing, undoing
from ..edits.asking import Asked, Sent
from ..edits.consequences import shortened
from ..edits.editing import NotEditable
from ..edits.onward import consequences_onward, past_of_edits
from ..edits.reasons import give_reason
from .answers import acted, refused

MOST = 31 * 200


@login_required
@require_POST
def edits(request: Request, code: str, month: date) -> HttpResponse:
    """Change all of the cells that the JSON in the body, or in a form's `edit`, names, or none."""
    roster = get_page_to_edit(request.user, code, month)
    try:
        sent = sent_in(request.body if request.content_type == "application/json" else request.POST.get("edit", ""))
    except NotEditable as refusal:
        return refused(request, roster, reason_of(refusal.facts))
    act = partial(editing.set_cells, changes=sent.changes_in, by=request.user, what=sent.what, why=sent.why)
    return acted(request, roster, act, sent.codes)


@login_required
@require_POST
def undo(request: Request, code: str, month: date) -> HttpResponse:
    roster = get_page_to_edit(request.user, code, month)
    return acted(request, roster, partial(undoing.undo, by=request.user))


@login_required
@require_POST
def redo(request: Request, code: str, month: date) -> HttpResponse:
    roster = get_page_to_edit(request.user, code, month)
    return acted(request, roster, partial(undoing.redo, by=request.user))


@login_required
@require_POST
def reason(request: Request, code: str, month: date, edit_id: int) -> HttpResponse:
    """Keep why an edit was made; only she who made it says so."""
    roster = get_editable_roster(request.user, code, month)
    edit = get_object_or_404(Edit, roster=roster, by=request.user, pk=edit_id)
    give_reason(edit, request.POST.get("why", ""), by=request.user)
    return JsonResponse({"said": _("Reason kept.")})


@login_required
@require_safe
def onward(request: Request, code: str, month: date) -> JsonResponse:
    """What the edits named by `edit` have done to the next month, where a roster of that stands already."""
    roster = get_editable_roster(request.user, code, month)
    numbers = [int(text) for text in request.GET.getlist("edit") if text.isdecimal() and len(text) < 19]
    edits = Edit.objects.filter(roster=roster, pk__in=numbers).order_by("pk")
    said = consequences_onward(roster, past_of_edits(roster, edits))
    return JsonResponse(
        {
            "said": [{"tone": one.tone, "text": one.text} for one in shortened(said)],
            "month": date_format(shifted(month, 1), "YEAR_MONTH_FORMAT"),
            "url": reverse("rosters:grid", args=[code, shifted(month, 1)]),
        }
    )


# --- reading the body --------------------------------------------------------


def sent_in(body: bytes | str) -> Sent:
    """The edit that was sent; raises NotEditable for anything else."""
    try:
        sent = json.loads(body)
        cells = {(one["employee"], one["date"]): asked_from(one) for one in sent["cells"]}
        what, why = Edit.What(sent.get("what", Edit.What.SET)), str(sent.get("why", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotEditable("unreadable") from None
    if not 0 < len(cells) <= MOST:
        raise NotEditable("unreadable")
    return Sent(what, why[:200], list(cells.values()))


def asked_from(one: dict[str, Any]) -> Asked:
    value, pin, expected = one.get("value"), one.get("pin"), one.get("expected")
    if not all(text is None or (isinstance(text, str) and len(text) <= 20) for text in (value, expected)):
        raise TypeError
    if not isinstance(one["employee"], str) or pin not in (None, True, False):
        raise TypeError
    return Asked(one["employee"][:32], date.fromisoformat(one["date"]), value, pin, expected)
