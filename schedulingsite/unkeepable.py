"""Requests with a character that no database keeps."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict

NUL = "\x00"


def refuse_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware for NUL, which PostgreSQL does not keep: what is asked is asked without it, a form is refused.

    What programs send as JSON is read by serializers, which refuse it beside the field.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if holds_nul(request.GET):
            request.GET = without_nul(request.GET)  # type: ignore[assignment]
        if not request.path.startswith("/api/") and holds_nul(request.POST):
            raise BadRequest("NUL")
        return get_response(request)

    return middleware


def holds_nul(words: QueryDict) -> bool:
    return any(NUL in word for name, values in words.lists() for word in (name, *values))


def without_nul(words: QueryDict) -> QueryDict:
    """The same words less that character, which nothing that is searched can hold."""
    clean = words.copy()
    for name, values in words.lists():
        del clean[name]
        clean.setlist(name.replace(NUL, ""), [value.replace(NUL, "") for value in values])
    return clean
