"""A worker's hold on a build row: taken once, kept alive by heartbeats, lost to nobody unnoticed."""

import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import F
from django.utils import timezone

from ..grids.gridfoot import cover_of
from ..models import Build
from ..solver.duties import Duties
from ..solver.problem import Problem
from ..solver.progress import Progress
from ..verdict import verdict_of
from .budget import Memory

log = logging.getLogger(__name__)

HEARTBEAT = 1.0
TRACE_POINTS = 200

Result = dict[str, dict[str, str]]


def claim_build(build_id: UUID | str) -> Build | None:
    """The queued build, now running and ours alone; None when it is not waiting to be claimed."""
    claim, now = uuid4(), timezone.now()
    queued = Build.objects.filter(pk=build_id, status=Build.Status.QUEUED)
    taken = queued.update(
        status=Build.Status.RUNNING, claim=claim, attempts=F("attempts") + 1, started_at=now, heartbeat_at=now
    )
    if not taken:
        return None
    return Build.objects.select_related("roster__hall", "asked_by").get(pk=build_id, claim=claim)


class Watch:
    """Writes the progress of a claimed build into its row, and knows when the search is to end.

    `listen` hears of each progress too; `best` is the last that had a new roster. A row
    that somebody else holds by now is left alone: `is_lost` is true then.
    """

    def __init__(self, build: Build, problem: Problem, listen: Callable[[Progress], None] | None = None):
        self.build, self.problem, self.listen = build, problem, listen
        self.is_lost = False
        self.is_stopped = build.stop_asked_at is not None
        self.is_full = False
        self.memory = Memory()
        self.trace: list[tuple[float, int, int]] = []
        self.best: Progress | None = None
        self.written_at = monotonic() - HEARTBEAT
        self.news: dict[str, Any] = {}

    def note(self, progress: Progress) -> None:
        """To be called about every second from the thread that holds the database connection."""
        self.trace = thinned([*self.trace, (round(progress.elapsed, 1), progress.penalty, progress.bound)])
        if progress.duties is not None:
            self.news, self.best = {"duties": progress.duties}, progress
        if self.listen:
            self.listen(progress)
        if monotonic() - self.written_at >= HEARTBEAT * 0.8:
            self._write(progress)

    def is_over(self) -> bool:
        self.is_full = self.is_full or self.memory.is_spent
        return self.is_lost or self.is_stopped or self.is_full

    @property
    def ended(self) -> str:
        """What has ended the search: memory, stopped or time."""
        return "memory" if self.is_full else "stopped" if self.is_stopped else "time"

    def _write(self, progress: Progress) -> None:
        self.written_at = monotonic()
        try:
            self._write_row(progress)
        except (DatabaseError, InterfaceError):
            # A database that is away for a moment costs a heartbeat, not the build.
            log.warning("The progress of build %s could not be written.", self.build.pk, exc_info=True)
            connection.close()

    def _write_row(self, progress: Progress) -> None:
        fields: dict[str, Any] = {
            "heartbeat_at": timezone.now(),
            "elapsed": progress.elapsed,
            "penalty": progress.penalty,
            "bound": progress.bound,
        }
        if duties := self.news.get("duties"):
            self.build.progress |= self._facts_of(duties)
            fields["result"] = result_of(duties)
        self.build.progress |= {"phase": progress.phase, "trace": self.trace}
        ours = Build.objects.filter(pk=self.build.pk, claim=self.build.claim, status=Build.Status.RUNNING)
        self.is_lost = not ours.update(progress=self.build.progress, **fields)
        self.news = {}
        self.is_stopped = self.is_stopped or self._stop_asked_at() is not None

    def _facts_of(self, duties: Duties) -> dict[str, Any]:
        """Figures of a new best roster; `best` counts them, so that a page knows when to ask for its cells."""
        verdict = verdict_of(self.problem, duties)
        cover = cover_of(verdict)
        best = self.build.progress.get("best", 0) + 1
        return verdict.facts() | {"best": best, "cover": [asdict(day) for day in cover]}

    def _stop_asked_at(self) -> datetime | None:
        return Build.objects.filter(pk=self.build.pk).values_list("stop_asked_at", flat=True).first()


def thinned(trace: list[tuple[float, int, int]]) -> list[tuple[float, int, int]]:
    """The trace without points that say nothing new, and with every second one left out when it is long."""
    if len(trace) >= 3 and trace[-3][1:] == trace[-2][1:] == trace[-1][1:]:
        trace = [*trace[:-2], trace[-1]]
    if len(trace) > TRACE_POINTS:
        trace = [*trace[:-1:2], trace[-1]]
    return trace


def result_of(duties: Duties) -> Result:
    """Shift ids by employee code and day, as the row keeps them; absent days are days off."""
    result: Result = {}
    for (worker, day), shift in sorted(duties.cells.items()):
        result.setdefault(worker, {})[str(day)] = str(shift)
    return result


def duties_from(result: Result, problem: Problem) -> Duties:
    """The duties of a row's `result`, as far as the problem knows people and shifts."""
    return Duties(
        problem,
        {
            (worker, int(day)): shift
            for worker, shifts in result.items()
            for day, shift in shifts.items()
            if worker in problem.worker_by_id and shift in problem.shift_by_id
        },
    )
