"""The one way to write the append-only log."""

import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from .addresses import current_address
from .chain import digest_of
from .models import AuditChain, AuditEntry, Hall, User


@transaction.atomic(savepoint=False)
def record(
    act: str, *, by: User | None, hall: Hall, subject: str, before: Any = None, after: Any = None, why: str = ""
) -> AuditEntry:
    """Keep for good what an act changed; `by` None is the program itself.

    The end of the hall's log is held until the transaction ends: an act locks the rows that
    it changes first and records last, or two acts could wait for each other.
    """
    chain = AuditChain.objects.select_for_update(no_key=True).get_or_create(hall=hall)[0]
    entry = AuditEntry(
        number=chain.length + 1,
        at=timezone.now(),
        by=by,
        by_name=str(by) if by else "",
        hall=hall,
        act=act,
        subject=subject[:200],
        before=as_kept(before),
        after=as_kept(after),
        why=why,
        address=current_address(),
    )
    entry.digest = digest_of(entry, chain.digest)
    entry.save()
    AuditChain.objects.filter(pk=chain.pk).update(length=entry.number, digest=entry.digest)
    return entry


def as_kept(value: Any) -> Any:
    """The value as it comes back from a JSON column: keys are text, tuples are lists."""
    return json.loads(json.dumps(value))
