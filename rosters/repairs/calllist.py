"""Who could come for a shift of today that stands open: those who may, hours to spare and well rested first."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from staff.models import Employee, Hall

from ..explaining.effects import Telling
from ..models import CallNote, Roster, SickShift
from ..solver.problem import DAY, HISTORY_DAYS, Worker, weeks_of
from ..solver.trial import Trial
from ..wording import hours_of
from .leavecover import Sheet

FAR = HISTORY_DAYS * DAY


@dataclass(frozen=True)
class CallLine:
    """Somebody who could be called; `broken` says why she may not come, `calls` what came of calling her."""

    employee: Employee
    spare: int
    rested: int
    trial: Trial
    broken: list[str]
    calls: list[CallNote]

    @property
    def sentence(self) -> str:
        """Why she stands where she stands."""
        hours = hours_of(abs(self.spare))
        if self.spare > 0:
            text = _("%(hours)s h to spare this week") % {"hours": hours}
        elif self.spare < 0:
            text = _("%(hours)s h above her week already") % {"hours": hours}
        else:
            text = _("her week is full")
        if self.rested >= FAR:
            return _("%(text)s; no shift lately.") % {"text": text}
        facts = {"text": text, "rested": hours_of(self.rested // 60 * 60)}
        return _("%(text)s; %(rested)s h between this and her nearest shift.") % facts

    @property
    def last_call(self) -> CallNote | None:
        return self.calls[-1] if self.calls else None

    @property
    def rank(self) -> tuple[bool, int, int, str]:
        """Those who have said no come last, then hours to spare, then rest."""
        said_no = self.last_call is not None and self.last_call.outcome == CallNote.Outcome.CANNOT
        return said_no, -self.spare, -self.rested, self.employee.code


@dataclass(frozen=True)
class OpenShift:
    """A shift left by somebody ill, with who could come and who may not."""

    row: SickShift
    lines: list[CallLine] = field(default_factory=list)
    barred: list[CallLine] = field(default_factory=list)


class CallBook:
    """Reads a published roster once, for all the shifts that stand open on one day."""

    def __init__(self, roster: Roster) -> None:
        self.sheet = Sheet(roster)
        self.problem, self.judge = self.sheet.problem, self.sheet.judge
        self.people = {employee.code: employee for employee in self.sheet.month.employees}

    def open_shift(self, row: SickShift) -> OpenShift:
        lines = [line for worker in self.problem.workers if (line := self._line(row, worker))]
        lines.sort(key=lambda line: line.rank)
        able = [line for line in lines if not line.broken]
        return OpenShift(row, able, [line for line in lines if line.broken])

    def trial(self, row: SickShift, code: str) -> Trial | None:
        """What it would do if she worked the shift; None for somebody the roster does not know."""
        if code not in self.problem.worker_by_id or str(row.shift_type_id) not in self.problem.shift_by_id:
            return None
        return self.judge.trial({(code, self._number(row.date)): str(row.shift_type_id)})

    def _line(self, row: SickShift, worker: Worker) -> CallLine | None:
        """Nobody is called who works today, is away, or is the one who is ill."""
        number = self._number(row.date)
        employee = self.people.get(worker.id)
        is_away = any(absence.day == number and absence.is_whole_day for absence in worker.absences)
        if employee is None or is_away or worker.id == row.employee.code or self.judge.duties.works(worker, number):
            return None
        trial = self.trial(row, worker.id)
        if trial is None or not employee.is_employed_on(row.date):
            return None
        telling = Telling(self.problem, self.sheet.station_names, worker.id)
        broken = telling.sentences(trial.broken)
        calls = self._calls[row.pk, employee.pk]
        return CallLine(employee, self._spare(worker, number), self._rested(worker, row), trial, broken, calls)

    def _number(self, day: date) -> int:
        return (day - self.problem.first_day).days

    def _spare(self, worker: Worker, number: int) -> int:
        """Minutes between what her week asks of her and what it holds."""
        weeks = weeks_of(self.problem.first_day, self.problem.days)
        week, target = next(
            (week, target) for week, target in zip(weeks, worker.week_targets, strict=True) if number in week
        )
        shifts = [self.judge.duties.shift(worker, day) for day in week]
        return target - sum(shift.paid_minutes for shift in shifts if shift)

    def _rested(self, worker: Worker, row: SickShift) -> int:
        """Minutes between the shift and the nearest of her own, before or after it."""
        number = self._number(row.date)
        start, end = row.shift_type.span
        found = [FAR]
        for day in range(max(-HISTORY_DAYS, number - HISTORY_DAYS), min(self.problem.days, number + HISTORY_DAYS)):
            if shift := self.judge.duties.shift(worker, day):
                begins, ends = shift.start + (day - number) * DAY, shift.end + (day - number) * DAY
                found.append(start - ends if ends <= start else begins - end)
        return max(0, min(found))

    @cached_property
    def _calls(self) -> dict[tuple[int, int], list[CallNote]]:
        calls: dict[tuple[int, int], list[CallNote]] = defaultdict(list)
        for call in CallNote.objects.filter(shift__roster=self.sheet.roster).select_related("by"):
            calls[call.shift_id, call.employee_id].append(call)
        return calls


def trial_of(row: SickShift, employee: Employee) -> Trial | None:
    return CallBook(row.roster).trial(row, employee.code)


def open_shifts_on(hall: Hall, day: date) -> list[OpenShift]:
    """The shifts that people who fell ill have left on the day; as many queries for one as for ten."""
    rows = SickShift.objects.filter(roster__hall=hall, date=day)
    found = list(
        rows.select_related("roster__hall__rule_settings", "employee", "shift_type", "filled_by", "absence", "further")
    )
    if not found:
        return []
    book = CallBook(found[0].roster)
    return [OpenShift(row) if row.filled_by_id else book.open_shift(row) for row in found]
