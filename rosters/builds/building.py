"""Building a roster: one act for page, API, command and cycle, and one for the worker."""

import logging
from collections.abc import Callable, Container
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import KombuError

from staff import audit
from staff.models import Employee, User

from .. import tasks
from ..models import Assignment, Build, Roster
from ..month import Month, load_month
from ..problem import duties_of, problem_of, with_past_kept
from ..publications.snapshots import Snapshot, cells_of, snapshot_of
from ..solver.duties import Duties
from ..solver.problem import Problem
from ..solver.serial import problem_from_json, problem_to_json
from ..verdict import Verdict, figures_of, verdict_of
from ..whatifs.answering import answer, measure_base
from .budget import threads_now
from .buildable import (
    NotBuildable,
    conflict_facts,
    refuse_part,
    refuse_problem,
    refuse_state,
    warnings_of,
)
from .claims import Result, Watch, claim_build, duties_from, result_of
from .ending import end
from .merging import Place, cells_before, changed_since, changes_to, kept_places
from .offering import offer
from .parts import Part, with_rest_kept

if TYPE_CHECKING:
    from ..solver.alternatives import Alternative
    from ..solver.engine import Progress, Solution

__all__ = ["NotBuildable", "finish_build", "merge_build", "start_build", "stop_build", "sweep_builds"]

log = logging.getLogger(__name__)

Status = Build.Status
Facts = dict[str, Any]

LOST_AFTER = timedelta(seconds=20)
ATTEMPTS = 3
RESEND_AFTER = timedelta(seconds=20)
RESEND_AT_MOST = timedelta(minutes=5)
OVERRUN = 60
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


def enqueue(build: Build) -> None:
    """Send the build's id to the workers; with the broker down the row waits for the sweeper."""
    limit = build.seconds + OVERRUN
    try:
        tasks.run_build.apply_async((str(build.pk),), retry=False, soft_time_limit=limit, time_limit=limit + 30)
    except (KombuError, OSError):
        log.warning("Build %s waits: the queue cannot be reached.", build.pk, exc_info=True)


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


def finish_build(build_id: UUID | str, *, listen: "Callable[[Progress], None] | None" = None) -> Build | None:
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


def search(build: Build, listen: "Callable[[Progress], None] | None") -> None:
    from ..solver.alternatives import alternatives, kept_best  # leaf: only workers pay for the solver's import
    from ..solver.engine import solve

    problem = problem_from_json(build.problem)
    watch = Watch(build, problem, listen)
    limits: Facts = {
        "seconds": build.seconds,
        "workers": threads_now(),
        "hint": duties_from(build.result or build.before, problem),
        "on_progress": watch.note,
        "should_stop": watch.is_over,
    }
    try:
        if build.is_what_if:
            limits = measure_base(build, limits, solve)
        solution, found = alternatives(problem, **limits) if build.wants_candidates else (solve(problem, **limits), [])
    except SoftTimeLimitExceeded:
        if watch.best is None:
            raise
        solution, found = kept_best(problem, watch.best)
    if not watch.is_lost:
        build.progress |= {"ended": "optimal" if solution.status == "optimal" and not found else watch.ended}
        conclude(build, problem, solution, found)


def conclude(build: Build, problem: Problem, solution: "Solution", found: "list[Alternative]") -> None:
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
        "progress": build.progress | figures_of(verdicts[0], with_reasons=True),
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


def put(month: Month, problem: Problem, result: Result) -> int:
    """Put a result into the roster, but for what was pinned when its build began; says how many cells have changed."""
    keep = kept_places(month, month.roster.hall.today()) | {(pin.worker, pin.day) for pin in problem.pins}
    return write(month, duties_from(result, problem), keep)


def overtaken_by(build: Build, month: Month, result: Result) -> str | None:
    """What has happened meanwhile that the result does not know of: an edit, publication, or leave, say."""
    if month.roster.revision != build.revision:
        return "published_meanwhile" if month.roster.is_published else "edited_meanwhile"
    today = problem_of(month.roster, month)
    duties = duties_from(result, today)
    # Whoever has come, gone or another code, and a shift type that is gone: the result would empty their cells.
    is_other = {worker.id for worker in today.workers} != {row["id"] for row in build.problem["workers"]}
    if is_other or result_of(duties) != result or verdict_of(today, duties).broken:
        return "changed_meanwhile"
    return None


# --- afterwards --------------------------------------------------------------


