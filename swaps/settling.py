"""What time does to requests: decisions are told, requests expire or are overtaken, people are reminded. Each once."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from . import telling
from .inforce import publish, stands_as_asked
from .leave import offered_for_nothing
from .models import SwapEvent, SwapRequest, SwapSettings
from .models.requests import LEAVE_IS_OFF
from .records import end, lock_rosters, locked, note_event

log = logging.getLogger(__name__)

State = SwapRequest.State


def settle(now: datetime | None = None) -> int:
    """Everything that is due, each request in a transaction of its own; how many were touched."""
    now = now or timezone.now()
    return sum(
        attempt(act, swap, now)
        for waiting, act in (
            (due_to_tell(now), make_known),
            (due_to_expire(now), expire),
            (offered_for_nothing(), take_back_offer),
            (overtaken(), overtake),
            (due_at_cut_off(now), remind_at_cut_off),
            (due_to_remind(now), remind),
        )
        for swap in waiting
    )


def attempt(act: Callable[[SwapRequest, datetime], bool], swap: SwapRequest, now: datetime) -> bool:
    """Do it; one request that cannot be settled does not keep the others waiting."""
    try:
        return act(swap, now)
    except Exception:
        log.exception("Swap request %s cannot be settled.", swap.pk)
        return False


def due_to_tell(now: datetime) -> QuerySet[SwapRequest]:
    return SwapRequest.objects.filter(hold_until__lte=now, told_at=None)


def due_to_expire(now: datetime) -> QuerySet[SwapRequest]:
    return SwapRequest.objects.open().filter(expires_at__lte=now)


def overtaken() -> list[SwapRequest]:
    return [swap for swap in SwapRequest.objects.open().with_parts() if not stands_as_asked(swap)]


def due_at_cut_off(now: datetime) -> QuerySet[SwapRequest]:
    """Those asked for in time and still open when the time for asking is over."""
    return SwapRequest.objects.open().filter(
        asked_at__lt=F("cut_off_at"), cut_off_at__lte=now, cut_off_reminded_at=None
    )


def due_to_remind(now: datetime) -> list[SwapRequest]:
    """Those for which somebody owes an answer; of an open shift that nobody wants the cut-off speaks."""
    waiting = SwapRequest.objects.open().filter(reminded_at=None).select_related("hall")
    waiting = waiting.exclude(kind=SwapRequest.Kind.OPEN, state=State.ASKED)
    return [swap for swap in waiting if swap.waiting_since + remind_after(swap) <= now]


def remind_after(swap: SwapRequest) -> timedelta:
    return timedelta(hours=SwapSettings.of(swap.hall).remind_hours)


# --- one request -------------------------------------------------------------


@transaction.atomic
def make_known(swap: SwapRequest, now: datetime) -> bool:
    """Publish what was approved and tell people of a decision that nobody has taken back; once."""
    lock_rosters(swap)
    swap = locked(swap)
    if swap.told_at is not None or swap.hold_until is None or now < swap.hold_until:
        return False
    swap.told_at = now
    if swap.state == State.APPROVED and not publish(swap):
        end(swap, State.OVERTAKEN, by=None, now=now)
        telling.tell_ended(swap)
        return True
    swap.save()
    telling.tell_decided(swap)
    return True


@transaction.atomic
def expire(swap: SwapRequest, now: datetime) -> bool:
    """The shift has begun and nobody has decided."""
    swap = locked(swap)
    if not (swap.is_open and swap.is_past(now)):
        return False
    end(swap, State.EXPIRED, by=None, now=now, told_at=now)
    telling.tell_ended(swap)
    return True


@transaction.atomic
def take_back_offer(swap: SwapRequest, now: datetime) -> bool:
    """Nobody has taken the shift yet, and she will be there after all."""
    swap = locked(swap)
    if not offered_for_nothing().filter(pk=swap.pk).exists():
        return False
    end(swap, State.WITHDRAWN, by=None, now=now, reason=LEAVE_IS_OFF, told_at=now)
    telling.tell_ended(swap)
    return True


@transaction.atomic
def overtake(swap: SwapRequest, now: datetime) -> bool:
    """One of its cells holds something else by now, so that there is nothing left to decide."""
    swap = locked(swap)
    if not swap.is_open or stands_as_asked(swap):
        return False
    end(swap, State.OVERTAKEN, by=None, now=now, told_at=now)
    telling.tell_ended(swap)
    return True


@transaction.atomic
def remind(swap: SwapRequest, now: datetime) -> bool:
    """Remind those who owe an answer, once for each step."""
    if not SwapRequest.objects.open().filter(pk=swap.pk, reminded_at=None).update(reminded_at=now):
        return False
    return reminded(swap, f"waiting-{swap.state}")


@transaction.atomic
def remind_at_cut_off(swap: SwapRequest, now: datetime) -> bool:
    """Remind partner or manager when the last moment for asking has passed."""
    if not due_at_cut_off(now).filter(pk=swap.pk).update(cut_off_reminded_at=now):
        return False
    return reminded(swap, "cut-off")


def reminded(swap: SwapRequest, occasion: str) -> bool:
    swap = locked(swap)
    telling.tell_waiting(swap, occasion)
    note_event(swap, SwapEvent.What.REMINDED, by=None)
    return True
