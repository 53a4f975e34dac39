"""A second person's look at a roster: asked for, sent back, taken back, approved."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rosters.access import get_editable_roster, get_reviewable_roster
from rosters.models import Review, Roster
from rosters.wording import reason_of
from staff.access import Request
from staff.months import shifted

from ..publications import reviewing
from ..publications.publishing import NotPublishable
from ..publications.publishpanel import panel_of
from ..publications.reviewing import NotReviewable
from .publishing import overrides_in, see_other


@login_required
@require_safe
def review(request: Request, code: str, month: date) -> HttpResponse:
    """What is to be reviewed, beside what staff see; with the reviewer's two answers."""
    roster = get_reviewable_roster(request.user, code, month)
    asked = roster.reviews.open().select_related("asked_by").first()
    context = {
        "hall": roster.hall,
        "roster": roster,
        "review": asked,
        "is_own": asked is not None and asked.asked_by_id == request.user.pk,
        "hindrance": hindrance_of(roster, asked, request) if asked else "",
        "earlier": roster.reviews.exclude(outcome="").select_related("asked_by", "decided_by")[:10],
        "shown": panel_of(roster),
        "can_edit": Roster.objects.editable_by(request.user).filter(pk=roster.pk).exists(),
        "month_after": shifted(month, 1),
    }
    return render(request, "rosters/publish/review.html", context)


def hindrance_of(roster: Roster, asked: Review, request: Request) -> str:
    """Why it is not for this user to approve, in words; empty when it is."""
    try:
        reviewing.refuse_approver(asked, roster, request.user)
    except NotReviewable as refusal:
        return str(reason_of(refusal.facts))
    return ""


@login_required
@require_POST
def ask(request: Request, code: str, month: date) -> HttpResponse:
    roster = get_editable_roster(request.user, code, month)
    note = request.POST.get("note", "")
    done = _("Asked: a second person looks at the roster before it is published.")
    return step(request, roster, lambda: reviewing.submit(roster, by=request.user, note=note), done)


@login_required
@require_POST
def take_back(request: Request, code: str, month: date) -> HttpResponse:
    roster = get_editable_roster(request.user, code, month)
    return step(request, roster, lambda: reviewing.take_back(roster, by=request.user), _("Taken back."))


@login_required
@require_POST
def send_back(request: Request, code: str, month: date) -> HttpResponse:
    roster = get_reviewable_roster(request.user, code, month)
    reason = request.POST.get("reason", "")
    return step(
        request, roster, lambda: reviewing.send_back(roster, by=request.user, reason=reason), _("Sent back."), "review"
    )


@login_required
@require_POST
def approve(request: Request, code: str, month: date) -> HttpResponse:
    roster = get_reviewable_roster(request.user, code, month)
    seen = request.POST.get("revision", "")

    def do() -> object:
        revision = int(seen) if seen.isdecimal() and len(seen) < 10 else None
        return reviewing.approve(roster, by=request.user, revision=revision, overrides=overrides_in(request))

    return step(request, roster, do, _("Approved and published."), "review")


def step(
    request: Request, roster: Roster, do: Callable[[], object], done: str, on_refusal: str = "grid"
) -> HttpResponse:
    """Take the step and go to the roster; when it is refused, say why on the page it came from."""
    try:
        do()
    except (NotReviewable, NotPublishable) as refusal:
        messages.error(request, reason_of(refusal.facts))
        return see_other(f"rosters:{on_refusal}", roster)
    messages.success(request, done)
    if Roster.objects.visible_to(request.user).filter(pk=roster.pk).exists():
        return see_other("rosters:grid", roster)
    return redirect("rosters:home")
