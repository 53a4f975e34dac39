"""Building a roster: one act for page, API, command and cycle, and one for the worker."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from staff.models import User

from ..models import Build, Roster
from ..month import load_month
from ..problem import duties_of, problem_of, with_past_kept
from ..solver.problem import Problem
from ..solver.progress import Progress, Solution
from ..solver.serial import problem_from_json, problem_to_json
from ..verdict import verdict_of
from ..whatifs.answering import answer, measure_base
from .budget import Terms, threads_now
from .buildable import (
    NotBuildable,
    conflict_facts,
    refuse_part,
    refuse_problem,
    refuse_state,
    warnings_of,
)
from .cells import cells_before
from .claims import Watch, claim_build, duties_from, result_of
from .ending import end
from .merging import overtaken_by
from .offering import offer
from .parts import Part, with_rest_kept
from .queueing import enqueue
from .writing import locked, put, record

if TYPE_CHECKING:
    from ..solver.alternatives import Alternative

__all__ = ["NotBuildable", "finish_build", "start_build", "stop_build"]

log = logging.getLogger(__name__)

Status = Build.Status
Facts = dict[str, Any]

LONGEST = 3600


# --- asking ------------------------------------------------------------------


def start_build(
    roster: Roster,
    *,
    by: User | None,
    seconds: int | None = None,
    candidates: bool = False,
    part: Part | None = None,
    send: bool = True,
    now: datetime | None = None,
) -> Build:
    """A build of the roster, waiting in the queue; the unfinished one when there is one already.

    `seconds` limits the search (default `SOLVER_SECONDS`, an hour at most). With `candidates` it
    ends with three rosters to choose from and leaves what stands. A `part` is built alone, or
    stays alone. With `send` False the caller runs `finish_build` herself. `now` is the moment
    that counts as today. Raises NotBuildable.
    """
    with transaction.atomic():
        roster = locked(roster)
        if unfinished := roster.builds.of_rosters().unfinished().first():
            return unfinished
        refuse_state(roster, now)
        month = load_month(roster)
        duties = duties_of(roster, problem := problem_of(roster, month), month)
        today = roster.hall.today(now)
        refuse_problem(problem := with_past_kept(problem, duties, today), today)
        if part:
            refuse_part(problem := with_rest_kept(problem, duties, part))
        build = roster.builds.create(
            asked_by=by,
            revision=roster.revision,
            problem=problem_to_json(problem),
            before=cells_before(month),
            wants_candidates=candidates,
            part=part.as_json() if part else None,
            seconds=min(max(1, seconds or settings.SOLVER_SECONDS), LONGEST),
            heartbeat_at=timezone.now(),
            progress={"warnings": warnings_of(problem)},
        )
        asked = {"seconds": build.seconds, "candidates": candidates} | ({"month_part": part.as_json()} if part else {})
        record(build, "build_started", by=by, after=asked)
        if send:
            transaction.on_commit(partial(enqueue, build))
    return build


@transaction.atomic
def stop_build(build: Build, *, by: User | None) -> Build:
    """Let a running build end with the best it has; one that waits ends as it is.

    One that waits to be taken up again has a best: whoever takes it up ends with that at once.
    Asked once more while nobody does, it ends without.
    """
    now = timezone.now()
    rows = Build.objects.filter(pk=build.pk)
    over = {"status": Status.FAILED, "stop_asked_at": now, "finished_at": now, "reason": {"reason": "stopped_waiting"}}
    waiting = rows.filter(status=Status.QUEUED)
    if (
        waiting.filter(result__isnull=True).update(**over)
        or rows.unfinished().filter(stop_asked_at=None).update(stop_asked_at=now)
        or waiting.update(**over)
    ):
        record(build, "build_stopped", by=by)
    build.refresh_from_db()
    return build


# --- the worker's part -------------------------------------------------------


def finish_build(build_id: UUID | str, *, listen: Callable[[Progress], None] | None = None) -> Build | None:
    """Search for the queued build's roster and apply it; None when there is nothing to do.

    A second delivery, a build that others work on and one that has ended do nothing.
    """
    build = claim_build(build_id)
    if build is None:
        return None
    try:
        search(build, listen)
    except SoftTimeLimitExceeded:
        end(build, Status.FAILED, reason={"reason": "took_too_long"})
    except BaseException as error:
        log.exception("Build %s failed.", build.pk)
        end(build, Status.FAILED, reason={"reason": "crashed", "error": type(error).__name__})
        if not isinstance(error, Exception):
            raise
    build.refresh_from_db()
    return build


def search(build: Build, listen: Callable[[Progress], None] | None) -> None:
    from ..solver.alternatives import alternatives, kept_best  # leaf: only workers pay for the solver's import
    from ..solver.engine import solve

    problem = problem_from_json(build.problem)
    watch = Watch(build, problem, listen)
    terms: Terms = {
        "seconds": build.seconds,
        "workers": threads_now(),
        "hint": duties_from(build.result or build.before, problem),
        "on_progress": watch.note,
        "should_stop": watch.is_over,
    }
    try:
        if build.is_what_if:
            terms = measure_base(build, terms, solve)
        solution, found = alternatives(problem, **terms) if build.wants_candidates else (solve(problem, **terms), [])
    except SoftTimeLimitExceeded:
        if watch.best is None:
            raise
        solution, found = kept_best(problem, watch.best)
    if not watch.is_lost:
        build.progress |= {"ended": "optimal" if solution.status == "optimal" and not found else watch.ended}
        conclude(build, problem, solution, found)


def conclude(build: Build, problem: Problem, solution: Solution, found: "list[Alternative]") -> None:
    """Offer the alternatives, answer the what-if or apply the roster, after the checker has looked at them."""
    if solution.duties is None:
        reason = conflict_facts(problem, solution.conflicts) if solution.conflicts else {"reason": "nothing_found"}
        end(build, Status.REFUSED if solution.conflicts else Status.FAILED, reason=reason)
        return
    verdicts = [verdict_of(problem, duties) for duties in (solution.duties, *(one.duties for one in found))]
    if broken := sorted({fault.rule for verdict in verdicts for fault in verdict.broken}):
        log.error("Build %s broke hard rules: %s", build.pk, ", ".join(broken))
        end(build, Status.FAILED, reason={"reason": "broke_rules", "rules": broken})
        return
    facts = {
        "elapsed": solution.seconds,
        "penalty": verdicts[0].penalty,
        "bound": solution.bound,
        "is_optimal": solution.status == "optimal",
        "result": result_of(solution.duties),
        "progress": build.progress | verdicts[0].facts(with_reasons=True),
    }
    if build.wants_candidates:
        offer(build, facts, found, verdicts[1:])
    elif build.is_what_if:
        answer(build, facts, verdicts[0])
    else:
        apply(build, problem, facts)


def apply(build: Build, problem: Problem, found: Facts) -> None:
    """Write the roster if nothing has happened to it since the build began, else call the build stale."""
    with transaction.atomic():
        roster = locked(build.roster)
        month = load_month(roster)
        if overtaken := overtaken_by(build, month, found["result"]):
            end(build, Status.STALE, reason={"reason": overtaken}, **found)
        elif end(build, Status.DONE, **found):
            cells = put(month, problem, found["result"])
            Build.objects.filter(pk=build.pk).update(progress=found["progress"] | {"changed": cells})
            record(build, "build_applied", by=build.asked_by, after={"cells": cells})
