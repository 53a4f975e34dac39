from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import HISTORY_DAYS, Problem, Worker
from ..violation import Violation
from .time_bank import spendable

if TYPE_CHECKING:
    from ..variables import Sum, Terms, Variables, Vector

HOUR = 60


@dataclass(frozen=True)
class EqualHours:
    """Everybody is equally far from her own target, earlier months carried.

    A person's balance is what her weeks pay less what they want of her, the time bank to
    be spent allowed for, plus the minutes carried. There is one level, a whole number of
    hours, chosen so that this costs least; each whole hour that a balance lies above or
    below it costs `weight`, a started hour nothing. People without a day on which they
    could work are left out.
    `amount` is the whole hours off; facts: `balance` in minutes and `level` in hours.
    """

    weight: int = 70
    name: ClassVar[str] = "equal-hours"
    is_hard: ClassVar[bool] = False

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        first = problem.weeks[0].start + HISTORY_DAYS
        balances = {}
        for worker in problem.workers:
            if worker.available_days:
                paid = sum(shift.paid_minutes for shift in duties.row(worker)[first:] if shift)
                balances[worker.id] = paid - wanted_of(problem, worker)
        if not balances or not self.weight:
            return
        edges = sorted(edge for minutes in balances.values() for edge in (minutes // HOUR, -(-minutes // HOUR)))
        level = edges[len(balances) - 1]
        for id, minutes in balances.items():
            off = max(minutes // HOUR - level, level + (-minutes) // HOUR, 0)
            if off:
                facts = {"balance": minutes, "level": level}
                yield Violation(self.name, penalty=off * self.weight, worker=id, amount=off, facts=facts)

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        balances = [
            x.minutes(worker, range(problem.weeks[0].start, problem.days)).less(wanted_of(problem, worker))
            for worker in problem.workers
            if worker.available_days
        ]
        if len(balances) < 2:
            return []
        lows, highs = zip(*(x.bounds(balance) for balance in balances), strict=True)
        level = x.new_var(min(lows) // HOUR, max(highs) // HOUR + 1, lambda vector: middle_of(balances, vector))
        terms: Terms = []
        for balance in balances:
            above = x.sum_of([*balance.terms, (level, -HOUR)], balance.constant - (HOUR - 1))
            down = balance.negated()
            below = x.sum_of([*down.terms, (level, HOUR)], down.constant - (HOUR - 1))
            terms += [(x.at_least([above], unit=HOUR), self.weight), (x.at_least([below], unit=HOUR), self.weight)]
        return terms


def wanted_of(problem: Problem, worker: Worker) -> int:
    """The minutes at which the worker's balance is even."""
    return sum(worker.week_targets) - spendable(problem, worker) - worker.carried.get("minutes", 0)


def middle_of(balances: "list[Sum]", vector: "Vector") -> int:
    """The cheapest level: a median of the balances' hours rounded down and up."""
    minutes = [balance.value(vector.values) for balance in balances]
    hours = sorted([m // HOUR for m in minutes] + [(m + HOUR - 1) // HOUR for m in minutes])
    return hours[len(minutes)]
