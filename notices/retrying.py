"""Having a delivery tried again that was given up."""

from django.db import transaction
from django.utils import timezone

from staff import audit
from staff.models import User

from .models import Delivery


@transaction.atomic
def try_again(delivery: Delivery, *, by: User) -> bool:
    """Let the next sweep send it, with all its attempts before it; False when it has not been given up."""
    given_up = Delivery.objects.given_up().filter(pk=delivery.pk)
    anew = {"state": Delivery.State.WAITING, "attempts": 0, "claim": None, "handed_as": None}
    if not given_up.update(next_at=timezone.now(), **anew):
        return False
    notice = delivery.notice
    if notice.hall:  # what concerns the department belongs to no hall's log
        audit.record("delivery_tried_again", by=by, hall=notice.hall, subject=f"{notice.kind} · {notice.recipient}")
    return True
