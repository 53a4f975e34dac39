"""The handover log 交接班记录本: noting down, closing, signing that one has read it, finding."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from staff import audit
from staff.models import Employee, Hall, User

from .duty import last_nights_shift, shifts_of
from .models import HandoverItem, HandoverSignature

SIGNATURES_SHOWN = 10


class NotHandedOver(Exception):
    """An act on the log that was refused; `facts` say why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.facts = {"reason": reason}


@dataclass(frozen=True)
class Log:
    """What the next shift reads: open items first, and who has read how far."""

    open: list[HandoverItem]
    unread: int
    newest: HandoverItem | None
    signatures: list[HandoverSignature]


def log_of(hall: Hall, user: User) -> Log:
    """The open items of the hall, and how many items the user has not signed for."""
    items = HandoverItem.objects.filter(hall=hall)
    newest = items.order_by("-pk").first()
    last = HandoverSignature.objects.filter(hall=hall, by=user).order_by("-item").first()
    unread = items.filter(pk__gt=last.item_id if last else 0).exclude(by=user).count()
    signatures = HandoverSignature.objects.filter(hall=hall).select_related("by")
    return Log(
        list(items.open().select_related("by", "task").order_by("at", "pk")),
        unread,
        newest,
        list(signatures[:SIGNATURES_SHOWN]),
    )


def found(hall: Hall, words: str, kind: str) -> QuerySet[HandoverItem]:
    """The items that have the words in text, outcome, shift or the name of who wrote them, newest first."""
    rows = HandoverItem.objects.filter(hall=hall).select_related("by", "closed_by", "task")
    if words:
        places = ("text", "outcome", "shift", "by__employee__name")
        rows = rows.filter(reduce(or_, (Q(**{f"{place}__icontains": words}) for place in places)))
    return rows.filter(kind=kind) if kind else rows


@transaction.atomic
def note_down(item: HandoverItem, *, by: User) -> HandoverItem:
    """Put a valid item into the log, with the day and the shift of its writer."""
    item.by, item.date = by, item.hall.today()
    item.shift = shift_of(item.hall, by)
    item.save()
    audit.record("handover_noted", by=by, hall=item.hall, subject=str(item), after={"kind": item.kind})
    return item


@transaction.atomic
def close(item: HandoverItem, outcome: str, *, by: User) -> None:
    """Say what became of it; it rolls on no longer. Closed once, whoever else presses."""
    now = timezone.now()
    rows = HandoverItem.objects.filter(pk=item.pk, closed_at__isnull=True)
    if not rows.update(outcome=outcome, closed_by=by, closed_at=now):
        raise NotHandedOver("item_closed")
    audit.record("handover_closed", by=by, hall=item.hall, subject=str(item), after={"outcome": outcome})


@transaction.atomic
def sign(hall: Hall, item: HandoverItem, *, by: User) -> None:
    """Say that one has read everything up to the item, the newest on her page; twice is once."""
    facts = {"hall": hall, "date": hall.today(), "shift": shift_of(hall, by)}
    _row, is_new = HandoverSignature.objects.get_or_create(item=item, by=by, defaults=facts)
    if is_new:
        audit.record("handover_signed", by=by, hall=hall, subject=str(hall.today()), after={"item": item.pk})


def shift_of(hall: Hall, user: User) -> str:
    """The name of the published shift that the user works: last night's until it ends, else today's; empty for none."""
    own = Employee.objects.filter(user=user, hall=hall).first()
    if own is None:
        return ""
    shift = last_nights_shift(own, hall) or shifts_of(own, hall, hall.today(), hall.today()).get(hall.today())
    return shift.name[:20] if shift else ""
