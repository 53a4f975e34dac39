"""The swaps of a person, and the inbox of those who decide."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rosters.repairs.leavecards import inbox_of
from staff.access import Request
from staff.models import User

from ..access import get_visible_swap, own_employee
from ..cards import Card, cards_of
from ..models import SwapRequest

DAYS_KEPT = timedelta(days=60)
MOST = 30

State = SwapRequest.State


@dataclass(frozen=True)
class Section:
    """Cards under one heading; `key` is its anchor."""

    key: str
    title: str
    cards: list[Card]


@login_required
@require_safe
def home(request: Request) -> HttpResponse:
    """What waits for her comes first: decisions, questions, free shifts; then her own, then what is over."""
    context = {
        "sections": [section for section in sections_of(request.user) if section.cards],
        "employee": own_employee(request.user),
        "leave": inbox_of(request.user),
        "led": SwapRequest.halls_led_by(request.user),
    }
    return render(request, "swaps/home.html", context)


@login_required
@require_safe
def swap(request: Request, pk: int) -> HttpResponse:
    found = get_visible_swap(request.user, pk)
    (card,) = cards_of([found], request.user)
    if request.htmx:
        return render(request, "swaps/card.html", {"card": card})
    return render(request, "swaps/swap.html", {"card": card})


def sections_of(user: User) -> list[Section]:
    seen: set[int] = set()
    rows = SwapRequest.objects.visible_to(user).with_parts()
    own, now = SwapRequest.objects.of(user).values("pk"), timezone.now()
    held = Q(hold_until__gt=now, told_at=None)
    decidable = rows.filter(pk__in=SwapRequest.objects.decidable_by(user).values("pk"))
    groups = [
        ("decide", _("To decide"), decidable.filter(Q(state=State.AGREED) | held).order_by("expires_at")),
        ("answer", _("Asked of you"), rows.filter(pk__in=SwapRequest.objects.waiting_for(user).values("pk"))),
        ("free", _("Open shifts"), rows.filter(pk__in=SwapRequest.objects.free_for(user).values("pk"))),
        ("mine", _("Your requests"), rows.open().filter(pk__in=own)),
        ("waiting", _("Waiting for a colleague"), rows.open().exclude(pk__in=own).order_by("expires_at")),
        ("over", _("Over"), rows.ended().filter(ended_at__gte=now - DAYS_KEPT).order_by("-ended_at")),
    ]
    found: dict[str, list[SwapRequest]] = {}
    for key, _title, wanted in groups:
        found[key] = [swap for swap in wanted[:MOST] if swap.pk not in seen]
        seen |= {swap.pk for swap in found[key]}
    cards = {card.swap.pk: card for card in cards_of(chain(*found.values()), user)}
    return [Section(key, title, [cards[swap.pk] for swap in found[key]]) for key, title, _wanted in groups]
