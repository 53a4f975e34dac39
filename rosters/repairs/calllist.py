"""Who could come for a shift of today that stands open: those who may, hours to spare and well rested first."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from staff.models import Employee, Hall

from ..explaining.effects import Telling
from ..models import CallNote, Roster, SickShift
from ..solver.problem import DAY, HISTORY_DAYS, Worker, weeks_of
from ..solver.trial import Trial
from ..wording import hours_of
from .leavecover import StandingRoster

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
    """A shift left by somebody ill, with who could come and who may not; nobody where no roster is published for it."""

    row: SickShift
    has_roster: bool
    lines: list[CallLine] = field(default_factory=list)
    barred: list[CallLine] = field(default_factory=list)


class CallBook:
    """Reads a published roster once, for all the shifts that stand open on one day."""

    def __init__(self, roster: Roster) -> None:
        self.standing = StandingRoster(roster)
        self.problem, self.judge = self.standing.problem, self.standing.judge
        self.people = {employee.code: employee for employee in self.standing.month.employees}

    def open_shift(self, row: SickShift) -> OpenShift:
        lines = [line for worker in self.problem.workers if (line := self._line(row, worker))]
        lines.sort(key=lambda line: line.rank)
        able = [line for line in lines if not line.broken]
        return OpenShift(row, True, able, [line for line in lines if line.broken])

    def trial(self, row: SickShift, code: str) -> Trial | None:
        """What it would do if she worked the shift; None for somebody the roster does not know."""
        if code not in self.problem.worker_by_id or str(row.shift_type_id) not in self.problem.shift_by_id:
            return None
        return self.judge.trial({(code, self._number(row.opens_on)): str(row.shift_type_id)})

    def _line(self, row: SickShift, worker: Worker) -> CallLine | None:
        """Nobody is called who works then or later on the day, is away, or is the one who is ill."""
        number = self._number(row.opens_on)
        employee = self.people.get(worker.id)
        is_away = any(absence.day == number and absence.is_whole_day for absence in worker.absences)
        if employee is None or is_away or worker.id == row.employee.code or self._works(worker, row, number):
            return None
        trial = self.trial(row, worker.id)
        if trial is None or not employee.is_employed_on(row.opens_on):
            return None
        telling = Telling(self.problem, self.standing.station_names, worker.id)
        broken = telling.sentences(trial.broken)
        calls = self._calls[row.pk, employee.pk]
        return CallLine(employee, self._spare(worker, number), self._rested(worker, row), trial, broken, calls)

    def _works(self, worker: Worker, row: SickShift, number: int) -> bool:
        """Whether she has a shift on the day, or last night's still lasts when it opens."""
        night = self.judge.duties.shift(worker, number - 1)
        lasts = night is not None and night.end - DAY > row.shift_type.span[0]
        return lasts or self.judge.duties.works(worker, number)

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
        number = self._number(row.opens_on)
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
        roster = self.standing.roster
        span = roster.month - timedelta(days=1), roster.last_day
        rows = CallNote.objects.filter(shift__roster__hall=roster.hall_id, shift__date__range=span)
        for call in rows.select_related("by"):
            calls[call.shift_id, call.employee_id].append(call)
        return calls


def trial_of(row: SickShift, employee: Employee) -> Trial | None:
    roster = roster_on(row.employee.hall, row.opens_on)
    return CallBook(roster).trial(row, employee.code) if roster else None


def roster_on(hall: Hall, day: date) -> Roster | None:
    rosters = Roster.objects.filter(hall=hall, month=day.replace(day=1), published_at__isnull=False)
    return rosters.select_related("hall__rule_settings").first()


def open_shifts_on(hall: Hall, day: date) -> list[OpenShift]:
    """The shifts that people who fell ill have left on the day or in the night before it.

    As many queries for one as for ten.
    """
    rows = SickShift.objects.filter(roster__hall=hall, date__in=(day - timedelta(days=1), day))
    rows = rows.filter(Q(date=day) | Q(shift_type__ends_next_day=True) | Q(shift_type__valid_from=day))
    found = list(rows.select_related("employee", "shift_type", "worked", "filled_by", "absence", "further"))
    months = {row.opens_on.replace(day=1) for row in found}
    books = {month: CallBook(roster) for month in months if (roster := roster_on(hall, month))}
    return [open_shift(row, books.get(row.opens_on.replace(day=1))) for row in found]


def open_shift(row: SickShift, book: CallBook | None) -> OpenShift:
    if row.filled_by_id or book is None:
        return OpenShift(row, has_roster=book is not None)
    return book.open_shift(row)
