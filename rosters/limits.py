"""What is agreed with one person about her months: changed as a whole, with its entry in the log."""

from typing import Any

from django.db import transaction

from staff.audit import record
from staff.models import Employee, User
from staff.recorded import delete_row, save_form

from .forms.limits import PersonLimitsForm
from .models import PersonLimits, ShiftLimit


@transaction.atomic
def change_limits(person: Employee, sent: Any, *, by: User) -> PersonLimitsForm:
    """Put what was sent in force if it is good; the form that comes back says whether it was."""
    # One at a time, so that nobody slips in between the look at what stands and its replacement.
    Employee.objects.select_for_update(no_key=True).get(pk=person.pk)
    form = PersonLimitsForm(sent, person=person)
    if not form.is_valid():
        return form
    if not form.is_empty:
        save_form(form, by=by, hall=person.hall)
    elif known := PersonLimits.objects.filter(employee=person).first():
        delete_row(known, by=by, hall=person.hall)
    set_shift_limits(person, form.shift_limits, by=by)
    return form


def set_shift_limits(person: Employee, limits: dict[int, int], *, by: User) -> None:
    """Let the person work exactly these shift types so often at most: most by shift type."""
    before = dict(person.shift_limits.values_list("shift_type", "most"))
    if before == limits:
        return
    person.shift_limits.exclude(shift_type__in=limits).delete()
    for shift_type, most in limits.items():
        ShiftLimit.objects.update_or_create(employee=person, shift_type_id=shift_type, defaults={"most": most})
    record("shift-limits-changed", by=by, hall=person.hall, subject=str(person), before=before, after=limits)
