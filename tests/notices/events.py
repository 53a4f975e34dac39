"""Things to tell of, and time that passes."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from notices.models import Delivery, Robot
from notices.sending import tell
from staff.models import Hall, User

FACTS = {"month": "2026-03"}


def tell_of(*users: User, hall: Hall | None, key: str = "march", kind: str = "roster_published", **more: Any) -> int:
    return tell(users, kind, hall=hall, key=key, facts=more.pop("facts", FACTS), url=more.pop("url", "/me/"))


def make_robot(hall: Hall, service: str = "wecom", **more: Any) -> Robot:
    facts: dict[str, Any] = {"name": f"group of {service}", "token": "token-12345", "language": "en"}
    return Robot.objects.create(hall=hall, service=service, **(facts | more))


def pass_time(minutes: int = 5) -> None:
    """As if so much time had gone by for all that waits or is being sent."""
    for delivery in Delivery.objects.all():
        delivery.next_at -= timedelta(minutes=minutes)
        if delivery.claimed_at:
            delivery.claimed_at -= timedelta(minutes=minutes)
        delivery.save()


def make_due() -> None:
    Delivery.objects.filter(state="waiting").update(next_at=timezone.now())


def states() -> list[tuple[str, int]]:
    """State and attempts of each delivery, in the order in which they came to be."""
    return list(Delivery.objects.order_by("pk").values_list("state", "attempts"))
