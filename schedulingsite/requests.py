"""What a person has asked for and what has become of it, as her own page lists it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from staff.models import Absence, User
from swaps.cards import TONES as SWAP_TONES
from swaps.models import SwapRequest
from swaps.wording import state_text, title_of

# How long an answer stays on the page, once there is one.
NEWS = timedelta(days=7)
MOST = 5


@dataclass(frozen=True)
class Asked:
    """One request in words; `icon` is a symbol of `static/icons.svg`, `tone` the class of the badge."""

    icon: str
    title: str
    first: date
    last: date
    text: str
    state: str
    tone: str
    url: str


def asked_of(user: User) -> list[Asked]:
    """Her swaps and her leave that are open, or were answered in these days."""
    return [*swaps_of(user), *leave_of(user)]


def swaps_of(user: User) -> Iterator[Asked]:
    """Those in which she takes part; none that is still hers to answer."""
    rows = SwapRequest.objects.of(user).exclude(pk__in=SwapRequest.objects.waiting_for(user).values("pk"))
    news = rows.open() | rows.filter(ended_at__gte=timezone.now() - NEWS)
    for swap in news.with_parts().order_by("first_day", "pk")[:MOST]:
        url = reverse("swaps:swap", args=[swap.pk])
        days = sorted(cell.date for cell in swap.all_cells)
        state, tone = swap.get_state_display(), SWAP_TONES.get(SwapRequest.State(swap.state), "")
        yield Asked("swap", title_of(swap), days[0], days[-1], state_text(swap), state, tone, url)


TONES = {Absence.State.ASKED: "is-accent", Absence.State.APPROVED: "is-good", Absence.State.DECLINED: "is-bad"}


def leave_of(user: User) -> Iterator[Asked]:
    """What waits for a decision, and what lies ahead or has been answered in these days."""
    since = timezone.now() - NEWS
    rows = Absence.objects.filter(employee__user=user).exclude(state=Absence.State.WITHDRAWN)
    news = rows.filter(Q(state=Absence.State.ASKED) | Q(decided_at__gte=since))
    for row in news.order_by("first_day", "pk")[:MOST]:
        url = f"{reverse('staff:my-leave')}#leave-{row.pk}"
        days, text = (row.first_day, row.last_day), row.answer or row.reason
        state, tone = row.get_state_display(), TONES[Absence.State(row.state)]
        yield Asked("leave", row.get_kind_display(), *days, text, state, tone, url)
