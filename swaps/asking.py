"""Asking for a swap, and taking an open shift."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from staff.models import Employee, User

from . import telling
from .conditions import NotSwappable, refuse_asker, refuse_asking, refuse_person, times_of
from .judging import Bench, Ruling
from .models import SwapCell, SwapPart, SwapRequest, SwapSettings
from .proposals import Move, Proposal, propose
from .records import lock_months, locked, note_event
from .snapshots import AROUND, seen_of
from .standing import Standing, standing_on

Kind, State = SwapRequest.Kind, SwapRequest.State

APART_MOST = timedelta(days=62)
"""All that is published between a swap's days is read: two months are as far as anybody looks ahead."""


@transaction.atomic
def ask(
    kind: str,
    asker: Employee,
    day: date,
    partners: Sequence[Employee] = (),
    *,
    by: User,
    other_day: date | None = None,
    third_day: date | None = None,
    note: str = "",
    emergency_reason: str | None = None,
    for_leave: bool = False,
    now: datetime | None = None,
) -> SwapRequest:
    """A request for the swap, as the published roster stands; the partners are told. Raises NotSwappable.

    What was asked for already, and still waits for somebody, is the request that is there.
    `emergency_reason` marks what a manager enters for somebody after the time for asking is over;
    `for_leave` what she offers of somebody whose leave she approves.
    """
    now, emergency = now or timezone.now(), emergency_reason is not None
    refuse_asker(asker, asker.hall, by=by, emergency=emergency or for_leave)
    days = {day, other_day or day, third_day or day}
    if max(days) - min(days) > APART_MOST:
        raise NotSwappable("too_far_apart", days=APART_MOST.days)
    lock_months(asker.hall, days)
    standing = standing_on(asker.hall, days, AROUND)
    proposal = propose(standing, kind, asker, day, partners, other_day, third_day)
    if proposal is None:
        raise NotSwappable("no_such_swap", date=day)
    settings = SwapSettings.of(asker.hall)
    refuse_asking(
        proposal, settings, now, emergency=emergency or for_leave, why=emergency_reason or "leave" * for_leave
    )
    if twin := twin_of(proposal):
        if twin.is_emergency != emergency:
            raise NotSwappable("asked_already", date=proposal.days[0])
        return twin
    ruling = ruling_of(proposal)
    swap = write(proposal, standing, ruling, settings, by=by, now=now)
    swap.note, swap.is_emergency, swap.emergency_reason = note[:200], emergency, (emergency_reason or "").strip()[:200]
    swap.save()
    note_event(swap, "asked", by=by, why=swap.emergency_reason or swap.note)
    telling.tell_asked(swap)
    return swap


def ruling_of(proposal: Proposal) -> Ruling:
    """What it would do; raises NotSwappable when it breaks a hard rule. An open shift is judged when it is taken."""
    if proposal.kind == Kind.OPEN:
        return Ruling(())
    ruling = Bench(proposal.people[0].hall).ruling(proposal)
    if ruling.broken:
        raise NotSwappable("breaks_rules", broken=ruling.broken)
    return ruling


def twin_of(proposal: Proposal) -> SwapRequest | None:
    """The request that waits in which the same people would get the same."""
    wanted = {(move.employee, move.date, move.after.key) for move in proposal.moves}
    mine = SwapRequest.objects.open().filter(parts__employee=proposal.people[0], parts__is_asker=True)
    for other in mine.filter(kind=proposal.kind, first_day=proposal.days[0]).with_parts():
        if {(cell.employee, cell.date, cell.after.key) for cell in other.all_cells} == wanted:
            return other
    return None


def write(
    proposal: Proposal, standing: Standing, ruling: Ruling, settings: SwapSettings, *, by: User, now: datetime
) -> SwapRequest:
    asker = proposal.people[0]
    cut_off_at, expires_at = times_of(proposal, settings)
    swap = SwapRequest.objects.create(
        hall=asker.hall,
        kind=proposal.kind,
        asked_by=by,
        asked_at=now,
        waiting_since=now,
        first_day=proposal.days[0],
        cut_off_at=cut_off_at,
        expires_at=expires_at,
        judged={"cost": ruling.cost, "cells": seen_of(standing, proposal)},
    )
    swap.rosters.set({roster for day in proposal.days if (roster := standing.roster_on(day))})
    for person in proposal.people:
        answer = {"agrees": True, "answered_at": now, "answered_by": by} if person == asker else {}
        part = SwapPart.objects.create(swap=swap, employee=person, is_asker=person == asker, **answer)
        write_cells(part, [move for move in proposal.moves if move.employee == person], standing)
    return swap


def write_cells(part: SwapPart, moves: Sequence[Move], standing: Standing) -> None:
    SwapCell.objects.bulk_create(
        SwapCell(
            part=part,
            roster=standing.roster_on(move.date),
            date=move.date,
            before_shift=move.before.shift_type,
            before_day_off=move.before.day_off,
            after_shift=move.after.shift_type,
            after_day_off=move.after.day_off,
        )
        for move in moves
    )


@transaction.atomic
def take(swap: SwapRequest, employee: Employee, *, by: User, now: datetime | None = None) -> SwapRequest:
    """The open shift is hers as soon as a manager approves; the first who takes it has it. Raises NotSwappable."""
    now = now or timezone.now()
    swap = locked(swap)
    if employee.user_id != by.pk:
        raise NotSwappable("not_yours")
    if not swap.is_free:
        raise NotSwappable("taken")
    if swap.is_past(now):
        raise NotSwappable("begun")
    standing = standing_on(swap.hall, [swap.first_day], AROUND)
    proposal = propose(standing, Kind.COVER, swap.asker, swap.first_day, [employee])
    if proposal is None or proposal.moves[0].before != swap.all_cells[0].before:
        raise NotSwappable("no_such_swap", date=swap.first_day)
    refuse_person(employee, proposal)
    ruling = ruling_of(proposal)
    part = SwapPart.objects.create(swap=swap, employee=employee, agrees=True, answered_at=now, answered_by=by)
    write_cells(part, [move for move in proposal.moves if move.employee == employee], standing)
    swap.state, swap.waiting_since, swap.reminded_at = State.AGREED, now, None
    swap.judged = {"cost": ruling.cost, "cells": seen_of(standing, proposal)}
    swap.save()
    swap = locked(swap)
    note_event(swap, "agreed", by=by)
    telling.tell_answered(swap)
    return swap
