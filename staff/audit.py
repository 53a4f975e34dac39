"""The one way to write the append-only log."""

from typing import Any

from .models import AuditEntry, Hall, User


def record(
    act: str, *, by: User | None, hall: Hall, subject: str, before: Any = None, after: Any = None, why: str = ""
) -> AuditEntry:
    """Keep for good what an act changed; `by` None is the program itself."""
    return AuditEntry.objects.create(
        by=by,
        by_name=str(by) if by else "",
        hall=hall,
        act=act,
        subject=subject[:200],
        before=before,
        after=after,
        why=why,
    )
