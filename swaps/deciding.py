"""Answers and decisions: partners agree or decline, a manager approves or declines, the asker withdraws.

Locks are always taken in the same order: the rosters by month, then the request.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from staff.models import Employee, User
from staff.recorded import fingerprint

from . import settling, telling
from .conditions import NotSwappable, leads, refuse_decision
from .inforce import draft, stands_as_asked, take_out
from .judging import Bench
from .models import SwapPart, SwapRequest, SwapSettings
from .proposals import Move, Proposal
from .records import end, lock_rosters, locked, note_event
from .snapshots import Changed, changed_since

State = SwapRequest.State


# --- those who take part -----------------------------------------------------


@transaction.atomic
def agree(swap: SwapRequest, employee: Employee, *, by: User, now: datetime | None = None) -> SwapRequest:
    """The partner takes part; when all do, those who approve are told. Raises NotSwappable.

    For somebody without a login, and in an emergency, a manager notes what she has said.
    """
    now = now or timezone.now()
    swap = locked(swap)
    part = part_to_answer(swap, employee, by=by)
    refuse_ended(swap, now)
    if swap.state != State.ASKED or part.agrees is not None:
        raise NotSwappable("answered")
    part.agrees, part.answered_at, part.answered_by = True, now, by
    part.save()
    if all(other.agrees for other in swap.all_parts):
        swap.state, swap.waiting_since, swap.reminded_at = State.AGREED, now, None
        swap.save()
    note_event(swap, "agreed", by=by, why="" if employee.user_id == by.pk else employee.name)
    telling.tell_answered(swap)
    return swap


@transaction.atomic
def refuse_part(
    swap: SwapRequest, employee: Employee, *, by: User, why: str = "", now: datetime | None = None
) -> SwapRequest:
    """The partner does not take part, or no longer: the request ends. Raises NotSwappable.

    An open shift is free again when its taker gives it back.
    """
    now = now or timezone.now()
    swap = locked(swap)
    part = part_to_answer(swap, employee, by=by)
    refuse_ended(swap, now)
    if swap.kind == SwapRequest.Kind.OPEN:
        return free_again(swap, part, by=by, now=now)
    part.agrees, part.answered_at, part.answered_by = False, now, by
    part.save()
    end(swap, State.DECLINED, by=by, now=now, why=why, told_at=now)
    telling.tell_answered(swap)
    return swap


def free_again(swap: SwapRequest, part: SwapPart, *, by: User, now: datetime) -> SwapRequest:
    note_event(swap, "declined", by=by)
    part.delete()
    swap = locked(swap)
    swap.state, swap.waiting_since, swap.reminded_at = State.ASKED, now, None
    swap.save()
    telling.tell_asked(swap)
    return swap


@transaction.atomic
def withdraw(swap: SwapRequest, *, by: User, now: datetime | None = None) -> SwapRequest:
    """The asker no longer wants it; so may who has entered it for her. Raises NotSwappable."""
    now = now or timezone.now()
    swap = locked(swap)
    if by.pk not in (swap.asker.user_id, swap.asked_by_id):
        raise NotSwappable("not_yours")
    refuse_ended(swap, now)
    end(swap, State.WITHDRAWN, by=by, now=now, told_at=now)
    telling.tell_ended(swap)
    return swap


def part_to_answer(swap: SwapRequest, employee: Employee, *, by: User) -> SwapPart:
    """The partner's part, if it is the user's to answer for her."""
    part = next((part for part in swap.all_parts[1:] if part.employee_id == employee.pk), None)
    speaks_for = swap.is_emergency or employee.user_id is None
    if part is None or not (employee.user_id == by.pk or (speaks_for and leads(by, swap.hall))):
        raise NotSwappable("not_yours")
    return part


def refuse_ended(swap: SwapRequest, now: datetime) -> None:
    if not swap.is_open:
        raise NotSwappable("ended", state=swap.get_state_display())
    if swap.is_past(now):
        raise NotSwappable("begun")


# --- those who approve -------------------------------------------------------


def approve(swap: SwapRequest, *, by: User, seen: str | None = None, now: datetime | None = None) -> SwapRequest:
    """Put the swap into the roster, judged anew as that stands now. Raises NotSwappable.

    It is published, and people are told, when the time for undoing is over. `seen` is the
    `mark_of` what the manager saw: if more has changed since, she looks again. When one of its
    own cells holds something else by now, the request is overtaken.
    """
    now = now or timezone.now()
    decided = _approve(swap, by=by, seen=seen, now=now)
    if decided.state == State.OVERTAKEN:
        raise NotSwappable("overtaken")
    return without_delay(decided, now)


@transaction.atomic
def _approve(swap: SwapRequest, *, by: User, seen: str | None, now: datetime) -> SwapRequest:
    lock_rosters(swap)
    swap = locked(swap)
    refuse_decision(swap, by=by)
    refuse_ended(swap, now)
    if swap.state != State.AGREED:
        raise NotSwappable("not_agreed")
    if not stands_as_asked(swap):
        end(swap, State.OVERTAKEN, by=None, now=now, told_at=now)
        telling.tell_ended(swap)
        return swap
    if seen is not None and seen != mark_of(swap):
        raise NotSwappable("changed_meanwhile")
    if broken := Bench(swap.hall).ruling(proposal_of(swap)).broken:
        raise NotSwappable("breaks_rules", broken=broken)
    draft(swap, by=by)
    end(swap, State.APPROVED, by=by, now=now, decided_by=by, hold_until=held_until(swap, now))
    return swap


def decline(swap: SwapRequest, *, by: User, why: str, now: datetime | None = None) -> SwapRequest:
    """The manager does not approve, and says why. Raises NotSwappable."""
    now = now or timezone.now()
    return without_delay(_decline(swap, by=by, why=why.strip(), now=now), now)


@transaction.atomic
def _decline(swap: SwapRequest, *, by: User, why: str, now: datetime) -> SwapRequest:
    swap = locked(swap)
    refuse_decision(swap, by=by)
    refuse_ended(swap, now)
    if not why:
        raise NotSwappable("decline_without_reason")
    end(swap, State.DECLINED, by=by, now=now, why=why, decided_by=by, hold_until=held_until(swap, now))
    return swap


@transaction.atomic
def undo(swap: SwapRequest, *, by: User, now: datetime | None = None) -> SwapRequest:
    """Take a decision back, as long as nobody has been told. Raises NotSwappable."""
    now = now or timezone.now()
    lock_rosters(swap)
    swap = locked(swap)
    refuse_decision(swap, by=by)
    if not swap.is_undoable(now):
        raise NotSwappable("told_already")
    if swap.state == State.APPROVED:
        take_out(swap, by=by)
    swap.state = State.AGREED if swap.is_agreed else State.ASKED
    swap.ended_at = swap.hold_until = swap.decided_by = None
    swap.reason = ""
    swap.save()
    note_event(swap, "undone", by=by)
    return swap


def without_delay(swap: SwapRequest, now: datetime) -> SwapRequest:
    """The decision, told at once where the hall leaves no time for undoing."""
    if swap.hold_until and swap.hold_until <= now:
        settling.make_known(swap, now)
        swap.refresh_from_db()
    return swap


def held_until(swap: SwapRequest, now: datetime) -> datetime:
    return now + timedelta(seconds=SwapSettings.of(swap.hall).hold_seconds)


def mark_of(swap: SwapRequest) -> str:
    """A short text that differs whenever something else has changed since the request was asked for."""
    return fingerprint_of(changed_since(swap))


def fingerprint_of(changes: Iterable[Changed]) -> str:
    return fingerprint([str(one) for one in changes])


def proposal_of(swap: SwapRequest) -> Proposal:
    """The request as the checker takes it."""
    moves = tuple(Move(cell.employee, cell.date, cell.before, cell.after) for cell in swap.all_cells)
    return Proposal(swap.kind, (swap.asker, *swap.partners), moves)
