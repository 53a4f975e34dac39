"""Doors to rosters, as `staff.access` has them for halls."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404

from staff.access import get_visible_hall
from staff.models import Hall, User

from .models import Roster


def get_visible_roster(user: User, code: str, month: date) -> Roster:
    hall = get_visible_hall(user, code)
    return get_object_or_404(Roster.objects.visible_to(user).select_related("hall"), hall=hall, month=month)


def get_editable_roster(user: User, code: str, month: date) -> Roster:
    roster = get_visible_roster(user, code, month)
    if not Roster.objects.editable_by(user).filter(pk=roster.pk).exists():
        raise PermissionDenied
    return roster


def get_roster_page(user: User, code: str, month: date) -> tuple[Roster, bool] | None:
    """The roster to show and whether it is the user's to change; None while it is not hers to see.

    Where she manages the hall, a month that nobody has begun is an unsaved, empty draft.
    A hall that she may not see is a 404.
    """
    halls = Hall.objects.visible_to(user).annotate(is_managed=Exists(managed_by(user))).select_related("rule_settings")
    hall = get_object_or_404(halls, code=code)
    roster = Roster.objects.filter(hall=hall, month=month).first()
    if roster is not None:
        roster.hall = hall
        return (roster, hall.is_managed) if hall.is_managed or roster.is_published else None
    return (Roster(hall=hall, month=month), True) if hall.is_managed else None


def managed_by(user: User) -> QuerySet[Hall]:
    return Hall.objects.managed_by(user).filter(pk=OuterRef("pk"))
