"""Notes on cells: a few words on one person's day."""

from datetime import date

from django.db import transaction

from staff import audit
from staff.models import Employee, Hall, User

from ..models import CellNote


@transaction.atomic
def set_note(
    hall: Hall, employee: Employee, day: date, text: str, *, by: User, is_shown: bool = False
) -> CellNote | None:
    """Keep these words on the person's day, or none; None when there is no note any more."""
    text = " ".join(text.split())[:200]
    stands = (
        CellNote.objects.select_for_update(of=("self",), no_key=True)
        .filter(hall=hall, employee=employee, date=day)
        .first()
    )
    before = stands.text if stands else ""
    subject = f"{employee.code} {day}"
    if not text:
        if stands:
            stands.delete()
            audit.record("note_removed", by=by, hall=hall, subject=subject, before=before)
        return None
    if stands and (stands.text, stands.is_shown) == (text, is_shown):
        return stands
    note, _ = CellNote.objects.update_or_create(
        hall=hall, employee=employee, date=day, defaults={"text": text, "is_shown": is_shown, "by": by}
    )
    audit.record("note_set", by=by, hall=hall, subject=subject, before=before, after=text)
    return note
