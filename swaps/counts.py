"""How many swaps a hall had in a month, for its reports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from staff.models import Hall
from staff.months import last_day_of

from .models import SwapRequest

State = SwapRequest.State


@dataclass(frozen=True)
class SwapCounts:
    """Requests whose earliest day lies in the month."""

    asked: int = 0
    approved: int = 0
    declined: int = 0
    withdrawn: int = 0
    expired: int = 0
    overtaken: int = 0
    emergencies: int = 0


def counts_of(halls: Iterable[Hall], month: date) -> dict[int, SwapCounts]:
    """The counts of each hall in a month, by the hall's primary key; one query."""
    halls = list(halls)
    rows = SwapRequest.objects.filter(hall__in=halls, first_day__range=(month, last_day_of(month)))
    states = (State.APPROVED, State.DECLINED, State.WITHDRAWN, State.EXPIRED, State.OVERTAKEN)
    counted = (
        rows.order_by()
        .values("hall")
        .annotate(
            asked=Count("pk"),
            emergencies=Count("pk", filter=Q(is_emergency=True)),
            **{state.value: Count("pk", filter=Q(state=state)) for state in states},
        )
    )
    found: dict[int, SwapCounts] = {}
    for row in counted:
        facts: dict[str, Any] = dict(row)
        hall = facts.pop("hall")
        found[hall] = SwapCounts(**facts)
    return {hall.pk: found.get(hall.pk, SwapCounts()) for hall in halls}
