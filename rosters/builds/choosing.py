"""Choosing among the candidates of a build: one is put into the roster, or all are discarded."""

from django.db import transaction

from staff.models import User

from ..models import Build, Candidate
from ..month import load_month
from ..solver.serial import problem_from_json
from .buildable import NotBuildable, refuse_state
from .merging import overtaken_by
from .writing import locked, put, record

Status = Build.Status


@transaction.atomic
def take_candidate(candidate: Candidate, *, by: User | None) -> Build:
    """Put the candidate into its roster, as a build's result; the build, done.

    Where the roster has moved on since the build began nothing is written: the build is
    overtaken then, and this candidate the result that can be merged. Raises NotBuildable.
    """
    roster = locked(candidate.build.roster)
    refuse_state(roster)
    build = open_build(candidate.build)
    month = load_month(roster)
    build.result, build.penalty, build.is_optimal = candidate.cells, candidate.figures["penalty"], False
    build.progress |= candidate.facts
    if overtaken := overtaken_by(build, month, candidate.cells):
        build.status, build.reason = Status.STALE, {"reason": overtaken}
    else:
        cells = put(month, problem_from_json(build.problem), candidate.cells)
        build.status, build.reason = Status.DONE, None
        build.progress |= {"changed": cells}
        record(build, "candidate_taken", by=by, after={"candidate": candidate.leaning, "cells": cells})
    build.save(update_fields=["result", "penalty", "is_optimal", "progress", "status", "reason"])
    return build


@transaction.atomic
def discard_candidates(build: Build, *, by: User | None) -> Build:
    """Leave the roster as it is; none of the build's candidates can be taken any more. Raises NotBuildable."""
    build = open_build(build)
    build.status, build.reason = Status.DISCARDED, None
    build.save(update_fields=["status", "reason"])
    record(build, "candidates_discarded", by=by)
    return build


def open_build(build: Build) -> Build:
    """The build, held until the transaction ends, if its candidates still wait for a decision."""
    rows = Build.objects.select_for_update(of=("self",), no_key=True).select_related("roster__hall")
    build = rows.get(pk=build.pk)
    if not (build.wants_candidates and build.status in (Status.OFFERED, Status.STALE)):
        raise NotBuildable({"reason": "not_offered"})
    return build
