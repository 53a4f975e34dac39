"""The end of a build that leaves rosters to choose from: they are kept, and none is put in place."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.db import transaction

from staff import audit

from ..models import Build, Candidate
from ..verdict import Verdict
from .claims import result_of
from .ending import end

if TYPE_CHECKING:
    from ..solver.alternatives import Alternative


def offer(build: Build, facts: dict[str, Any], found: "Sequence[Alternative]", verdicts: Sequence[Verdict]) -> None:
    """End the build with a candidate for each alternative; the roster stays as it is."""
    rows = [candidate_of(build, one, verdict) for one, verdict in zip(found, verdicts, strict=True)]
    with transaction.atomic():
        if end(build, Build.Status.OFFERED, **facts):
            Candidate.objects.bulk_create(rows)
            audit.record(
                "candidates_offered",
                by=build.asked_by,
                hall=build.roster.hall,
                subject=f"{build.roster.month:%Y-%m}",
                after={"build": str(build.pk), "candidates": [row.leaning for row in rows]},
            )


def candidate_of(build: Build, found: "Alternative", verdict: Verdict) -> Candidate:
    """The row of an alternative; why hours are short is said now, while nobody waits."""
    return Candidate(
        build=build,
        leaning=found.leaning,
        figures=asdict(found.figures) | {"wishes": len(verdict.problem.wishes)},
        cells=result_of(found.duties),
        facts=verdict.facts(with_reasons=True),
    )
