"""What is wrong with a roster and what it costs, as lists that lead to the cells."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse

from ..rulewords import rule_name, sentence_of
from ..solver.check import Violation
from ..solver.explain import Shortfall
from ..solver.problem import Demand
from .grid import Grid

WORST = 5
MOST = 40
# Soft rules that somebody in charge should look at before publishing.
WARNINGS = ("manager-on-site", "cover", "headcounts", "peak-skill", "wishes")


@dataclass(frozen=True)
class Fault:
    """One sentence, and the cell (or the day) that it leads to; `day` counts from 0."""

    text: str
    worker: str
    day: int
    url: str


@dataclass(frozen=True)
class Cost:
    """What one soft rule says: how often, at what penalty, and the worst of it."""

    rule: str
    name: str
    count: int
    penalty: int
    worst: list[Fault]


@dataclass(frozen=True)
class Faults:
    """Hard violations one by one; warnings, by weight of their rule; soft violations by rule, dearest first."""

    broken: list[Fault]
    warnings: list[Violation]
    worst_warnings: list[Fault]
    costs: list[Cost]

    @property
    def penalty(self) -> int:
        return sum(cost.penalty for cost in self.costs)


def faults_of(grid: Grid) -> Faults:
    by_rule: dict[str, list[Violation]] = defaultdict(list)
    for violation in grid.violations:
        if not violation.is_hard and violation.penalty:
            by_rule[violation.rule].append(violation)
    costs = [cost_of(grid, rule, found) for rule, found in by_rule.items()]
    warnings = [violation for rule in WARNINGS for violation in warnings_of(grid, rule, by_rule.get(rule, []))]
    return Faults(
        broken=[fault_of(grid, violation) for violation in grid.broken],
        warnings=warnings,
        worst_warnings=[fault_of(grid, violation) for violation in warnings[:MOST]],
        costs=sorted(costs, key=lambda cost: -cost.penalty),
    )


def warnings_of(grid: Grid, rule: str, found: Iterable[Violation]) -> list[Violation]:
    """What the rule warns of, the worst first; short hours are those that foot and day show, too many people none."""
    if rule == "cover":
        peaks = [row for row in grid.problem.demand if row.is_peak]
        gaps = [violation_of(gap, peaks) for gap in grid.gaps]
        return sorted(gaps, key=lambda one: (not one.facts["is_peak"], -one.amount))
    return sorted((one for one in found if one.facts.get("kind") != "over"), key=lambda one: -one.penalty)


def violation_of(gap: Shortfall, peaks: Iterable[Demand]) -> Violation:
    is_peak = any(
        (row.day, row.station) == (gap.day, gap.station) and row.start < gap.end and gap.start < row.end
        for row in peaks
    )
    return Violation(
        "cover",
        days=(gap.day,),
        start=gap.start,
        end=gap.end,
        station=gap.station,
        amount=gap.minutes,
        facts={"kind": "short", "needed": gap.needed, "have": gap.have, "is_peak": is_peak},
    )


def cost_of(grid: Grid, rule: str, found: list[Violation]) -> Cost:
    worst = sorted(found, key=lambda violation: -violation.penalty)[:WORST]
    penalty = sum(violation.penalty for violation in found)
    return Cost(rule, rule_name(rule), len(found), penalty, [fault_of(grid, violation) for violation in worst])


def fault_of(grid: Grid, violation: Violation) -> Fault:
    inside = [day for day in violation.days if 0 <= day < len(grid.days)] or [0]
    day = inside[-1] if violation.is_hard else inside[0]
    return Fault(
        sentence_of(violation, grid.problem, grid.station_names),
        violation.worker or "",
        day,
        url_of(grid, violation, day),
    )


def url_of(grid: Grid, violation: Violation, day: int) -> str:
    place = [grid.roster.hall.code, grid.roster.month]
    on = grid.roster.month + timedelta(days=day)
    if violation.worker is None:
        return f"{reverse('rosters:grid', args=place)}?day={on}"
    return f"{reverse('rosters:cells', args=place)}?{urlencode({'employee': violation.worker, 'date': on})}"
