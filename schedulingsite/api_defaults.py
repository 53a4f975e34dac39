"""How lists come in pages and how errors look, in all of `/api/v1/`."""

from typing import Any

from django.http import Http404
from rest_framework.exceptions import NotFound
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler


class Pages(PageNumberPagination):
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000


def error_answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """The framework's answer, with a `code` for programs beside each `detail`.

    What is not found is said in the reader's language: the lookups of Django name their model in English.
    """
    response = exception_handler(NotFound() if isinstance(error, Http404) else error, context)
    if response is not None and isinstance(response.data, dict) and set(response.data) == {"detail"}:
        response.data["code"] = getattr(response.data["detail"], "code", "error")
    return response
