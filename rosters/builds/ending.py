"""The end of a build: given once, by the worker whose build it is, and told to whoever asked for it.

Of one that nobody asked for, the cycle's, the hall's managers are told.
"""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from notices.kinds import Kind
from notices.sending import tell
from staff.models import Post, User

from ..models import Build

Status = Build.Status

ANSWERS: dict[str, str] = {Status.DONE: "", Status.OFFERED: "offered", Status.STALE: "overtaken"}
"""What the asker hears when a roster was found."""


@transaction.atomic
def end(build: Build, status: Status, *, reason: dict[str, Any] | None = None, **fields: Any) -> bool:
    """Give the row its end, if it is still ours to give, and tell whoever asked for the build."""
    ours = Build.objects.filter(pk=build.pk, claim=build.claim, status=Status.RUNNING)
    is_ended = bool(ours.update(status=status, reason=reason, finished_at=timezone.now(), **fields))
    if is_ended:
        tell_askers(build, status)
    return is_ended


def tell_askers(build: Build, status: Status) -> None:
    roster = build.roster
    managers = User.objects.filter(posts__hall=roster.hall_id, posts__role=Post.Role.MANAGER).distinct()
    askers = [build.asked_by] if build.asked_by else managers
    facts = {"month": roster.month, "answer": "what_if" if build.is_what_if else ANSWERS.get(status, "")}
    kind = Kind.BUILD_FINISHED if status in ANSWERS else Kind.BUILD_FAILED
    tell(askers, kind, hall=roster.hall, key=f"build:{build.pk}", facts=facts, url=place_of(build))


def place_of(build: Build) -> str:
    """Where the build is looked at."""
    place = [build.roster.hall.code, build.roster.month]
    return (
        reverse("rosters:what-if", args=[*place, build.pk]) if build.is_what_if else reverse("rosters:grid", args=place)
    )
