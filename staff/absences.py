"""Acts on absences."""

from django.db import transaction

from .models import Absence, User
from .recorded import facts_of, record_change


@transaction.atomic
def decide(absence: Absence, verdict: str, *, by: User) -> None:
    """Approve or decline (a value of `Absence.State`); a verdict that stands may be changed."""
    before = facts_of(Absence.objects.get(pk=absence.pk))
    absence.state = Absence.State(verdict)
    absence.decided_by = by
    absence.save(update_fields=["state", "decided_by"])
    record_change(absence, before, by=by, hall=absence.employee.hall)
