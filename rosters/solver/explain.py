"""Why hours are short: for each gap who is not there, sorted by what keeps them away."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from .check import check, coverage
from .duties import Duties
from .problem import DAY, Problem, Shift, Worker, is_own
from .rules import RULES
from .violation import Violation

CAUSES = {
    "absences": "away",
    "pins": "pinned",
    "eligible": "no_shift",
    "rest": "resting",
    "one-shift": "resting",
    "consecutive-days": "rest_day_due",
    "weekly-rest": "rest_day_due",
    "overtime": "overtime_limit",
    "succession": "barred_next",
    "month-most": "month_full",
    "weekends": "weekends_full",
    "shift-count": "shift_limit",
    "protected": "is_protected",
}
OTHERWISE = "other_rule"
"""What a hard rule is said to be that has no word of its own."""
ORDER = (
    "dearer",
    "week_full",
    "away",
    "other_shift",
    "other_station",
    "pinned",
    "rest_day_due",
    "resting",
    "barred_next",
    "shift_limit",
    "weekends_full",
    "month_full",
    "overtime_limit",
    "is_protected",
    OTHERWISE,
    "no_shift",
    "unskilled",
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A cause, one of `ORDER` or no_people, and the names of those it keeps away."""

    cause: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A stretch of one day in which a station has fewer heads than it needs.

    Minutes from midnight of `day`, meal breaks placed. `reasons` are empty unless they
    were asked for.
    """

    day: int
    start: int
    end: int
    station: str
    needed: int
    have: int
    reasons: tuple[Reason, ...] = ()

    @property
    def minutes(self) -> int:
        """Minutes of heads missing."""
        return (self.needed - self.have) * (self.end - self.start)


def shortfalls(problem: Problem, duties: Duties) -> list[Shortfall]:
    """The stretches in which a station is short, by day, time and station, without reasons."""
    gaps = [Shortfall(*row) for row in coverage(problem, duties) if row.have < row.needed]
    return sorted(gaps, key=lambda gap: (gap.day, gap.start, gap.station))


def explained(problem: Problem, duties: Duties, gaps: Iterable[Shortfall]) -> list[Shortfall]:
    """The gaps with their reasons, those one could act on first."""
    people = [Person(problem, duties, worker) for worker in problem.workers]
    return [replace(gap, reasons=tuple(reasons_of(people, gap))) for gap in gaps]


def reasons_of(people: Iterable["Person"], gap: Shortfall) -> Iterator[Reason]:
    names: dict[str, list[str]] = {}
    for person in people:
        if cause := person.kept_from(gap):
            names.setdefault(cause, []).append(person.worker.name)
    if not names:
        yield Reason("no_people")
    for cause in ORDER:
        if cause in names:
            yield Reason(cause, tuple(names[cause]))


class Person:
    """A worker whose own month is tried with one shift more, without the rest of the hall."""

    def __init__(self, problem: Problem, duties: Duties, worker: Worker):
        self.problem, self.duties, self.worker = problem, duties, worker
        self._tried: dict[tuple[int, str], str] = {}

    def kept_from(self, gap: Shortfall) -> str | None:
        """What keeps her from filling the gap; None when she fills it, is not employed or it is another's own work."""
        if not self.worker.is_employed_on(gap.day):
            return None
        if gap.station not in self.worker.levels:
            return None if is_own(gap.station) else "unskilled"
        if any(self._is_present(gap, day) for day in (gap.day - 1, gap.day)):
            return "other_station" if len(self.worker.levels) > 1 else None
        if self._is_away(gap):
            return "away"
        return self._kept_from_shifts(gap)

    def _is_present(self, gap: Shortfall, day: int) -> bool:
        shift = self.duties.shift(self.worker, day)
        return shift is not None and covers(shift, gap, day)

    def _is_away(self, gap: Shortfall) -> bool:
        spans = [((a.day - gap.day) * DAY + a.start, (a.day - gap.day) * DAY + a.end) for a in self.worker.absences]
        return any(start < gap.end and gap.start < end for start, end in spans)

    def _kept_from_shifts(self, gap: Shortfall) -> str:
        """The mildest cause among the shifts of that day, and of the eve, that would cover the gap."""
        causes = {
            self._cause(day, self.problem.shift_by_id[id])
            for day in (gap.day - 1, gap.day)
            if day >= 0
            for id in self.worker.shifts[day]
            if covers(self.problem.shift_by_id[id], gap, day)
        }
        if self.duties.works(self.worker, gap.day):
            causes.add(self._cause_of_work(gap.day))
        return next((cause for cause in ORDER if cause in causes), "no_shift")

    def _cause(self, day: int, shift: Shift) -> str:
        if self.duties.works(self.worker, day):
            return self._cause_of_work(day)
        key = day, shift.id
        if key not in self._tried:
            self._tried[key] = self._try(day, shift)
        return self._tried[key]

    def _cause_of_work(self, day: int) -> str:
        return "pinned" if day in self._pinned_days else "other_shift"

    def _try(self, day: int, shift: Shift) -> str:
        cells = {cell: id for cell, id in self.duties.cells.items() if cell[0] == self.worker.id}
        faults = check(self._alone, Duties(self._alone, cells | {(self.worker.id, day): shift.id}))
        new = [CAUSES.get(fault.rule, OTHERWISE) for fault in faults if fault not in self._faults]
        if new:
            return min(new, key=ORDER.index)
        return "week_full" if self._is_full(day, shift) else "dearer"

    def _is_full(self, day: int, shift: Shift) -> bool:
        for week, target in zip(self.problem.weeks, self.worker.week_targets, strict=True):
            if day in week:
                worked = (self.duties.shift(self.worker, other) for other in week)
                return sum(other.paid_minutes for other in worked if other) + shift.paid_minutes > target
        return False

    @cached_property
    def _pinned_days(self) -> set[int]:
        return {pin.day for pin in self._alone.pins}

    @cached_property
    def _alone(self) -> Problem:
        """The hall with nobody but her, and only what no one may break."""
        return replace(
            self.problem,
            workers=(self.worker,),
            demand=(),
            wishes=(),
            pins=tuple(pin for pin in self.problem.pins if pin.worker == self.worker.id),
            rules={name: settings for name, settings in self.problem.rules.items() if RULES[name].is_hard},
        )

    @cached_property
    def _faults(self) -> list[Violation]:
        cells = {cell: id for cell, id in self.duties.cells.items() if cell[0] == self.worker.id}
        return check(self._alone, Duties(self._alone, cells))


def covers(shift: Shift, gap: Shortfall, day: int) -> bool:
    """Whether the shift, begun on that day, is on the floor in any part of the gap."""
    ahead = (gap.day - day) * DAY
    return any(start - ahead < gap.end and gap.start < end - ahead for start, end in shift.segments)
