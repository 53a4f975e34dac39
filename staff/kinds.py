"""Acts on kinds of absence, a hall's and the department's, and on people's own allowances."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from .audit import record
from .models import AbsenceKind, Allowance, Hall, User
from .recorded import delete_row


def own_kind(hall: Hall, code: str) -> AbsenceKind | None:
    """The hall's own row of a kind, unsaved and as it holds now until there is one; None where it has no such kind."""
    known = AbsenceKind.of(hall).get(code)
    if known is not None and known.hall_id != hall.pk:
        known.pk, known.hall, known._state.adding = None, hall, True
    return known


@transaction.atomic
def follow_department(hall: Hall, code: str, *, by: User) -> None:
    """Give up what the hall has settled about a kind that every hall has; one of its own stays."""
    row = hall.absence_kinds.select_for_update(of=("self",), no_key=True).filter(code=code).first()
    if row and code in AbsenceKind.of(None):
        delete_row(row, by=by, hall=hall)


@transaction.atomic
def as_usual_everywhere(code: str, *, by: User) -> None:
    """Give up what the department has settled about a usual kind; one of its own stays."""
    row = AbsenceKind.objects.select_for_update(of=("self",), no_key=True).filter(hall=None, code=code).first()
    if row and code in AbsenceKind.usual_codes():
        delete_row(row, by=by, hall=None)


@transaction.atomic
def set_allowances(hall: Hall, year: int, chosen: Mapping[tuple[int, str], Decimal | None], *, by: User) -> None:
    """Days a year by person's primary key and kind's code; None is as many as everybody."""
    Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)
    names = dict(hall.employees.filter(pk__in=[pk for pk, _kind in chosen]).values_list("pk", "name"))
    for (pk, code), days in chosen.items():
        rows = Allowance.objects.filter(employee=pk, kind=code, year=year)
        before = rows.values_list("days", flat=True).first()
        if days is None:
            rows.delete()
        else:
            Allowance.objects.update_or_create(employee_id=pk, kind=code, year=year, defaults={"days": days})
        facts = [{"kind": code, "days": None if one is None else str(one)} for one in (before, days)]
        record("allowance_set", by=by, hall=hall, subject=f"{names[pk]} {year}", before=facts[0], after=facts[1])
