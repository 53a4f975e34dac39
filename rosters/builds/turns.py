"""Whose turn it is when a worker is free: what a dead worker left goes before what nobody has begun."""

from datetime import datetime
from time import monotonic, sleep
from uuid import UUID

from django.utils import timezone

from ..models import Build
from .building import finish_build
from .queueing import LOST_AFTER, enqueue, sweep_builds

LISTEN = 0.25
# Seconds: at once, the two would chase each other through the queue while the interrupted one cannot be claimed.
BEHIND = 5


def build_in_turn(build_id: UUID | str) -> Build | None:
    """Finish the build; while an interrupted one waits, that one is sent first and this one once more behind it.

    None when it is not this one's turn, or nothing to do.
    """
    await_signs_of_life()
    build = Build.objects.filter(pk=build_id).defer("problem", "before", "result").first()
    first = Build.objects.interrupted().order_by("asked_at").defer("problem", "before", "result").first()
    if build and first and build.status == Build.Status.QUEUED and not build.is_interrupted:
        enqueue(first)
        enqueue(build, wait=BEHIND)
        return None
    return finish_build(build_id)


def await_signs_of_life() -> None:
    """Return once every running build has been heard of, or has been silent so long that it waits again.

    A worker that begins anew may stand in for one that was killed a moment ago: with the next build
    begun at once, the interrupted one would wait for all of that.
    """
    silent, until = last_heard(), monotonic() + LOST_AFTER.total_seconds()
    while silent and monotonic() < until:
        if min(silent.values()) < timezone.now() - LOST_AFTER:
            sweep_builds()
        now = last_heard()
        if silent := {pk: at for pk, at in silent.items() if now.get(pk) == at}:
            sleep(LISTEN)


def last_heard() -> dict[UUID, datetime]:
    running = Build.objects.filter(status=Build.Status.RUNNING).values_list("pk", "heartbeat_at")
    return {pk: heard_at for pk, heard_at in running if heard_at}
