from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import DAY, Problem, Shift, Worker
from ..scope import Scope
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Terms, Variables


@dataclass(frozen=True)
class Protected:
    """People protected by law work no nights and no overtime.

    No minute between `night_from` and `night_to` (minutes from midnight), no shift paid
    above `standard_day` minutes, no week paid above the larger of contract and target,
    or, in the first week, above what history alone has made of it.
    Facts: `kind`, one of night, day, week; for night and day `shift`, the code; for day
    and week `most`, the minutes allowed, with `amount` the minutes found.
    """

    night_from: int = 1320
    night_to: int = 360
    standard_day: int = 480
    name: ClassVar[str] = "protected"
    is_hard: ClassVar[bool] = True
    scope: ClassVar[Scope] = Scope.WORKER

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for worker in problem.workers:
            if worker.is_protected:
                yield from self._day_violations(problem, duties, worker)
                yield from self._week_violations(problem, duties, worker)

    def _day_violations(self, problem: Problem, duties: Duties, worker: Worker) -> Iterator[Violation]:
        for day in range(problem.days):
            shift = duties.shift(worker, day)
            if shift is None:
                continue
            if self._night_minutes(shift):
                facts = {"kind": "night", "shift": shift.code}
                yield Violation(self.name, True, worker=worker.id, days=(day,), facts=facts)
            if shift.paid_minutes > self.standard_day:
                yield self._too_long(worker, day, shift)

    def _too_long(self, worker: Worker, day: int, shift: Shift) -> Violation:
        facts = {"kind": "day", "shift": shift.code, "most": self.standard_day}
        return Violation(self.name, True, worker=worker.id, days=(day,), amount=shift.paid_minutes, facts=facts)

    def _night_minutes(self, shift: Shift) -> int:
        until = self.night_to + (DAY if self.night_to <= self.night_from else 0)
        return sum(
            max(0, min(end, until + later) - max(start, self.night_from + later))
            for start, end in shift.segments
            for later in (-DAY, 0, DAY)
        )

    def _week_violations(self, problem: Problem, duties: Duties, worker: Worker) -> Iterator[Violation]:
        for week, target in zip(problem.weeks, worker.week_targets, strict=True):
            paid = [(day, shift.paid_minutes) for day in week if (shift := duties.shift(worker, day))]
            past = sum(minutes for day, minutes in paid if day < 0)
            most = max(worker.weekly_minutes, target, past)
            found = sum(minutes for _, minutes in paid)
            if found > most:
                facts = {"kind": "week", "most": most}
                yield Violation(self.name, True, worker=worker.id, days=tuple(week), amount=found, facts=facts)

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        forbidden = {s.id for s in problem.shifts if s.paid_minutes > self.standard_day or self.is_night(s)}
        for worker in problem.workers:
            if not worker.is_protected:
                continue
            for day in range(problem.days):
                for id in forbidden & worker.shifts[day]:
                    x.model.add(x.has(worker, day, id) == 0)
            for week, target in zip(problem.weeks, worker.week_targets, strict=True):
                minutes = x.minutes(worker, week)
                limit = max(worker.weekly_minutes, target, minutes.constant)
                x.model.add(minutes.expression() <= limit)
        return []

    def is_night(self, shift: Shift) -> bool:
        """Whether any minute of the shift lies in the night, minute by minute."""
        if self.night_from < self.night_to:
            return any(
                self.night_from <= minute % DAY < self.night_to
                for start, end in shift.segments
                for minute in range(start, end)
            )
        return any(
            minute % DAY >= self.night_from or minute % DAY < self.night_to
            for start, end in shift.segments
            for minute in range(start, end)
        )