def merge_build(build: Build, *, by: User | None) -> Build:
    """Apply a stale build all the same: cells edited since it began stay, pinned cells and the past too.

    What comes of it may break rules where edited and built cells meet; the checker shows
    them as those of any edit. Raises NotBuildable.
    """
    build, verdict = merge(build, by=by)
    # Why hours are short takes a while to say: not while others wait for the database.
    build.progress |= figures_of(verdict, with_reasons=True)
    build.save(update_fields=["progress"])
    return build


@transaction.atomic
def merge(build: Build, *, by: User | None) -> tuple[Build, Verdict]:
    """The build, applied, and what the checker says of the roster."""
    roster = locked(build.roster)
    refuse_state(roster)
    build = Build.objects.select_for_update().get(pk=build.pk)
    if build.status != Status.STALE or build.result is None:
        raise NotBuildable({"reason": "not_stale"})
    month = load_month(roster)
    keep = changed_since(build.before, month) | kept_places(month, roster.hall.today()) | pinned_in(build)
    cells = write(month, duties_from(build.result, problem_of(roster, month)), keep)
    problem = problem_of(roster)
    verdict = verdict_of(problem, duties_of(roster, problem))
    build.status, build.reason, build.is_optimal = Status.DONE, None, False
    build.penalty = verdict.penalty
    build.progress |= figures_of(verdict) | {"changed": cells}
    build.save(update_fields=["status", "reason", "is_optimal", "penalty", "progress"])
    record(build, "build_merged", by=by, after={"cells": cells})
    return build, verdict


# --- what both need ----------------------------------------------------------


def pinned_in(build: Build) -> set[Place]:
    """What was pinned when the build began: of a part, all the rest of the month."""
    return {(pin["worker"], pin["day"]) for pin in build.problem.get("pins", ())}


def locked(roster: Roster) -> Roster:
    """The roster as it is now, held until the transaction ends."""
    rows = Roster.objects.select_for_update(of=("self",)).select_related("hall__rule_settings")
    return rows.get(pk=roster.pk)


def write(month: Month, duties: Duties, keep: Container[Place]) -> int:
    """Put the duties into the roster and move its revision on; says how many cells have changed."""
    changes = list(changes_to(month, duties.cells, keep))
    Assignment.objects.filter(pk__in=[change.stands.pk for change in changes if change.stands]).delete()
    Assignment.objects.bulk_create(
        Assignment(
            roster=month.roster,
            employee_id=change.key[0],
            date=change.key[1],
            shift_type_id=change.shift_type_id,
            day_off=Assignment.DayOff.REST if change.is_day_off else "",
            origin=Assignment.Origin.BUILT,
        )
        for change in changes
        if change.shift_type_id or change.is_day_off
    )
    Roster.objects.filter(pk=month.roster.pk).update(revision=F("revision") + 1)
    return len(changes)


def restore(month: Month, wanted: Snapshot) -> int:
    """Let the roster hold what was kept of it, pins too, and move its revision on; says how many cells have changed.

    Cells of people who are gone, and of shift types that are, stay as they are.
    """
    stands = snapshot_of(month.cells.values())
    people = {employee.pk: employee for employee in month.employees}
    keys = {
        key
        for key in stands.values.keys() | wanted.values.keys()
        if stands.at(key) != wanted.at(key) and key not in month.elsewhere
        if may_hold(month, people.get(key[0]), key[1], wanted.values.get(key, ""))
    }
    Assignment.objects.filter(pk__in=[month.cells[key].pk for key in keys if key in month.cells]).delete()
    rows = cells_of(wanted, month.roster)
    Assignment.objects.bulk_create(
        Assignment(**rows[key]._asdict() | {"pk": None}) for key in sorted(keys) if key in rows
    )
    Roster.objects.filter(pk=month.roster.pk).update(revision=F("revision") + 1)
    return len(keys)


def may_hold(month: Month, employee: Employee | None, day: date, value: str) -> bool:
    """Whether a kept value can still stand there: an empty cell can, and who is gone has none."""
    if not value.isdecimal():
        return not value or (employee is not None and employee.is_employed_on(day))
    return employee is not None and employee.is_employed_on(day) and int(value) in month.shift_types


def record(build: Build, act: str, *, by: User | None, after: Facts | None = None) -> None:
    facts = {"build": str(build.pk)} | (after or {})
    audit.record(act, by=by, hall=build.roster.hall, subject=f"{build.roster.month:%Y-%m}", after=facts)


# --- bringing back -----------------------------------------------------------


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
