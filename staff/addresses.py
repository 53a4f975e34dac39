"""Where a request came from, for the log: known while it is answered, to nobody else."""

from collections.abc import Callable
from contextvars import ContextVar
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_address: ContextVar[str] = ContextVar("address", default="")


def current_address() -> str:
    """The address the act at hand was asked for from; empty for a worker or a command."""
    return _address.get()


def remember_address(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that lets `current_address` answer during one request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = _address.set(address_of(request))
        try:
            return get_response(request)
        finally:
            _address.reset(token)

    return middleware


def address_of(request: HttpRequest) -> str:
    """The client's address as the trusted proxies saw it; whatever else claims to be one is not believed."""
    text = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        text = seen[-min(settings.PROXIES, len(seen))].strip() or text
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
