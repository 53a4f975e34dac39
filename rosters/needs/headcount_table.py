"""How many people a hall wants on each shift type: shift types down, kinds of day across."""

from collections.abc import Iterable
from functools import cached_property

from django.db import transaction
from django.db.models import Q, QuerySet

from staff.audit import record
from staff.models import Hall, User
from staff.recorded import fingerprint

from ..models import Headcount, ShiftType
from .dayneeds import WEEKDAYS
from .demand_table import GENERAL, DayKind, DayType

Cell = tuple[int, DayKind]


class HeadcountTable:
    """Reads and writes all headcounts of a hall; `besides` are kinds of day that are shown though they are empty."""

    def __init__(self, hall: Hall, besides: Iterable[DayKind] = ()):
        self.hall = hall
        self.rows = list(self.queryset.select_related("shift_type"))
        self.cells = {(row.shift_type_id, kind_of(row)): row.needed for row in self.rows}
        self.kinds = in_order({kind for _, kind in self.cells} | {DayKind(day) for day in GENERAL} | set(besides))
        is_there = Q(valid_to__isnull=True) | Q(valid_to__gte=hall.today())
        known = {row.shift_type_id for row in self.rows}
        self.shift_types = list(ShiftType.objects.whole().filter(is_there | Q(pk__in=known), hall=hall))

    @property
    def queryset(self) -> QuerySet[Headcount]:
        return Headcount.objects.filter(shift_type__hall=self.hall)

    @cached_property
    def version(self) -> str:
        """Differs whenever somebody has changed the rows."""
        return fingerprint(facts_of(self.rows))

    @transaction.atomic
    def save(self, cells: dict[Cell, int], *, by: User) -> None:
        """Put the numbers in the place of all that stood; a cell that is not among them has none."""
        before = facts_of(self.rows)
        shift_types = {row.pk: row for row in self.shift_types}
        fresh = [
            Headcount(shift_type=shift_types[pk], day_type=kind.day_type, date=kind.date, needed=needed)
            for (pk, kind), needed in cells.items()
        ]
        self.queryset.delete()
        Headcount.objects.bulk_create(fresh)
        after = facts_of(fresh)
        if before != after:
            record("headcounts-changed", by=by, hall=self.hall, subject=str(self.hall), before=before, after=after)


def kind_of(row: Headcount) -> DayKind:
    return DayKind(row.day_type, row.date)


def in_order(kinds: Iterable[DayKind]) -> list[DayKind]:
    """Weekdays, weekends and holidays, then days of the week, then dates."""
    names = [*GENERAL, *WEEKDAYS]
    return sorted(kinds, key=lambda kind: (len(names) if kind.date else names.index(DayType(kind.day_type)), kind.key))


def facts_of(rows: Iterable[Headcount]) -> list[list[str | int]]:
    """Rows as the log keeps them: shift type, kind of day, number."""
    return sorted([row.shift_type.code, row.shift_type_id, kind_of(row).key, row.needed] for row in rows)
