"""Why a cell holds what it holds: what would be worse otherwise, who else could, who could not."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from .duties import Cell
from .problem import Problem, Worker
from .rules import RULES
from .trial import Judge, Trial
from .violation import Violation


@dataclass(frozen=True)
class Choice:
    """The cell with another shift, or None for a day off."""

    shift: str | None
    trial: Trial


@dataclass(frozen=True)
class Taker:
    """Somebody else in the cell's place; `gives` is the shift that she hands over for it, None when she is off."""

    worker: Worker
    gives: str | None
    trial: Trial


@dataclass(frozen=True)
class CellWhy:
    """What every other way to fill one cell would do.

    `held` is the cell's shift, None when it is a day off. `choices` are all shifts that
    anybody could work that day, and a day off. `takers` are there for a shift alone: they
    may, the cheapest first; `barred` would break hard rules.
    """

    worker: Worker
    day: int
    held: str | None
    choices: tuple[Choice, ...]
    takers: tuple[Taker, ...] = ()
    barred: tuple[Taker, ...] = ()

    @cached_property
    def without(self) -> Trial | None:
        """What a day off instead of the shift would do."""
        return next((choice.trial for choice in self.choices if choice.shift is None), None)

    @cached_property
    def barred_by_rule(self) -> dict[str, list[Worker]]:
        """Those who could not, each under the first rule that she would break."""
        order = list(RULES)
        rules: dict[str, list[Worker]] = defaultdict(list)
        for taker in self.barred:
            rules[min((one.rule for one in taker.trial.broken), key=order.index)].append(taker.worker)
        return dict(rules)


def why_of(judge: Judge, cell: Cell) -> CellWhy:
    """Everything about one cell of the judge's roster; some fifty trials for fifty people."""
    worker, held = judge.problem.worker_by_id[cell[0]], judge.duties.cells.get(cell)
    choices = tuple(Choice(shift, judge.trial({cell: shift})) for shift in others_on(judge.problem, cell[1], held))
    takers = sorted(takers_of(judge, cell, held), key=lambda one: (one.trial.cost, one.worker.name)) if held else []
    return CellWhy(
        worker,
        cell[1],
        held,
        tuple(sorted(choices, key=lambda one: (bool(one.trial.broken), one.trial.cost))),
        tuple(taker for taker in takers if not taker.trial.broken),
        tuple(taker for taker in takers if taker.trial.broken),
    )


def others_on(problem: Problem, day: int, held: str | None) -> list[str | None]:
    """What else the cell could hold: every shift that somebody may work that day, and a day off."""
    known = {id for worker in problem.workers for id in worker.shifts[day]}
    options: list[str | None] = [shift.id for shift in problem.shifts if shift.id in known and shift.id != held]
    return [*options, None] if held else options


def takers_of(judge: Judge, cell: Cell, held: str) -> Iterator[Taker]:
    """Everybody who is employed that day and has not the same shift, in the cell's place or in exchange."""
    for worker in judge.problem.workers:
        place = worker.id, cell[1]
        gives = judge.duties.cells.get(place)
        if worker.id != cell[0] and gives != held and worker.is_employed_on(cell[1]):
            yield Taker(worker, gives, judge.trial({cell: gives, place: held}))


# --- what a trial does, rule by rule -----------------------------------------


@dataclass(frozen=True)
class Difference:
    """What one rule would say otherwise: `worse` and `better`, the dearest first, and what that costs."""

    rule: str
    cost: int
    worse: list[Violation] = field(default_factory=list)
    better: list[Violation] = field(default_factory=list)

    @property
    def is_hard(self) -> bool:
        return any(violation.is_hard for violation in self.worse)


def costs_of(trial: Trial) -> dict[str, int]:
    """The trial's cost rule by rule, those that stay the same left out."""
    costs: dict[str, int] = defaultdict(int)
    for violation in trial.after:
        costs[violation.rule] += violation.penalty
    for violation in trial.before:
        costs[violation.rule] -= violation.penalty
    return {rule: cost for rule, cost in costs.items() if cost}


def differences(trial: Trial) -> list[Difference]:
    """What the rules would say otherwise: hard ones first, then those that cost most."""
    costs = costs_of(trial)
    worse, better = by_rule(netted(trial.new, trial.gone)), by_rule(netted(trial.gone, trial.new))
    found = [
        Difference(rule, costs.get(rule, 0), worse.get(rule, []), better.get(rule, []))
        for rule in RULES
        if rule in costs or rule in worse or rule in better
    ]
    return sorted(found, key=lambda one: (not one.is_hard, -one.cost))


def by_rule(violations: list[Violation]) -> dict[str, list[Violation]]:
    rules: dict[str, list[Violation]] = defaultdict(list)
    for violation in sorted(violations, key=lambda one: -one.penalty):
        rules[violation.rule].append(violation)
    return rules


def netted(these: list[Violation], those: list[Violation]) -> list[Violation]:
    """These, those that speak of a time less what the others say of the same time, neighbours made one."""
    taken = {time_of(one): one for one in those if one.start is not None and not one.is_hard}
    times, rest = [], []
    for one in these:
        if one.start is None or one.is_hard:
            rest.append(one)
            continue
        other = taken.get(time_of(one))
        left = one.penalty - (other.penalty if other else 0)
        if left > 0:
            times.append(replace(one, penalty=left, amount=one.amount - (other.amount if other else 0)))
    return [*rest, *joined(times)]


def time_of(one: Violation) -> tuple:
    return one.rule, one.days, one.start, one.end, one.station, one.facts.get("is_peak"), one.facts.get("level")


def joined(times: list[Violation]) -> list[Violation]:
    """Violations of one rule and station whose times touch, as one."""
    whole: list[Violation] = []
    for one in sorted(times, key=lambda one: (*map(str, same_place(one)), one.start)):
        last = whole[-1] if whole else None
        if last and last.end == one.start and same_place(last) == same_place(one):
            merged = replace(last, end=one.end, penalty=last.penalty + one.penalty, amount=last.amount + one.amount)
            whole[-1] = merged
        else:
            whole.append(one)
    return whole


def same_place(one: Violation) -> tuple:
    return one.rule, one.days, one.station, one.facts.get("is_peak"), one.facts.get("level")
