"""The worker's part in a what-if: the month without it is measured, then the month with it; nothing is put in place."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.db import transaction

from ..builds.budget import Terms
from ..builds.claims import Watch, duties_from
from ..builds.ending import end
from ..models import Build, WhatIf
from ..reports import figures_of_people
from ..solver.duties import Duties
from ..solver.figures import figures_of
from ..solver.problem import Problem
from ..solver.progress import Solution
from ..solver.serial import problem_from_json
from ..verdict import Verdict

Facts = dict[str, Any]


def measure_base(build: Build, terms: Terms, solve: Callable[..., Solution]) -> Terms:
    """Note the figures of the month without the what-if; the terms that are left for the search with it.

    They are those of the roster as it stands. Where none stands one is built, in half of the time.
    """
    asked = WhatIf.objects.get(build=build)
    if asked.figures.get("base"):
        return terms
    problem = problem_from_json(asked.base)
    duties: Duties | None = duties_from(build.before, problem)
    if duties is not None and not duties.cells:
        seconds = max(1, terms["seconds"] // 2)
        watch = Watch(build, problem)
        terms = terms | {"seconds": seconds}
        duties = solve(problem, **terms | {"on_progress": watch.note, "should_stop": watch.is_over}).duties
        terms = terms | {"hint": duties or terms["hint"]}
        asked.figures = {"is_built": True}
    if duties is not None:
        asked.figures |= {"base": six_figures(problem, duties)}
        asked.save(update_fields=["figures"])
    return terms


def answer(build: Build, facts: Facts, verdict: Verdict) -> None:
    """End the build of a what-if with its figures; the roster stays as it is."""
    with transaction.atomic():
        if end(build, Build.Status.OFFERED, **facts):
            asked = WhatIf.objects.get(build=build)
            asked.figures |= {"then": six_figures(verdict.problem, verdict.duties)}
            asked.save(update_fields=["figures"])


def six_figures(problem: Problem, duties: Duties) -> Facts:
    """Those of `solver.figures`, with overtime and the number of wishes; minutes where they are amounts of work."""
    people = figures_of_people(problem, duties)
    overtime = sum(person.overtime for person in people)
    return asdict(figures_of(problem, duties)) | {"overtime_minutes": overtime, "wishes": len(problem.wishes)}
