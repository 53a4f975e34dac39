"""The judge: what a roster breaks and what it costs, in plain Python, without the solver's model."""

from dataclasses import replace

from .breaks import breaks_of
from .coverage import coverage, handovers, manager_gaps
from .duties import Duties
from .problem import Problem
from .rules import rules_of
from .rules.eligible import Eligible
from .violation import Violation, penalty_of

__all__ = [
    "Violation",
    "breaks_of",
    "check",
    "coverage",
    "handovers",
    "manager_gaps",
    "penalty_of",
    "pin_conflicts",
]


def check(problem: Problem, duties: Duties) -> list[Violation]:
    """Everything the problem's rules say against the duties, hard rules first.

    Raises ValueError when the problem names an unknown rule or setting.
    """
    return [violation for rule in rules_of(problem) for violation in rule.violations(problem, duties)]


def pin_conflicts(problem: Problem) -> list[Violation]:
    """The hard rules that the pins break by themselves; without any, a roster exists.

    Every hard rule but the pins is kept by taking work away, so the roster of the pins
    alone is feasible whenever any roster is. What nobody may work is none, rule or no rule.
    """
    problem = replace(problem, rules={**problem.rules, Eligible.name: {}})
    pinned = Duties(problem, {(pin.worker, pin.day): pin.shift for pin in problem.pins})
    return [violation for violation in check(problem, pinned) if violation.is_hard]
