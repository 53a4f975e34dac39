"""Whom a month's summary has not reached yet, by mail or as a program; and having it sent to them again."""

from datetime import date

from notices.models import Delivery
from notices.retrying import try_again
from staff.models import Hall, User

from .models import Summary

State = Delivery.State


def unreached(month: date, hall: Hall | None) -> list[Delivery]:
    """The last delivery to each to whom it was sent and has not come: given up, or tried again just now."""
    sent = Summary.objects.filter(month=month, hall=hall, sent_at__isnull=False)
    keys = [summary.notice_key for summary in sent.only("pk")]
    rows = Delivery.objects.filter(notice__hall=hall, notice__key__in=keys) if keys else Delivery.objects.none()
    rows = rows.select_related("notice__hall", "notice__user", "notice__robot").order_by("notice__at", "pk")
    last = {delivery.notice.recipient: delivery for delivery in rows}
    return [one for one in last.values() if one.error and one.state not in (State.SENT, State.DROPPED)]


def send_again(month: date, hall: Hall | None, *, by: User) -> int:
    """Have what was given up tried again; says to how many it is on its way."""
    return sum(try_again(delivery, by=by) for delivery in unreached(month, hall))
