from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import Problem, Worker, half_up
from ..scope import Scope
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Terms, Variables

STEP = 30
WEEK = 7


@dataclass(frozen=True)
class TimeBank:
    """Who is owed time gets it back: the weeks that end in the month pay what they want, less her bank.

    At most `most_spend_minutes` of the bank are meant for one month. Minutes above that
    mark count in started half hours, each for half of `weight`, rounded half up.
    `amount` is the minutes not given back; fact: `owed`, the minutes that were to be.
    """

    weight: int = 80
    most_spend_minutes: int = 960
    name: ClassVar[str] = "time-bank"
    is_hard: ClassVar[bool] = False
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        counted = counted_in(problem)
        for worker in problem.workers:
            owed = spendable(problem, worker)
            if not owed:
                continue
            paid = sum(shift.paid_minutes for day in counted if (shift := duties.shift(worker, day)))
            kept = paid - (wanted_of(problem, worker) - owed)
            if kept > 0 and self.weight:
                penalty = -(-kept // STEP) * half_up(self.weight, 2)
                facts = {"owed": owed}
                yield Violation(self.name, penalty=penalty, worker=worker.id, amount=kept, facts=facts)

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        terms: Terms = []
        for worker in problem.workers:
            if owed := spendable(problem, worker):
                minutes = x.minutes(worker, counted_in(problem))
                kept = minutes.less(wanted_of(problem, worker) - owed)
                terms.append((x.at_least([kept], unit=STEP), half_up(self.weight, 2)))
        return terms


def spendable(problem: Problem, worker: Worker) -> int:
    """The minutes of her time bank that are to be given back this month: 0 without this rule."""
    settings = problem.rules.get(TimeBank.name)
    if settings is None:
        return 0
    return max(0, min(worker.bank_minutes, TimeBank(**settings).most_spend_minutes))


def goes_on(problem: Problem, week: range) -> bool:
    """Whether the week has days in the next month."""
    return week.stop == problem.days and len(week) < WEEK


def counted_in(problem: Problem) -> range:
    """The days of the weeks that end in the month: what a cut week lacks is no time given back yet."""
    last = problem.weeks[-1]
    return range(problem.weeks[0].start, last.start if goes_on(problem, last) else problem.days)


def wanted_of(problem: Problem, worker: Worker) -> int:
    """What those weeks want of the worker."""
    weeks = zip(problem.weeks, worker.week_targets, strict=True)
    return sum(target for week, target in weeks if not goes_on(problem, week))
