"""A build's way to a worker: sent, sent again where the queue has lost it, brought back from a dead worker."""

import logging
from datetime import datetime, timedelta

from django.utils import timezone
from kombu.exceptions import KombuError

from .. import tasks
from ..models import Build
from .ending import end

log = logging.getLogger(__name__)

Status = Build.Status

LOST_AFTER = timedelta(seconds=20)
ATTEMPTS = 3
RESEND_AFTER = timedelta(seconds=20)
RESEND_AT_MOST = timedelta(minutes=5)
# Seconds beside the search: a worker may first listen for as long as a build is silent until it counts as lost.
OVERRUN = 60 + int(LOST_AFTER.total_seconds())


def enqueue(build: Build, *, wait: int = 0) -> None:
    """Send the build's id to the workers, to be taken up after `wait` seconds.

    With the broker down the row waits for the sweeper.
    """
    limit = build.seconds + OVERRUN
    try:
        tasks.run_build.apply_async(
            (str(build.pk),),
            retry=False,
            countdown=wait,
            soft_time_limit=limit,
            time_limit=limit + 30,
        )
    except (KombuError, OSError):
        log.warning("Build %s waits: the queue cannot be reached.", build.pk, exc_info=True)


def sweep_builds() -> None:
    """Bring back what dead workers left and what the queue has lost; give up after `ATTEMPTS`."""
    now = timezone.now()
    lost = Build.objects.filter(status=Status.RUNNING, heartbeat_at__lt=now - LOST_AFTER)
    reason = {"reason": "worker_lost", "attempts": ATTEMPTS}
    for build in lost.filter(attempts__gte=ATTEMPTS).select_related("roster__hall", "asked_by"):
        end(build, Status.FAILED, reason=reason)
    lost.update(status=Status.QUEUED, claim=None, heartbeat_at=None)
    is_busy = Build.objects.filter(status=Status.RUNNING).exists()
    for build in Build.objects.filter(status=Status.QUEUED).defer("problem", "before", "result"):
        if build.heartbeat_at is None or (not is_busy and is_overdue(build, now)):
            Build.objects.filter(pk=build.pk, status=Status.QUEUED).update(heartbeat_at=now)
            enqueue(build)


def is_overdue(build: Build, now: datetime) -> bool:
    """Whether its message may be lost: the longer it waits, the rarer another is sent."""
    assert build.heartbeat_at is not None
    waited, sent = now - build.asked_at, now - build.heartbeat_at
    return sent > min(max(RESEND_AFTER, waited / 10), RESEND_AT_MOST)
