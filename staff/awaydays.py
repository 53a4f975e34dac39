"""How many people of a hall are away on each day, and how many more may be."""

from dataclasses import dataclass, field
from datetime import date

from .models import Absence, Hall, LeaveSettings
from .workdays import Day, calendar_of, dates


@dataclass
class AwayDay:
    """A date with those who are away on it for the whole day; `most` is None without a limit."""

    day: Day
    most: int | None
    approved: list[Absence] = field(default_factory=list)
    asked: list[Absence] = field(default_factory=list)

    @property
    def date(self) -> date:
        return self.day.date

    @property
    def left(self) -> int | None:
        """How many more may be approved; None without a limit."""
        return None if self.most is None else max(0, self.most - len(self.approved))

    @property
    def is_full(self) -> bool:
        return self.left == 0


def most_on(settings: LeaveSettings, day: Day) -> int | None:
    if day.is_holiday:
        return settings.most_on_holidays
    return settings.most_on_workdays if day.is_workday else settings.most_on_rest_days


def away_days(hall: Hall, first: date, last: date) -> dict[date, AwayDay]:
    """Every date from first to last; three queries."""
    settings, calendar = LeaveSettings.of(hall), calendar_of(hall, first, last)
    days = {day: AwayDay(known, most_on(settings, known)) for day, known in calendar.items()}
    rows = Absence.objects.standing().whole_days().filter(employee__hall=hall).between(first, last)
    for row in rows.exclude(kind=Absence.Kind.UNAVAILABLE).select_related("employee"):
        for day in dates(max(first, row.first_day), min(last, row.last_day)):
            (days[day].asked if row.is_open else days[day].approved).append(row)
    return days


def full_days(absence: Absence) -> list[date]:
    """The days of the absence on which as many others are away as may be."""
    if not absence.is_whole_day:
        return []
    found = []
    for day, known in away_days(absence.employee.hall, absence.first_day, absence.last_day).items():
        others = {row.employee_id for row in known.approved} - {absence.employee_id}
        if known.most is not None and len(others) >= known.most:
            found.append(day)
    return found
