"""Whether the parts of the program are there: the database, the queue's broker, the workers."""

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from .celery import app

QUEUES = ("default", "solver")
SIGN_EVERY = 5
LATELY = 20
SCHEDULE_EVERY = 400


def leave_sign(queues: Iterable[str]) -> None:
    """Say that a worker listens to these queues, for the next `LATELY` seconds."""
    cache.set_many({f"worker:{queue}": True for queue in queues}, timeout=LATELY)


def workers_seen() -> set[str]:
    """The queues that a worker has been seen on lately."""
    return {key.removeprefix("worker:") for key in cache.get_many([f"worker:{queue}" for queue in QUEUES])}


def scheduler_seen() -> bool:
    """Whether the scheduler on this machine has written its schedule lately; it does so every three minutes."""
    schedule = Path(settings.CELERY_BEAT_SCHEDULE_FILENAME)
    written = [path.stat().st_mtime for path in schedule.parent.glob(schedule.name + "*")]
    return time.time() - max(written, default=0) < SCHEDULE_EVERY


def process_is_up(request: HttpRequest) -> HttpResponse:
    """`/healthz`: this process answers; says nothing of the others."""
    return HttpResponse("ok", content_type="text/plain")


def program_is_ready(request: HttpRequest) -> JsonResponse:
    """`/readyz`: each part with true or false; 503 when one is missing."""
    parts = {"database": works(ask_database), "broker": works(ask_broker), "worker": works(ask_workers)}
    ready = all(parts.values())
    return JsonResponse({"ready": ready, **parts}, status=200 if ready else 503)


def works(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except Exception:  # whatever a driver raises, the answer is the same
        return False
    return True


def ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def ask_broker() -> None:
    if not settings.REDIS_URL:
        if not os.access(settings.BROKER_DIR / "messages", os.W_OK):
            raise PermissionError
        return
    with app.connection_for_write(connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)


def ask_workers() -> None:
    if missing := set(QUEUES) - workers_seen():
        raise LookupError(missing)
