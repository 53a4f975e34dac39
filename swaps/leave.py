"""Approving leave after publication and offering the shifts it leaves open, in one transaction."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from rosters.models import Roster
from rosters.repairs.leavecover import CoverBook, days_met, meets
from staff import absences
from staff.models import Absence, User

from . import asking
from .conditions import NotSwappable
from .models import SwapPart, SwapRequest
from .models.requests import SwapRequestQuerySet


@transaction.atomic
def approve_and_offer(
    absence: Absence, *, by: User, why: str = "", now: datetime | None = None
) -> tuple[Absence, list[SwapRequest]]:
    """Approve the leave and offer each published shift that it meets to whoever takes it.

    A shift stays hers in the roster until a colleague has taken it and that is approved; one that is
    offered already is not offered twice. Raises NotAbsent or NotSwappable, and then nothing is done.
    """
    hall = absence.employee.hall
    # Rosters first, as everywhere.
    list(Roster.objects.select_for_update(no_key=True).filter(hall=hall, month__in=months_of(absence)).order_by("pk"))
    left = CoverBook(hall).cover(absence).published
    absence = absences.approve(absence, by=by, why=why)
    offered = []
    for shift in left:
        try:
            offered.append(
                asking.ask(SwapRequest.Kind.OPEN, absence.employee, shift.date, by=by, for_leave=True, now=now)
            )
        except NotSwappable as refusal:
            if refusal.reason not in ("asked_already", "begun"):
                raise
    return absence, offered


def months_of(absence: Absence) -> set[date]:
    return {day.replace(day=1) for day in days_met(absence)}


def offered_by_others() -> SwapRequestQuerySet:
    """Shifts that a manager has offered for somebody who is away, and that nobody has taken."""
    free = SwapRequest.objects.filter(kind=SwapRequest.Kind.OPEN, state=SwapRequest.State.ASKED, is_emergency=False)
    own = SwapPart.objects.filter(swap=OuterRef("pk"), is_asker=True, employee__user=OuterRef("asked_by"))
    return free.filter(~Exists(own), asked_by__isnull=False)


def offered_for_nothing() -> list[SwapRequest]:
    """Those of them whose leave no longer stands."""
    return [swap for swap in offered_by_others().with_parts() if not is_for_leave(swap)]


def is_for_leave(swap: SwapRequest) -> bool:
    """Whether leave that stands meets the shift that is offered."""
    return any(
        meets(row, cell.before_shift, cell.date)
        for cell in swap.all_cells
        if cell.before_shift
        for row in cell.employee.absences.standing().between(cell.date, cell.date + timedelta(days=1))
    )
