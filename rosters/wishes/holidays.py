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

from ..models import Assignment, HolidayChoice
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
    """A period as somebody chooses about it; `wants_rest` is None while she has not."""

    period: Period
    wants_rest: bool | None
    is_open: bool


def choosing_of(employee: Employee) -> list[Choosing]:
    known = dict(employee.holiday_choices.values_list("first_day", "wants_rest"))
    periods = coming_periods(employee.hall)
    return [Choosing(one, known.get(one.first), not is_closed(employee.hall, one.first, one.last)) for one in periods]


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
    row = employee.holiday_choices.filter(first_day=period.first).first()
    before = row.wants_rest if row else None
    row, _new = HolidayChoice.objects.update_or_create(
        employee=employee, first_day=period.first, defaults={"last_day": period.last, "wants_rest": wants_rest}
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
    chosen = {
        (row.employee_id, row.first_day): row.wants_rest
        for row in HolidayChoice.objects.filter(employee__in=people, first_day__range=(first, last))
    }
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
            [outcome(period, one, chosen.get((one.pk, period.first)), worked[one.pk], rostered) for one in people],
        )
        for period in periods
    ]


def outcome(
    period: Period, employee: Employee, wants_rest: bool | None, worked: set[date], rostered: set[date]
) -> Outcome:
    meant = [day for day in period.days if wants_rest or day.is_holiday]
    known = [day.date for day in meant if day.date in rostered and wants_rest is not None]
    missed = [day for day in known if (day in worked) == wants_rest]
    return Outcome(employee, wants_rest, sum(day.date in worked for day in period.days), missed)
