"""What leave would do to the rosters: the shifts it leaves open, and what that means for cover."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from staff.models import Absence, Hall
from staff.models.halls import DAY

from ..explaining.effects import Telling
from ..models import Roster, ShiftType
from ..month import Month, load_month
from ..problem import duties_of, problem_of
from ..publications.published import load_published
from ..solver.trial import Judge, Trial
from ..solver.why import differences

COVERING = ("manager-on-site", "cover", "headcounts", "peak-skill")


@dataclass(frozen=True)
class LeftShift:
    """A shift that the leave meets, last night's among them; `is_published` when staff rely on it."""

    date: date
    shift_type: ShiftType
    is_published: bool


@dataclass(frozen=True)
class LeaveCover:
    """What a manager looks at before she approves: the shifts left open, and what is short without them.

    `is_rostered` is false while no roster of its months has been begun: a build will keep the days free.
    """

    shifts: list[LeftShift] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    cost: int = 0
    is_rostered: bool = True

    @property
    def published(self) -> list[LeftShift]:
        return [shift for shift in self.shifts if shift.is_published]


class StandingRoster:
    """A roster's month as staff know it, or as it is drafted until they do."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.month: Month = load_published(roster) if roster.is_published else load_month(roster)
        self.problem = problem_of(roster, self.month)
        self.judge = Judge(self.problem, duties_of(roster, self.problem, self.month))

    @cached_property
    def station_names(self) -> dict[str, str]:
        return self.month.station_names

    def left_by(self, absence: Absence, today: date) -> list[LeftShift]:
        """The shifts from today on that the absence meets."""
        found = []
        for day in days_met(absence):
            cell = self.month.cells.get((absence.employee_id, day))
            shift_type = self.month.shift_types.get(cell.shift_type_id) if cell and cell.shift_type_id else None
            if shift_type and day >= today and meets(absence, shift_type, day):
                found.append(LeftShift(day, shift_type, self.roster.is_published))
        return found

    def without(self, code: str, days: Iterable[date]) -> Trial:
        return self.judge.trial({(code, (day - self.roster.month).days): None for day in days})

    def cover_texts(self, trial: Trial) -> list[str]:
        """What would be missing on the floor that is not now, a sentence each; too many people are no matter."""
        telling = Telling(self.problem, self.station_names)
        worse = [one for difference in differences(trial) if difference.rule in COVERING for one in difference.worse]
        return telling.sentences(one for one in worse if one.facts.get("kind") != "over")


def days_met(absence: Absence) -> list[date]:
    """The days whose shifts it can meet: last night's ends on its first morning."""
    return [absence.first_day - timedelta(days=1), *absence.days]


def meets(absence: Absence, shift_type: ShiftType, day: date) -> bool:
    """Whether a shift of that day lies in the absence, or runs into it."""
    start, end = absence.span
    first = (absence.first_day - day).days * DAY + start
    last = (absence.last_day - day).days * DAY + end
    return any(begin < last and first < finish for begin, finish in shift_type.segments)


class CoverBook:
    """The rosters of a hall, each read when leave first touches its month; as many queries as months."""

    def __init__(self, hall: Hall) -> None:
        self.hall, self.today = hall, hall.today()
        self._standing: dict[date, StandingRoster] = {}

    @cached_property
    def rosters(self) -> dict[date, Roster]:
        rows = Roster.objects.filter(hall=self.hall, month__gte=self.today.replace(day=1))
        return {roster.month: roster for roster in rows.select_related("hall__rule_settings")}

    def standing(self, month: date) -> StandingRoster | None:
        if month not in self._standing and month in self.rosters:
            self._standing[month] = StandingRoster(self.rosters[month])
        return self._standing.get(month)

    def cover(self, absence: Absence) -> LeaveCover:
        """What it would do; nothing in months whose roster has not been begun."""
        shifts: list[LeftShift] = []
        texts: list[str] = []
        cost = 0
        months = {day.replace(day=1) for day in days_met(absence) if day >= self.today} & self.rosters.keys()
        for month in sorted(months):
            standing = self.standing(month)
            left = standing.left_by(absence, self.today) if standing else []
            if standing and left and absence.employee.code in standing.problem.worker_by_id:
                trial = standing.without(absence.employee.code, [one.date for one in left])
                texts += standing.cover_texts(trial)
                cost += trial.cost
            shifts += left
        is_rostered = any(day.replace(day=1) in self.rosters for day in absence.days)
        return LeaveCover(shifts, texts, cost, is_rostered=is_rostered)
