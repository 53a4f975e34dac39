"""A build that others have overtaken: what has happened meanwhile, and applying it all the same."""

from django.db import transaction

from staff.models import User

from ..models import Build
from ..month import Month, load_month
from ..problem import Place, duties_of, problem_of
from ..verdict import Verdict, verdict_of
from .buildable import NotBuildable, refuse_state
from .cells import changed_since, kept_places
from .claims import Result, duties_from, result_of
from .writing import locked, record, write

Status = Build.Status


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


def merge_build(build: Build, *, by: User | None) -> Build:
    """Apply a stale build all the same: cells edited since it began stay, pinned cells and the past too.

    What comes of it may break rules where edited and built cells meet; the checker shows
    them as those of any edit. Raises NotBuildable.
    """
    build, verdict = merge(build, by=by)
    # Why hours are short takes a while to say: not while others wait for the database.
    build.progress |= verdict.facts(with_reasons=True)
    build.save(update_fields=["progress"])
    return build


@transaction.atomic
def merge(build: Build, *, by: User | None) -> tuple[Build, Verdict]:
    """The build, applied, and what the checker says of the roster."""
    roster = locked(build.roster)
    refuse_state(roster)
    build = Build.objects.select_for_update(no_key=True).get(pk=build.pk)
    if build.status != Status.STALE or build.result is None:
        raise NotBuildable({"reason": "not_stale"})
    month = load_month(roster)
    keep = changed_since(build.before, month) | kept_places(month, roster.hall.today()) | pinned_in(build)
    cells = write(month, duties_from(build.result, problem_of(roster, month)), keep)
    problem = problem_of(roster)
    verdict = verdict_of(problem, duties_of(roster, problem))
    build.status, build.reason, build.is_optimal = Status.DONE, None, False
    build.penalty = verdict.penalty
    build.progress |= verdict.facts() | {"changed": cells}
    build.save(update_fields=["status", "reason", "is_optimal", "penalty", "progress"])
    record(build, "build_merged", by=by, after={"cells": cells})
    return build, verdict


def pinned_in(build: Build) -> set[Place]:
    """What was pinned when the build began: of a part, all the rest of the month."""
    return {(pin["worker"], pin["day"]) for pin in build.problem.get("pins", ())}
