"""Doors to swaps, as `staff.access` has them for halls."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from staff.access import get_visible_hall
from staff.models import Employee, Hall, User

from .conditions import NotSwappable, leads
from .models import SwapRequest

FORBIDDEN = {"not_leading", "not_yours", "own_request"}


def get_visible_swap(user: User, pk: int) -> SwapRequest:
    return get_object_or_404(SwapRequest.objects.visible_to(user).with_parts(), pk=pk)


def get_led_hall(user: User, code: str) -> Hall:
    """The hall in which the user approves swaps."""
    hall = get_visible_hall(user, code)
    if not leads(user, hall):
        raise PermissionDenied
    return hall


def own_employee(user: User) -> Employee | None:
    """Who the user is on the rosters."""
    return Employee.objects.filter(user=user).select_related("hall").first()


def forbid(refusal: NotSwappable) -> None:
    """What was never hers to do is a 403; what cannot be done now is for the caller to say."""
    if refusal.reason in FORBIDDEN:
        raise PermissionDenied from refusal
