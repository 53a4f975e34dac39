"""Whether a roster can be built: what forbids it, and what its manager should know before."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from ..edits.editing import MONTHS_AHEAD, is_within_reach
from ..models import Roster
from ..rulewords import sentence_of
from ..solver.check import Violation, pin_conflicts
from ..solver.problem import Problem
from .parts import is_settled

Facts = dict[str, Any]

SENTENCES = 5


class NotBuildable(Exception):
    """A build or merge that was refused; `reasons` are facts for `wording.reason_of`, weightiest first.

    Their `reason` is published, closed, month_past, too_far_ahead (months), no_employees,
    no_shift_types, no_opening_hours, no_demand, nobody_can_work, pins_conflict (names,
    sentences in the asker's language, and in `conflicts` each violation as
    `violation_to_json` has it), past_conflict or part_conflict (the same), part_empty or not_stale.
    """

    def __init__(self, *reasons: Facts):
        super().__init__(", ".join(reason["reason"] for reason in reasons))
        self.reasons = list(reasons)

    @property
    def facts(self) -> Facts:
        return self.reasons[0]


def refuse_state(roster: Roster, now: datetime | None = None) -> None:
    """Raise NotBuildable for a roster whose state or month no build may touch."""
    if roster.state == Roster.State.CLOSED:
        raise NotBuildable({"reason": "closed"})
    if roster.is_published:
        raise NotBuildable({"reason": "published"})
    if roster.is_over_at(now):
        raise NotBuildable({"reason": "month_past"})
    if not is_within_reach(roster.hall, roster.month, now):
        raise NotBuildable({"reason": "too_far_ahead", "months": MONTHS_AHEAD})


def refuse_problem(problem: Problem, today: date) -> None:
    """Raise NotBuildable with everything that is missing, or with the days worked or pins that break a hard rule."""
    if missing := [{"reason": reason} for reason in missing_from(problem)]:
        raise NotBuildable(*missing)
    worked = tuple(pin for pin in problem.pins if problem.date_of(pin.day) < today)
    if worked and (conflicts := pin_conflicts(replace(problem, pins=worked))):
        raise NotBuildable(conflict_facts(problem, conflicts) | {"reason": "past_conflict"})
    if conflicts := pin_conflicts(problem):
        raise NotBuildable(conflict_facts(problem, conflicts))


def refuse_part(problem: Problem) -> None:
    """Raise NotBuildable when nothing is left to build, or when what stays breaks hard rules by itself."""
    if is_settled(problem):
        raise NotBuildable({"reason": "part_empty"})
    if conflicts := pin_conflicts(problem):
        raise NotBuildable(conflict_facts(problem, conflicts) | {"reason": "part_conflict"})


def missing_from(problem: Problem) -> Iterator[str]:
    if not problem.workers:
        yield "no_employees"
    if not problem.shifts:
        yield "no_shift_types"
    if not any(problem.open):
        yield "no_opening_hours"
    elif not (problem.demand or problem.headcounts):
        yield "no_demand"
    elif problem.workers and problem.shifts and not any(any(worker.shifts) for worker in problem.workers):
        yield "nobody_can_work"


def conflict_facts(problem: Problem, conflicts: list[Violation]) -> Facts:
    workers = dict.fromkeys(violation.worker for violation in conflicts if violation.worker)
    return {
        "reason": "pins_conflict",
        "names": [problem.worker_by_id[worker].name for worker in workers],
        "sentences": " ".join(sentence_of(violation, problem) for violation in conflicts[:SENTENCES]),
        "conflicts": [violation_to_json(violation) for violation in conflicts],
    }


def warnings_of(problem: Problem) -> list[Facts]:
    """What a build will suffer from but not fail at, as facts for `wording.reason_of`.

    Their `reason` is no_manager, everybody_away, or nobody_skilled (station).
    """
    warnings: list[Facts] = []
    if not any(worker.is_manager for worker in problem.workers):
        warnings.append({"reason": "no_manager"})
    if not any(worker.available_days for worker in problem.workers):
        warnings.append({"reason": "everybody_away"})
    skills = {station for worker in problem.workers for station in worker.levels}
    for station in sorted({demand.station for demand in problem.demand} - skills):
        warnings.append({"reason": "nobody_skilled", "station": station})
    return warnings


def violation_to_json(violation: Violation) -> Facts:
    return asdict(violation) | {"days": list(violation.days)}


def violation_from_json(data: Facts) -> Violation:
    return Violation(**data | {"days": tuple(data["days"])})
