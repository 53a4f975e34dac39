"""NUL: the one character that PostgreSQL does not keep, and nobody means to send."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict

NUL = "\x00"


def drop_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: what an address asks and a form brings is read without it.

    What programs send as JSON is read by serializers, which refuse it beside the field.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if holds_nul(request.GET):
            request.GET = without_nul(request.GET)  # type: ignore[assignment]
        if not request.path.startswith("/api/") and holds_nul(request.POST):
            request.POST = without_nul(request.POST)  # type: ignore[assignment]
        return get_response(request)

    return middleware


def holds_nul(words: QueryDict) -> bool:
    return any(NUL in word for name, values in words.lists() for word in (name, *values))


def without_nul(words: QueryDict) -> QueryDict:
    """The same words less that character."""
    clean = QueryDict(mutable=True, encoding=words.encoding)
    for name, values in words.lists():
        clean.setlist(name.replace(NUL, ""), [value.replace(NUL, "") for value in values])
    return clean
