"""Why an edit that raises a warning was made all the same."""

from django.db import transaction

from staff import audit
from staff.models import User

from ..models import Edit


@transaction.atomic
def give_reason(edit: Edit, why: str, *, by: User) -> None:
    """Keep the reason with the edit and in the log; an empty one keeps nothing."""
    why = " ".join(why.split())[:200]
    if not why or why == edit.why:
        return
    before, edit.why = edit.why, why
    edit.save(update_fields=["why"])
    roster = edit.roster
    subject = f"{roster.month:%Y-%m}"
    audit.record(
        "edit_explained", by=by, hall=roster.hall, subject=subject, before=before, after=list(edit.cells)[:50], why=why
    )
