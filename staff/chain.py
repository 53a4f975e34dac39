"""The chain of digests that shows whether a hall's log was tampered with."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import transaction

from .models import AuditChain, AuditEntry, Hall

CHANGED, MISSING, CUT_OFF = "changed", "missing", "cut_off"


@dataclass(frozen=True)
class Break:
    """The first place at which a log does not hold: an entry was changed, is missing, or the end does not fit."""

    number: int
    reason: str


def digest_of(entry: Any, previous: str) -> str:
    """SHA-256 over all that an entry says and the digest of the one before it.

    The user's name counts and not the reference to her, which is emptied when she is deleted.
    """
    facts = [
        previous,
        entry.number,
        entry.hall_id,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.by_name,
        entry.act,
        entry.subject,
        entry.before,
        entry.after,
        entry.why,
        entry.address,
    ]
    text = json.dumps(plain(facts), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def plain(value: Any) -> Any:
    """The value as every database gives it back: PostgreSQL keeps 1e16 as a whole number."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@transaction.atomic
def first_break(hall: Hall) -> Break | None:
    """Where the hall's log stops being what was written; None when all of it holds.

    Nothing is written to this log meanwhile, so that its end is the end.
    """
    chain = AuditChain.objects.select_for_update(no_key=True).filter(hall=hall).first() or AuditChain(hall=hall)
    previous, number = "", 0
    for entry in AuditEntry.objects.filter(hall=hall).order_by("number").iterator(chunk_size=1000):
        number += 1
        if entry.number != number:
            return Break(number, MISSING)
        if entry.digest != digest_of(entry, previous):
            return Break(number, CHANGED)
        previous = entry.digest
    return None if (chain.length, chain.digest) == (number, previous) else Break(number + 1, CUT_OFF)


def holds_what_was_noted(hall: Hall, entries: int, digest: str) -> bool:
    """Whether the log still has the entry that was its last when somebody outside the database noted its digest.

    Whoever writes in the database can cut a log off, or write it anew, with digests that fit; not with this one.
    """
    return not entries or AuditEntry.objects.filter(hall=hall, number=entries, digest=digest).exists()
