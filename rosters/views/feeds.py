"""A person's calendar: the address she makes and takes back, and what stands there."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from staff.access import Request
from staff.models import Employee

from ..models import CalendarFeed
from ..personal.feeds import close_feed, events_of, feed_at, open_feed, renew_feed
from ..personal.icalendars import CONTENT_TYPE, calendar_text


@require_safe
def calendar(request: Request, secret: str) -> HttpResponse:
    """The feed, for whoever knows its address; nothing at all for anybody else."""
    feed = feed_at(secret)
    if feed is None:
        raise Http404
    text = calendar_text(feed, events_of(feed))
    headers = {
        "Cache-Control": "private, no-cache",
        "Content-Disposition": 'inline; filename="shifts.ics"',
        "ETag": f'"{hashlib.sha256(text).hexdigest()[:32]}"',
        "X-Robots-Tag": "noindex",
    }
    response = HttpResponse(text, content_type=CONTENT_TYPE, headers=headers)
    return get_conditional_response(request, etag=headers["ETag"], response=response) or response


@login_required
@require_POST
def feed_open(request: Request) -> HttpResponse:
    open_feed(get_object_or_404(Employee, user=request.user), by=request.user)
    messages.success(request, _("Your calendar has an address now."))
    return redirect(reverse("rosters:me") + "#calendar")


@login_required
@require_POST
def feed_renew(request: Request) -> HttpResponse:
    renew_feed(get_object_or_404(CalendarFeed, employee__user=request.user), by=request.user)
    messages.success(request, _("Your calendar has a new address; the old one opens nothing any more."))
    return redirect(reverse("rosters:me") + "#calendar")


@login_required
@require_POST
def feed_close(request: Request) -> HttpResponse:
    close_feed(get_object_or_404(CalendarFeed, employee__user=request.user), by=request.user)
    messages.success(request, _("The calendar’s address opens nothing any more."))
    return redirect(reverse("rosters:me") + "#calendar")
