"""Reserving time beside the demand, for work that other parts of the program know of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from staff.models import Hall

from ..models import ReservedTime


@dataclass(frozen=True)
class Slot:
    """People needed for something, times in minutes from midnight; of a station or one employee, by primary key."""

    date: date
    start: int
    end: int
    label: str
    needed: int = 1
    station: int | None = None
    employee: int | None = None


@transaction.atomic
def reserve(hall: Hall, origin: str, wanted: Iterable[Slot]) -> None:
    """Let exactly these times from today on be reserved for an origin; what has been stays. Twice is once."""
    today = hall.today()
    left = {slot for slot in wanted if slot.date >= today}
    gone = []
    for row in ReservedTime.objects.filter(hall=hall, origin=origin, date__gte=today):
        slot = Slot(row.date, row.start, row.end, row.label, row.needed, row.station_id, row.employee_id)
        if slot in left:
            left.remove(slot)
        else:
            gone.append(row.pk)
    ReservedTime.objects.filter(pk__in=gone).delete()
    fresh = [
        ReservedTime(
            hall=hall,
            origin=origin,
            station_id=slot.station,
            employee_id=slot.employee,
            date=slot.date,
            start=slot.start,
            end=slot.end,
            label=slot.label,
            needed=slot.needed,
        )
        for slot in left
    ]
    ReservedTime.objects.bulk_create(fresh, ignore_conflicts=True)
