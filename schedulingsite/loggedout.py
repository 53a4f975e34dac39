"""A script whose reader has been logged out leads her to the door: it does not put the door into its page."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect


def lead_to_the_door(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: after login she is back on the page that she was on, not at the part of it that was asked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response, door = get_response(request), reverse("account_login")
        htmx = request.htmx  # type: ignore[attr-defined]
        if htmx and urlsplit(response.headers.get("Location", "")).path == door:
            return HttpResponseClientRedirect(f"{door}?{urlencode({'next': htmx.current_url_abs_path or '/'})}")
        return response

    return middleware
