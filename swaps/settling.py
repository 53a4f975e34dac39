"""What time does to requests: decisions are told, requests expire or are overtaken, people are reminded. Each once."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from staff.models import Hall
from staff.sweeping import sweep

from . import telling
from .inforce import publish, stands_as_asked
from .leave import is_for_leave, offered_by_others, offered_for_nothing
from .models import SwapEvent, SwapRequest, SwapSettings
from .models.requests import LEAVE_IS_OFF
from .records import end, lock_rosters, locked, note_event
from .standing import standing_on

State = SwapRequest.State


def settle(now: datetime | None = None) -> int:
    """Everything that is due, each request in a transaction of its own; how many were touched."""
    now = now or timezone.now()
    return (
        sweep(due_to_tell(now), partial(make_known, now=now))
        + sweep(due_to_expire(now), partial(expire, now=now))
        + sweep(offered_for_nothing(), partial(take_back_offer, now=now))
        + sweep(halls_with_open(), partial(overtake_in, now=now))
        + sweep(due_at_cut_off(now), partial(remind_at_cut_off, now=now))
        + sweep(due_to_remind(now), partial(remind, now=now))
    )


def due_to_tell(now: datetime) -> QuerySet[SwapRequest]:
    return SwapRequest.objects.filter(hold_until__lte=now, told_at=None)


def due_to_expire(now: datetime) -> QuerySet[SwapRequest]:
    return SwapRequest.objects.open().filter(expires_at__lte=now)


def halls_with_open() -> QuerySet[Hall]:
    return Hall.objects.filter(pk__in=SwapRequest.objects.open().values("hall"))


def due_at_cut_off(now: datetime) -> QuerySet[SwapRequest]:
    """Those asked for in time and still open when the time for asking is over."""
    return SwapRequest.objects.open().filter(
        asked_at__lt=F("cut_off_at"), cut_off_at__lte=now, cut_off_reminded_at=None
    )


def due_to_remind(now: datetime) -> list[SwapRequest]:
    """Those for which somebody owes an answer; of an open shift that nobody wants the cut-off speaks."""
    waiting = SwapRequest.objects.open().filter(reminded_at=None)
    waiting = waiting.exclude(kind=SwapRequest.Kind.OPEN, state=State.ASKED)
    waiting = waiting.select_related("hall__swap_settings")
    return [swap for swap in waiting if swap.waiting_since + remind_after(swap) <= now]


def remind_after(swap: SwapRequest) -> timedelta:
    settings = getattr(swap.hall, "swap_settings", None) or SwapSettings()
    return timedelta(hours=settings.remind_hours)


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
    if not offered_by_others().filter(pk=swap.pk).exists() or is_for_leave(swap):
        return False
    end(swap, State.WITHDRAWN, by=None, now=now, reason=LEAVE_IS_OFF, told_at=now)
    telling.tell_ended(swap)
    return True


def overtake_in(hall: Hall, now: datetime) -> int:
    """The hall's open requests that something has overtaken; its rosters are read once for all of them."""
    swaps = list(SwapRequest.objects.open().filter(hall=hall).with_parts())
    days = {cell.date for swap in swaps for cell in swap.all_cells}
    standing = standing_on(hall, days) if days else None
    return sweep([swap for swap in swaps if not stands_as_asked(swap, standing)], partial(overtake, now=now))


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
