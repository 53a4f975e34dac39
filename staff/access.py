"""Doors: what a user may not see is a 404, what she may see but not change a 403."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django_htmx.middleware import HtmxDetails

from .models import Hall, User


class Request(HttpRequest):
    """What a view behind `login_required` gets: its user is known. For annotations only."""

    user: User
    htmx: HtmxDetails


def get_visible_hall(user: User, code: str) -> Hall:
    return get_object_or_404(Hall.objects.visible_to(user), code=code)


def get_managed_hall(user: User, code: str) -> Hall:
    hall = get_visible_hall(user, code)
    if not Hall.objects.managed_by(user).filter(pk=hall.pk).exists():
        raise PermissionDenied
    return hall
