"""One person's published shifts: the next one, the week, the month, and figures beside the hall's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from staff.models import Absence, Employee
from staff.months import last_day_of
from staff.workdays import Day, calendar_of

from ..grids.marks import absence_mark, absence_tone, day_off_mark
from ..models import Assignment, Roster, ShiftType
from ..publications.published import PublishedCell, published_shifts
from .comparing import Bank, Beside, bank_of, beside_of
from .feeds import moment

DAYS_AHEAD = 62


@dataclass(frozen=True)
class MyDay:
    """A date as its person sees it; `is_known` is false while no roster is published for it."""

    date: date
    calendar: Day
    is_known: bool
    is_today: bool
    is_past: bool
    shift_type: ShiftType | None = None
    day_off: str = ""
    absence: Absence | None = None
    note: str = ""

    @property
    def mark(self) -> str:
        if self.shift_type:
            return self.shift_type.code
        if self.absence:
            return absence_mark(self.absence.kind)
        return day_off_mark(self.day_off or Assignment.DayOff.REST) if self.is_known else ""

    @property
    def tone(self) -> str:
        if self.shift_type:
            return self.shift_type.colour
        if self.absence:
            return absence_tone(self.absence.kind)
        return absence_tone(Absence.Kind.LIEU) if self.day_off == Assignment.DayOff.LIEU else ""


@dataclass(frozen=True)
class Colleague:
    name: str
    is_manager: bool


@dataclass(frozen=True)
class NextShift:
    """The shift that is on, or comes next; with those whose shifts overlap it, managers first."""

    date: date
    days_away: int
    shift_type: ShiftType
    is_on: bool
    colleagues: list[Colleague]

    @property
    def managers(self) -> list[Colleague]:
        return [person for person in self.colleagues if person.is_manager]


@dataclass(frozen=True)
class Personal:
    """Everything that a person's own page shows; the month may be another than the week's."""

    employee: Employee
    today: date
    week: list[MyDay]
    coming_week: list[MyDay]
    next_shift: NextShift | None
    month: date
    days: list[MyDay]
    months: list[date]
    beside: Beside | None
    bank: Bank

    @property
    def past_days(self) -> list[MyDay]:
        """Of the month that is under way, the days before today; none of any other."""
        return [day for day in self.days if day.is_past] if self.month == self.today.replace(day=1) else []

    @property
    def coming_days(self) -> list[MyDay]:
        """The rest of the month, or all of one that is not under way."""
        return self.days[len(self.past_days) :]

    @property
    def week_minutes(self) -> int:
        return minutes_of(self.week)

    @property
    def coming_minutes(self) -> int:
        return minutes_of(self.coming_week)


def minutes_of(days: Iterable[MyDay]) -> int:
    """Paid minutes of the days."""
    return sum(day.shift_type.paid_minutes for day in days if day.shift_type)


def personal_of(employee: Employee, month: date | None = None) -> Personal:
    """The person's page by the hall's clock; `month` shows another published month."""
    now = employee.hall.now().replace(tzinfo=None)
    today = now.date()
    rosters = published_of(employee, today)
    shown = month or today.replace(day=1)
    monday = today - timedelta(days=today.weekday())
    first, last = min(monday, shown), max(today + timedelta(days=DAYS_AHEAD), last_day_of(shown))
    rows = {cell.date: cell for cell in published_shifts(employee.hall, first, last, [employee])}
    book = Book(employee, today, rosters, rows, first, last)
    return Personal(
        employee=employee,
        today=today,
        week=[book.day(monday + timedelta(days=n)) for n in range(7)],
        coming_week=[book.day(monday + timedelta(days=n)) for n in range(7, 14)],
        next_shift=next_shift_of(employee, rows.values(), now),
        month=shown,
        days=[book.day(shown + timedelta(days=n)) for n in range(last_day_of(shown).day)],
        months=sorted(rosters),
        beside=beside_of(employee, rosters[shown]) if shown in rosters else None,
        bank=bank_of(employee, today),
    )


def published_of(employee: Employee, today: date) -> dict[date, Roster]:
    """The hall's published rosters of about a year, by month."""
    rosters = Roster.objects.filter(
        hall=employee.hall_id, published_at__isnull=False, month__gte=today - timedelta(days=200)
    )
    return {roster.month: roster for roster in rosters.select_related("hall").order_by("month")}


class Book:
    """Looks a date up in what has been read: the person's cells, leave, and the hall's calendar."""

    def __init__(
        self,
        employee: Employee,
        today: date,
        rosters: dict[date, Roster],
        rows: dict[date, PublishedCell],
        first: date,
        last: date,
    ) -> None:
        self.today, self.rosters, self.rows = today, rosters, rows
        self.calendar = calendar_of(employee.hall, first, last)
        self.absences = list(employee.absences.approved().between(first, last))
        shown = employee.notes.filter(is_shown=True, hall=employee.hall_id, date__range=(first, last))
        self.notes = dict(shown.order_by().values_list("date", "text"))

    def day(self, day: date) -> MyDay:
        row = self.rows.get(day)
        return MyDay(
            date=day,
            calendar=self.calendar[day],
            is_known=day.replace(day=1) in self.rosters,
            is_today=day == self.today,
            is_past=day < self.today,
            shift_type=row.shift_type if row else None,
            day_off=row.day_off if row else "",
            absence=next((away for away in self.absences if away.first_day <= day <= away.last_day), None),
            note=self.notes.get(day, "") if day.replace(day=1) in self.rosters else "",
        )


def next_shift_of(employee: Employee, rows: Iterable[PublishedCell], now: datetime) -> NextShift | None:
    for row in rows:
        if row.shift_type and moment(row.date, row.shift_type.span[1]) > now:
            return NextShift(
                date=row.date,
                days_away=(row.date - now.date()).days,
                shift_type=row.shift_type,
                is_on=moment(row.date, row.shift_type.span[0]) <= now,
                colleagues=colleagues_of(employee, row.date, row.shift_type),
            )
    return None


def colleagues_of(employee: Employee, day: date, shift_type: ShiftType) -> list[Colleague]:
    """Those whose published shifts overlap hers that day."""
    start, end = shift_type.span
    cells = published_shifts(employee.hall, day, day)
    with_her = [
        cell.employee_id
        for cell in cells
        if cell.shift_type and cell.shift_type.span[0] < end and start < cell.shift_type.span[1]
    ]
    people = Employee.objects.filter(pk__in=with_her).exclude(pk=employee.pk).order_by("-is_manager", "code")
    return [Colleague(person.name, person.is_manager) for person in people]
