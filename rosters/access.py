"""Doors to rosters, as `staff.access` has them for halls."""

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.shortcuts import get_object_or_404

from staff.access import get_visible_hall
from staff.models import Hall, Post, User

from .edits.onward import standing_after
from .models import Build, Repair, Roster
from .publications.reviewing import may_review
from .repairs.leaverepair import may_decide


def get_visible_roster(user: User, code: str, month: date) -> Roster:
    hall = get_visible_hall(user, code)
    return get_object_or_404(Roster.objects.visible_to(user).select_related("hall"), hall=hall, month=month)


def get_editable_roster(user: User, code: str, month: date) -> Roster:
    roster = get_visible_roster(user, code, month)
    if not Roster.objects.editable_by(user).filter(pk=roster.pk).exists():
        raise PermissionDenied
    return roster


def get_repair(user: User, code: str, month: date, pk: UUID) -> Repair:
    """A repair of a roster that is the user's to accept or discard."""
    roster = get_visible_roster(user, code, month)
    found = get_object_or_404(Repair, roster=roster, pk=pk)
    found.roster = roster
    if not may_decide(user, found):
        raise PermissionDenied
    return found


def get_hours_roster(user: User, code: str, month: date) -> tuple[Roster, bool]:
    """A roster whose hours sheet the user may read, and whether she may change it: wages are for managers' eyes."""
    roster = get_visible_roster(user, code, month)
    can_edit = Roster.objects.editable_by(user).filter(pk=roster.pk).exists()
    if not can_edit and not user.reads_all_halls:
        raise PermissionDenied
    return roster, can_edit


def get_roster_page(user: User, code: str, month: date) -> tuple[Roster, bool] | None:
    """The roster to show and whether it is the user's to change; None while it is not hers to see.

    Where she manages the hall, a month that nobody has begun is an unsaved, empty draft.
    A hall that she may not see is a 404. The roster knows its last build as `last_build`.
    """
    visible = Hall.objects.visible_to(user)
    rosters = Roster.objects.filter(hall__in=visible, hall__code=code, month=month)
    roster = with_last_build(rosters).annotate(is_managed=is_managed(user, "hall")).first()
    if roster is not None:
        is_shown = roster.is_managed or roster.is_published or (roster.is_in_review and user.reads_all_halls)
        return (roster, roster.is_managed) if is_shown else None
    halls = visible.annotate(is_managed=is_managed(user, "pk")).select_related("rule_settings")
    hall = get_object_or_404(halls, code=code)
    return (Roster(hall=hall, month=month), True) if getattr(hall, "is_managed", False) else None


def get_reviewable_roster(user: User, code: str, month: date) -> Roster:
    """A roster that she may review, or would if it were not her own."""
    roster = get_visible_roster(user, code, month)
    if not may_review(user, roster.hall):
        raise PermissionDenied
    return roster


def get_page_to_edit(user: User, code: str, month: date) -> Roster:
    """The roster of a month that she may change, unsaved when nobody has begun it; else a 403 or 404.

    It knows whether the next month's roster stands already, as `is_followed`.
    """
    rosters = Roster.objects.editable_by(user).filter(hall__code=code, month=month)
    followed = Exists(standing_after(month).filter(hall=OuterRef("hall")))
    if (roster := with_last_build(rosters).annotate(is_followed=followed).first()) is not None:
        return roster
    found = get_roster_page(user, code, month)
    if found is None or not found[1]:
        raise PermissionDenied
    return found[0]


def sees_figures(user: User, hall: Hall, *, can_edit: bool) -> bool:
    """Whether hours and balances of the hall's people are hers to see; a clerk has her own page for her own."""
    if can_edit:
        return True
    return any(post.role != Post.Role.CLERK for post in user.own_posts if post.hall_id in (None, hall.pk))


def is_managed(user: User, hall: str) -> Exists:
    return Exists(Hall.objects.managed_by(user).filter(pk=OuterRef(hall)))


def with_last_build(rosters: QuerySet[Roster]) -> QuerySet[Roster]:
    builds = Build.objects.of_rosters().filter(roster=OuterRef("pk")).order_by("-asked_at")
    return rosters.select_related("hall__rule_settings").annotate(
        last_build=Subquery(builds.values("pk")[:1]), last_build_status=Subquery(builds.values("status")[:1])
    )
