"""Taking a step on, alone: whoever has the claim may finish it, and a claim left lying counts for nothing."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F, Q

from rosters.cycles.cyclefacts import Done
from rosters.models import CycleStep
from rosters.models.cycle import PATIENCE

from .due import Task

# Longer than any step takes: the claim of a worker that died is another's after that.
CLAIM_LASTS = timedelta(minutes=10)


class Lost(Exception):
    """Somebody else has taken the step over: nothing of what was done may stand."""


def claim(task: Task, now: datetime) -> CycleStep | None:
    """The step's row, ours alone from now on; None when others are at it, or it is done."""
    mine = uuid4()
    found = CycleStep.objects.filter(claim=mine)
    if not task.is_begun:
        new = CycleStep(
            hall=task.hall, month=task.month, step=task.step, due_at=task.due, claim=mine, claimed_at=now, attempts=1
        )
        CycleStep.objects.bulk_create([new], ignore_conflicts=True)
        if row := found.first():
            return row
    return found.first() if take_over(task, mine, now) else None


def take_over(task: Task, mine: UUID, now: datetime) -> bool:
    """Put our claim on a row that is there already, unless another's is."""
    # A claim from the future is one of a clock that was set wrong.
    lying = Q(claimed_at__lt=now - CLAIM_LASTS) | Q(claimed_at__gt=now + CLAIM_LASTS)
    rows = CycleStep.objects.filter(hall=task.hall, month=task.month, step=task.step, done_at__isnull=True)
    free = rows.filter(Q(claim__isnull=True) | lying)
    return bool(free.update(claim=mine, claimed_at=now, due_at=task.due, attempts=F("attempts") + 1))


def finish(row: CycleStep, done: Done, *, is_by_cycle: bool) -> None:
    """Note what was done, in the transaction in which it was; raises `Lost` when the claim is ours no more."""
    note(
        row,
        done_at=done.at,
        by=done.by,
        by_name=str(done.by) if done.by else "",
        is_by_cycle=is_by_cycle,
        result=done.result,
        held_up=None,
    )


def release(row: CycleStep, why: dict[str, Any], now: datetime) -> None:
    """Give the step back undone, with what keeps it from being done; of what only needs time, since when."""
    if why["reason"] in PATIENCE:
        before = row.held_up or {}
        since = before.get("since") if before.get("reason") == why["reason"] else None
        why = why | {"since": since or now.isoformat()}
    note(row, held_up=why)


def note(row: CycleStep, **facts: Any) -> None:
    """Write the facts and give the claim up, if it is still ours."""
    ours = CycleStep.objects.filter(pk=row.pk, claim=row.claim, done_at__isnull=True)
    if not ours.update(claim=None, **facts):
        raise Lost
    row.claim = None
    for name, value in facts.items():
        setattr(row, name, value)
