"""Notices as signed JSON to an address of a program.

`X-Scheduling-Signature: v1=…` is the hexadecimal HMAC-SHA256, keyed with the webhook's secret, of the moment in
`X-Scheduling-Timestamp` (seconds since 1970), a point and the body as it was sent. Any answer of 2xx is a yes;
redirects are not followed. What is sent again has the same event ids.
"""

import hashlib
import hmac
import json
import socket
import time
from collections.abc import Sequence
from http.client import HTTPException
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from ..models import Notice, Robot
from . import calling
from .failures import NotDelivered

# What concerns single people in a notice's facts and no program that is told of an event.
PRIVATE = {"reason"}


class BadAddress(ValueError):
    """An address that is not called; the text is one of `http`, `nowhere` and `private`."""


def bring(notices: Sequence[Notice]) -> None:
    """Send them in one request; raises NotDelivered."""
    robot = notices[0].robot
    assert robot is not None
    post(robot, {"events": [event_of(notice) for notice in notices]})


def bring_test(robot: Robot) -> None:
    """Send an event that says nothing; raises NotDelivered."""
    post(robot, {"events": [{"event": "test", "hall": robot.hall.code if robot.hall else None}]})


def event_of(notice: Notice) -> dict[str, Any]:
    facts = {name: value for name, value in notice.facts.items() if name not in PRIVATE}
    if notice.kind == "days_changed":
        facts.pop("days", None)  # they are of one of the people told
    return {
        "id": str(notice.pk),
        "event": notice.kind,
        "hall": notice.hall.code if notice.hall else None,
        "at": notice.at,
        "url": settings.BASE_URL + notice.url if notice.url else "",
        "facts": facts,
    }


def post(robot: Robot, data: dict[str, Any]) -> None:
    body = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False).encode()
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Scheduling-Timestamp": stamp,
        "X-Scheduling-Signature": f"v1={signature(robot.secret, stamp, body)}",
    }
    try:
        address = checked(robot.token)
        status, _answer = calling.post(address, body, headers, number=allowed_number(address.hostname or ""))
    except BadAddress as error:
        raise NotDelivered(f"address: {error}") from None
    except (OSError, HTTPException, ValueError) as error:
        raise NotDelivered(type(error).__name__, is_down=True) from None
    if not 200 <= status < 300:
        raise NotDelivered(f"HTTP {status}", is_down=status >= 500)


def signature(secret: str, stamp: str, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()


def checked(address: str) -> SplitResult:
    """The parts of an address that may be called; raises BadAddress."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (settings.WEBHOOK_HTTP and parts.scheme == "http"):
        raise BadAddress("http")
    if not parts.hostname or parts.port == 0 or parts.username or parts.password:
        raise BadAddress("nowhere")
    return parts


def allowed_number(host: str) -> str:
    """A number of the host that may be called; raises BadAddress for one inside the own network."""
    try:
        numbers = {str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise BadAddress("nowhere") from None
    if not settings.WEBHOOK_PRIVATE and not all(map(is_outside, numbers)):
        raise BadAddress("private")
    return min(numbers, key=lambda number: (":" in number, number))


def is_outside(number: str) -> bool:
    found = ip_address(number)
    found = getattr(found, "ipv4_mapped", None) or found
    return found.is_global and not found.is_multicast
