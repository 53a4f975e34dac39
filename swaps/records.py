"""The rows of a request: held while something is decided, moved from state to state, each step kept for good."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from rosters.models import Roster
from staff import audit
from staff.models import Hall, User

from .models import SwapEvent, SwapRequest

State = SwapRequest.State


def locked(swap: SwapRequest) -> SwapRequest:
    """The request as it is now, held until the transaction ends."""
    SwapRequest.objects.select_for_update(no_key=True).get(pk=swap.pk)
    return SwapRequest.objects.with_parts().get(pk=swap.pk)


def lock_rosters(swap: SwapRequest) -> None:
    """Hold the rosters that it touches; always before the request itself, and the earliest month first."""
    list(Roster.objects.select_for_update(no_key=True).filter(swap_requests=swap).order_by("pk"))


def lock_months(hall: Hall, days: Iterable[date]) -> None:
    """Hold the rosters of the days' months, in the same order: who asks twice at once is seen by the second."""
    months = {day.replace(day=1) for day in days}
    list(Roster.objects.select_for_update(no_key=True).filter(hall=hall, month__in=months).order_by("pk"))


def end(swap: SwapRequest, state: State, *, by: User | None, now: datetime, why: str = "", **more: Any) -> None:
    """Move an open request to a state in which nobody waits any more."""
    swap.state, swap.ended_at, swap.reason = state, now, why[:200]
    for name, value in more.items():
        setattr(swap, name, value)
    swap.save()
    note_event(swap, state.value, by=by, why=why)


def note_event(swap: SwapRequest, what: str, *, by: User | None, why: str = "") -> None:
    """One line in the request's own history and one in the hall's log."""
    SwapEvent.objects.create(swap=swap, what=what, by=by, by_name=str(by) if by else "", why=why[:200])
    if what == SwapEvent.What.REMINDED:
        return
    cells = {f"{cell.employee.code} {cell.date}": cell for cell in swap.all_cells}
    audit.record(
        f"swap_{what}",
        by=by,
        hall=swap.hall,
        subject=subject_of(swap),
        before={name: cell.before.text for name, cell in cells.items()},
        after={name: cell.after.text for name, cell in cells.items()},
        why=why,
    )


def subject_of(swap: SwapRequest) -> str:
    """Which request it is, as the log names it."""
    names = " ".join(f"{part.employee.code}" for part in swap.all_parts)
    return f"{swap.first_day} {names} #{swap.pk}"
