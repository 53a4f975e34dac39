"""Publishing a roster, taking it back, closing it; each answers with the grid or says what is in the way."""

from collections.abc import Callable
from datetime import date
from functools import partial
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rosters.access import get_editable_roster
from rosters.models import Roster
from rosters.wording import reason_of
from staff.access import Request
from staff.months import shifted

from ..publications import drafts, publishing
from ..publications.drafts import NotKept
from ..publications.publishing import NotPublishable
from ..publications.publishpanel import panel_of, said_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: Request, code: str, month: date) -> HttpResponse:
    """GET shows what staff would see anew, and what is in the way; POST publishes it."""
    roster = get_editable_roster(request.user, code, month)
    if request.method != "POST":
        return show(request, roster)
    if revision_seen(request) not in (None, roster.revision):
        messages.error(request, reason_of({"reason": "edited_since"}))
        return see_other("rosters:publish", roster)
    try:
        done = publishing.publish(
            roster, by=request.user, overrides=overrides_in(request), why=request.POST.get("why", "")
        )
    except NotPublishable as refusal:
        messages.error(request, reason_of(refusal.facts))
        return see_other("rosters:publish" if refusal.broken else "rosters:grid", roster)
    messages.success(request, said_of(done))
    return see_other("rosters:grid", roster)


def show(request: Request, roster: Roster) -> HttpResponse:
    context = {"hall": roster.hall, "roster": roster, "shown": panel_of(roster)}
    context["month_after"] = shifted(roster.month, 1)
    return render(request, "rosters/publish/publish.html", context, status=HTTPStatus.OK)


def revision_seen(request: Request) -> int | None:
    """The revision that the page sent listed the changes of; None for a page that lists none."""
    sent = str(request.POST.get("revision", ""))
    return int(sent) if sent.isdecimal() and len(sent) < 10 else None


def overrides_in(request: Request) -> dict[str, str]:
    """Reasons by violation, of fields named `why:KEY`."""
    return {
        name.removeprefix("why:"): str(text)[:500] for name, text in request.POST.items() if name.startswith("why:")
    }


@login_required
@require_POST
def withdraw(request: Request, code: str, month: date) -> HttpResponse:
    done = _("Withdrawn: the roster is a draft again, and hidden from the hall.")
    return act(request, code, month, publishing.withdraw, done)


@login_required
@require_POST
def close(request: Request, code: str, month: date) -> HttpResponse:
    return act(request, code, month, publishing.close, _("Closed: this month is kept as it is."))


@login_required
@require_POST
def discard(request: Request, code: str, month: date) -> HttpResponse:
    """Let the roster hold again what staff see."""
    do = partial(drafts.discard_changes, revision=revision_seen(request))
    return act(request, code, month, do, _("Discarded: the roster is again as staff see it."))


def act(request: Request, code: str, month: date, do: Callable[..., object], done: str) -> HttpResponse:
    roster = get_editable_roster(request.user, code, month)
    try:
        do(roster, by=request.user)
        messages.success(request, done)
    except (NotPublishable, NotKept) as refusal:
        messages.error(request, reason_of(refusal.facts))
    return see_other("rosters:grid", roster)


def see_other(name: str, roster: Roster, *more: object) -> HttpResponse:
    return redirect(name, roster.hall.code, roster.month, *more)
