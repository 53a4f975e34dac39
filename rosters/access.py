"""Doors to rosters, as `staff.access` has them for halls."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from staff.access import get_visible_hall
from staff.models import User

from .models import Roster


def get_visible_roster(user: User, code: str, month: date) -> Roster:
    hall = get_visible_hall(user, code)
    return get_object_or_404(Roster.objects.visible_to(user).select_related("hall"), hall=hall, month=month)


def get_editable_roster(user: User, code: str, month: date) -> Roster:
    roster = get_visible_roster(user, code, month)
    if not Roster.objects.editable_by(user).filter(pk=roster.pk).exists():
        raise PermissionDenied
    return roster
