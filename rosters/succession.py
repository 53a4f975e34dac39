"""A shift type changes from a date on: the old one ends, a new one begins, and past rosters keep theirs."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.dateparse import parse_date

from staff.models import User
from staff.recorded import facts_of, record_change, save_form

from .forms.shifts import FollowerForm
from .models import Headcount, ShiftLimit, ShiftType

FIRST = date.min + timedelta(days=1)


class NotFollowed(Exception):
    """The form has faults; nothing is saved."""


def follow(form: FollowerForm, *, by: User) -> None:
    """Save the new shift type and end the old one the day before; raises `NotFollowed`."""
    with transaction.atomic():
        # First, because while both are valid the new one may not have the old one's key.
        if day := day_asked(form):
            end_before(form.follows, day, by=by)
        if not form.is_valid():
            raise NotFollowed
        inherit(form.follows, save_form(form, by=by, hall=form.hall), by=by)


def inherit(old: ShiftType, new: ShiftType, *, by: User) -> None:
    """Bar the new shift type wherever the old one is barred, and keep what is agreed about it."""
    for row in ShiftType.objects.filter(barred_next=old):
        before = facts_of(row)
        row.barred_next.add(new)
        record_change(row, before, by=by, hall=row.hall)
    ShiftLimit.objects.bulk_create(
        ShiftLimit(employee_id=limit.employee_id, shift_type=new, most=limit.most) for limit in old.limits.all()
    )
    Headcount.objects.bulk_create(
        Headcount(shift_type=new, day_type=row.day_type, date=row.date, needed=row.needed)
        for row in old.headcounts.all()
    )


def day_asked(form: FollowerForm) -> date | None:
    try:
        return parse_date(form.data.get("valid_from", ""))
    except ValueError:
        return None


def end_before(shift: ShiftType, day: date, *, by: User) -> None:
    row = ShiftType.objects.get(pk=shift.pk)
    before = facts_of(row)
    row.valid_to = max(day, FIRST) - timedelta(days=1)
    if row.valid_from is None or row.valid_from <= row.valid_to:
        row.save(update_fields=["valid_to"])
        record_change(row, before, by=by, hall=row.hall)
