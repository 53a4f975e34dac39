from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import HISTORY_DAYS, Problem, Worker
from ..scope import Scope
from ..violation import Violation

if TYPE_CHECKING:
    from ..cpsat import IntVar
    from ..variables import Terms, Variables


@dataclass(frozen=True)
class Overtime:
    """Overtime stays within `day_most` minutes a day and `month_most` a month.

    A day's overtime is what it pays beyond `standard_day`; a week's is the larger of its
    days' and of its minutes beyond contract and target; the month's is that of all its
    weeks, history in the first one counted. What history alone has made of the first
    week is never held against the month. Facts: `kind`, day or month; `most`, the
    minutes allowed; for day `shift`, the code. `amount` is the overtime found.
    """

    standard_day: int = 480
    day_most: int = 180
    month_most: int = 2160
    name: ClassVar[str] = "overtime"
    is_hard: ClassVar[bool] = True
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        unworked = Duties(problem, {})
        for worker in problem.workers:
            for day, shift in enumerate(duties.row(worker)[HISTORY_DAYS:]):
                if shift and shift.paid_minutes > self.standard_day + self.day_most:
                    facts = {"kind": "day", "shift": shift.code, "most": self.day_most}
                    over = shift.paid_minutes - self.standard_day
                    yield Violation(self.name, True, worker=worker.id, days=(day,), amount=over, facts=facts)
            past = overtime_of(problem, unworked, worker, self.standard_day)
            most = max(self.month_most, past)
            found = overtime_of(problem, duties, worker, self.standard_day)
            if found > most:
                days = tuple(range(problem.days))
                facts = {"kind": "month", "most": most}
                yield Violation(self.name, True, worker=worker.id, days=days, amount=found, facts=facts)

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        too_long = {s.id for s in problem.shifts if s.paid_minutes > self.standard_day + self.day_most}
        for worker in problem.workers:
            for day in range(problem.days):
                for id in too_long & worker.shifts[day]:
                    x.model.add(x.has(worker, day, id) == 0)
            weeks = [self._week(x, worker, week, place) for place, week in enumerate(problem.weeks)]
            past = sum(least for _, least, _ in weeks)
            if sum(most for _, _, most in weeks) > self.month_most:
                x.model.add(sum(over for over, _, _ in weeks) <= max(self.month_most, past))
        return []

    def _week(self, x: "Variables", worker: Worker, week: range, place: int) -> "tuple[IntVar, int, int]":
        """The week's overtime, with the least and the most it can be."""
        minutes = x.minutes(worker, week)
        normal = max(worker.weekly_minutes, worker.week_targets[place])
        beyond = x.sum_of(minutes.terms, minutes.constant - normal)
        long_days = [
            (literal, shift.paid_minutes - self.standard_day)
            for day in week
            for shift, literal in x.options(worker, day)
            if shift.paid_minutes > self.standard_day
        ]
        daily = x.sum_of(long_days)
        past = sum(by for literal, by in long_days if literal.index == x.one.index)
        least = max(0, past, beyond.constant)
        most = max(0, x.bounds(daily)[1], x.bounds(beyond)[1])
        return x.at_least([daily, beyond]), least, most


def overtime_of(problem: Problem, duties: Duties, worker: Worker, standard_day: int) -> int:
    """The worker's overtime in the month, in minutes."""
    total = 0
    row = duties.row(worker)
    for week, target in zip(problem.weeks, worker.week_targets, strict=True):
        shifts = row[week.start + HISTORY_DAYS : week.stop + HISTORY_DAYS]
        paid = [shift.paid_minutes for shift in shifts if shift]
        by_day = sum(minutes - standard_day for minutes in paid if minutes > standard_day)
        total += max(by_day, sum(paid) - max(worker.weekly_minutes, target), 0)
    return total
