"""Three finished rosters that differ on purpose: the fairest, the leanest, the one with most wishes."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from .check import check, penalty_of
from .duties import Duties
from .engine import Progress, Solution, solve
from .problem import HISTORY_DAYS, Problem
from .rules import rules_of
from .rules.equal_hours import wanted_of

FAIR, LEAN, WISHED = "fair", "lean", "wished"

# By how much each turns a rule's setting; 0 switches it off. Cover and managers keep their weight in all.
LEANINGS: dict[str, dict[tuple[str, str], int]] = {
    FAIR: {
        ("equal-hours", "weight"): 6,
        ("equal-shares", "weight_early"): 6,
        ("equal-shares", "weight_late"): 6,
        ("equal-shares", "weight_weekend"): 6,
        ("equal-shares", "weight_holiday"): 6,
    },
    LEAN: {("weekly-hours", "weight_over"): 4, ("weekly-hours", "weight_under"): 0, ("cover", "weight_over"): 6},
    WISHED: {("wishes", "weight"): 20},
}
COMMON_SHARE = 0.4


@dataclass(frozen=True)
class Figures:
    """Six figures in which rosters of a month can be compared; the less of each the better.

    Minutes short of people and without a manager, paid minutes in all, minutes between the
    person furthest above her own target and the one furthest below, wishes refused,
    moments at which people come or go.
    """

    short_minutes: int
    unmanaged_minutes: int
    paid_minutes: int
    spread_minutes: int
    refused_wishes: int
    handovers: int


@dataclass(frozen=True)
class Alternative:
    """A roster that leans one way; `penalty` is what the problem itself says of it."""

    leaning: str
    duties: Duties
    penalty: int
    figures: Figures


def alternatives(
    problem: Problem,
    *,
    seconds: float,
    workers: int | None = None,
    seed: int = 0,
    repeatable: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> tuple[Solution, list[Alternative]]:
    """The best roster as the problem weighs it, and one for each leaning, all within the seconds.

    The common best comes first and takes two fifths; each leaning begins from it, so that
    none is worse than it in what it leans to. None when the pins break hard rules.
    """

    def solved(one: Problem, share: float, hint: Duties | None) -> Solution:
        return solve(
            one,
            seconds=seconds * share,
            workers=workers,
            seed=seed,
            repeatable=repeatable,
            hint=hint,
            on_progress=on_progress,
            should_stop=should_stop,
        )

    common = solved(problem, COMMON_SHARE, None)
    if common.duties is None:
        return common, []
    share = (1 - COMMON_SHARE) / len(LEANINGS)
    found = [(name, solved(leaning(problem, name), share, common.duties)) for name in LEANINGS]
    return common, [alternative(problem, name, solution.duties or common.duties) for name, solution in found]


def leaning(problem: Problem, name: str) -> Problem:
    """The problem with the weights that this leaning turns; rules that are off stay off."""
    known = {rule.name: rule for rule in rules_of(problem)}
    rules = {rule: dict(settings) for rule, settings in problem.rules.items()}
    for (rule, setting), factor in LEANINGS[name].items():
        if rule in rules:
            rules[rule][setting] = getattr(known[rule], setting) * factor
    return replace(problem, rules=rules)


def alternative(problem: Problem, name: str, duties: Duties) -> Alternative:
    own = Duties(problem, duties.cells)
    return Alternative(name, own, penalty_of(check(problem, own)), figures_of(problem, own))


def figures_of(problem: Problem, duties: Duties) -> Figures:
    """The roster's six figures, whatever rules the problem has."""
    asked = replace(problem, rules={"manager-on-site": {}, "cover": {}, "handovers": {}, "wishes": {}})
    faults = check(asked, Duties(asked, duties.cells))
    first = problem.weeks[0].start + HISTORY_DAYS
    rows = [(worker, duties.row(worker)) for worker in problem.workers if worker.available_days]
    balances = [
        sum(shift.paid_minutes for shift in row[first:] if shift) - wanted_of(problem, worker) for worker, row in rows
    ]

    def total(rule: str) -> int:
        return sum(fault.amount for fault in faults if fault.rule == rule and fault.facts.get("kind") != "over")

    return Figures(
        short_minutes=total("cover"),
        unmanaged_minutes=total("manager-on-site"),
        paid_minutes=sum(problem.shift_by_id[id].paid_minutes for id in duties.cells.values()),
        spread_minutes=max(balances, default=0) - min(balances, default=0),
        refused_wishes=sum(fault.rule == "wishes" for fault in faults),
        handovers=total("handovers"),
    )
