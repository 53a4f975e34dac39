"""What one build may take of its machine: time, threads shared with the builds beside it, and memory."""

import os
import resource
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict

from django.conf import settings

from ..models import Build
from ..solver.duties import Duties
from ..solver.progress import Progress

STATM = Path("/proc/self/statm")


class Terms(TypedDict):
    """What a search is given, as `solve` and `alternatives` take it."""

    seconds: int
    workers: int
    hint: Duties | None
    on_progress: Callable[[Progress], None]
    should_stop: Callable[[], bool]


def threads_now() -> int:
    """The threads for a build that begins: `SOLVER_WORKERS`, shared evenly with those that run already.

    A build keeps what it began with. Fewer than two make no search.
    """
    running = Build.objects.filter(status=Build.Status.RUNNING).count()
    return max(2, settings.SOLVER_WORKERS // max(1, running))


class Memory:
    """How much more memory the process holds than when this was made, against `SOLVER_MEMORY_MB`."""

    def __init__(self) -> None:
        self._before = held_mb()

    @property
    def is_spent(self) -> bool:
        limit: int = settings.SOLVER_MEMORY_MB
        return bool(limit) and held_mb() - self._before >= limit


def held_mb() -> int:
    """The process's memory; where the system does not tell, the most it ever had."""
    try:
        return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
