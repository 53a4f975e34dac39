"""Requests with a character that no database keeps."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict

NUL = "\x00"


def refuse_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that refuses NUL in an address or a form: PostgreSQL keeps none, and who sends one means harm.

    What programs send as JSON is read by serializers, which refuse it beside the field.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if holds_nul(request.GET) or (not request.path.startswith("/api/") and holds_nul(request.POST)):
            raise BadRequest("NUL")
        return get_response(request)

    return middleware


def holds_nul(words: QueryDict) -> bool:
    return any(NUL in word for name, values in words.lists() for word in (name, *values))
