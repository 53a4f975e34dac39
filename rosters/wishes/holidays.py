"""Pay or rest of a holiday: the periods to choose about, the choice, and what the roster made of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from staff.audit import record
from staff.banking import held
from staff.models import Employee, Hall, User
from staff.months import last_day_of, shifted
from staff.workdays import Day, calendar_of

from ..models import Assignment, HolidayChoice, Roster
from ..publications.published import publications_in_force, published_shifts
from .wishing import is_closed

MONTHS_AHEAD = 3


class NotChoosable(Exception):
    """A choice that was refused; `reason` is not_yours, no_holiday or closed."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(reason)
        self.reason, self.sentence = reason, sentence


@dataclass(frozen=True)
class Period:
    """Days in a row on which nobody works as usual, with at least one statutory holiday among them."""

    days: tuple[Day, ...]

    @property
    def first(self) -> date:
        return self.days[0].date

    @property
    def last(self) -> date:
        return self.days[-1].date

    @property
    def name(self) -> str:
        """As people know it: by the name that most of its statutory days have, and not by that of its eve."""
        names = Counter(day.name for day in self.days if day.is_holiday and day.name)
        return max(names, key=lambda name: names[name], default="")

    def choice_among(self, choices: Iterable[HolidayChoice]) -> bool | None:
        """Whether rest was chosen for it: one made of another length of it counts as well; None without a choice."""
        found = (one.wants_rest for one in choices if one.first_day <= self.last and self.first <= one.last_day)
        return next(found, None)


def periods_in(calendar: Iterable[Day]) -> Iterator[Period]:
    """The holiday periods of some days in a row."""
    run: list[Day] = []
    for day in [*calendar, None]:
        if day is not None and not day.is_workday:
            run.append(day)
        else:
            if any(one.is_holiday for one in run):
                yield Period(tuple(run))
            run = []


def coming_periods(hall: Hall) -> list[Period]:
    """Those that have not begun and lie in this month or the next three; a bridge of days stays whole."""
    today = hall.today()
    last = last_day_of(shifted(today.replace(day=1), MONTHS_AHEAD)) + timedelta(days=10)
    found = periods_in(calendar_of(hall, today - timedelta(days=10), last).values())
    return [period for period in found if today < period.first and period.last < last]


@dataclass(frozen=True)
class Choosing:
    """A period as somebody chooses about it; `wants_rest` is None while she has not.

    `missed` are days on which the published roster could not honour the choice.
    """

    period: Period
    wants_rest: bool | None
    is_open: bool
    missed: list[date] = field(default_factory=list)


def choosing_of(employee: Employee) -> list[Choosing]:
    known = list(employee.holiday_choices.all())
    hall, periods = employee.hall, coming_periods(employee.hall)
    if not periods:
        return []
    first, last = periods[0].first, periods[-1].last
    months = {publication.roster.month for publication in publications_in_force(hall, first, last)}
    known_days = {day.date for one in periods for day in one.days if day.date.replace(day=1) in months}
    worked = {cell.date for cell in published_shifts(hall, first, last, [employee]) if cell.shift_type}
    return [
        Choosing(one, wanted, not is_closed(hall, one.first, one.last), missed_in(one, wanted, worked, known_days))
        for one in periods
        for wanted in (one.choice_among(known),)
    ]


def missed_in(period: Period, wants_rest: bool | None, worked: set[date], rostered: set[date]) -> list[date]:
    """The days on which a choice is not honoured, of those that are rostered."""
    if wants_rest is None:
        return []
    meant = [day.date for day in period.days if wants_rest or day.is_holiday]
    return [day for day in meant if day in rostered and (day in worked) == wants_rest]


@transaction.atomic
def choose(employee: Employee, first_day: date, *, wants_rest: bool, by: User) -> HolidayChoice:
    """Pay or rest for the period that begins on the day; may be changed until it is closed. Raises NotChoosable."""
    employee = held(employee)
    if employee.user_id != by.pk:
        raise NotChoosable("not_yours", _("This is somebody else’s choice."))
    period = next((one for one in coming_periods(employee.hall) if one.first == first_day), None)
    if period is None:
        raise NotChoosable("no_holiday", _("There is no holiday to choose about on this day."))
    if is_closed(employee.hall, period.first, period.last):
        raise NotChoosable("closed", _("This holiday’s roster is being made; ask your manager."))
    earlier = employee.holiday_choices.filter(first_day__lte=period.last, last_day__gte=period.first)
    before = period.choice_among(earlier)
    # The calendar may have moved the holiday since: what was chosen of any of its days gives way.
    earlier.delete()
    row = HolidayChoice.objects.create(
        employee=employee, first_day=period.first, last_day=period.last, wants_rest=wants_rest
    )
    if before is not wants_rest:
        facts = [None if one is None else "holiday_rest" if one else "holiday_pay" for one in (before, wants_rest)]
        record("holiday_chosen", by=by, hall=employee.hall, subject=str(row), before=facts[0], after=facts[1])
    return row


# --- what became of it -----------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """A person's choice about a period beside the roster: `missed` are the days on which it could not be honoured."""

    employee: Employee
    wants_rest: bool | None
    worked: int = 0
    missed: list[date] = field(default_factory=list)


@dataclass(frozen=True)
class PeriodOutcome:
    period: Period
    is_rostered: bool
    people: list[Outcome]


def outcomes_of(hall: Hall) -> list[PeriodOutcome]:
    """Every coming holiday with everybody's choice and what the roster has made of it; four queries."""
    periods = coming_periods(hall)
    if not periods:
        return []
    first, last = periods[0].first, periods[-1].last
    people = list(hall.employees.employed_between(first, last))
    chosen: dict[int, list[HolidayChoice]] = defaultdict(list)
    for row in HolidayChoice.objects.filter(employee__in=people, first_day__lte=last, last_day__gte=first):
        chosen[row.employee_id].append(row)
    worked: dict[int, set[date]] = defaultdict(set)
    rostered: set[date] = set()
    for pk, day, shift in Assignment.objects.filter(employee__in=people, date__range=(first, last)).values_list(
        "employee", "date", "shift_type"
    ):
        rostered.add(day)
        if shift:
            worked[pk].add(day)
    return [
        PeriodOutcome(
            period,
            any(day.date in rostered for day in period.days),
            [outcome(period, one, period.choice_among(chosen[one.pk]), worked[one.pk], rostered) for one in people],
        )
        for period in periods
    ]


def outcome(
    period: Period, employee: Employee, wants_rest: bool | None, worked: set[date], rostered: set[date]
) -> Outcome:
    count = sum(day.date in worked for day in period.days)
    return Outcome(employee, wants_rest, count, missed_in(period, wants_rest, worked, rostered))


def unhonoured_in(roster: Roster) -> int:
    """How many choices about holidays of its month the roster could not honour."""
    people = [person for one in outcomes_of(roster.hall) for person in one.people]
    return sum(any(day.replace(day=1) == roster.month for day in person.missed) for person in people)
