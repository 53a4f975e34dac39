"""One person's published shifts: the next one, the week, the month, and figures beside the hall's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from staff.models import Absence, Employee, TimeBankEntry
from staff.months import last_day_of
from staff.workdays import Day, calendar_of

from .marks import ABSENCE_TONES, absence_mark, day_off_mark
from .models import Assignment, Roster, ShiftType
from .month import load_month
from .problem import duties_of, problem_of
from .reports import PersonFigures, figures_of

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
            return ABSENCE_TONES[self.absence.kind]
        return ABSENCE_TONES[Absence.Kind.LIEU] if self.day_off == Assignment.DayOff.LIEU else ""


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
class Comparison:
    """One figure of mine beside the hall's mean; `kind` is hours, weekend, late, holiday or night."""

    kind: str
    mine: float
    mean: float

    @property
    def _most(self) -> float:
        return max(self.mine, self.mean) * 1.15 or 1

    @property
    def mine_percent(self) -> float:
        return round(100 * self.mine / self._most, 1)

    @property
    def mean_percent(self) -> float:
        return round(100 * self.mean / self._most, 1)


@dataclass(frozen=True)
class Personal:
    """Everything that a person's own page shows; the month may be another than the week's."""

    employee: Employee
    today: date
    week: list[MyDay]
    next_shift: NextShift | None
    month: date
    days: list[MyDay]
    months: list[date]
    comparisons: list[Comparison]
    bank_minutes: int

    @property
    def week_minutes(self) -> int:
        return sum(day.shift_type.paid_minutes for day in self.week if day.shift_type)


def personal_of(employee: Employee, month: date | None = None) -> Personal:
    """The person's page by the hall's clock; `month` shows another published month."""
    now = employee.hall.now().replace(tzinfo=None)
    today = now.date()
    rosters = published_of(employee, today)
    shown = month or today.replace(day=1)
    monday = today - timedelta(days=today.weekday())
    first, last = min(monday, shown), max(today + timedelta(days=DAYS_AHEAD), last_day_of(shown))
    rows = assignments_of(employee, first, last)
    book = Book(employee, today, rosters, rows, first, last)
    return Personal(
        employee=employee,
        today=today,
        week=[book.day(monday + timedelta(days=n)) for n in range(7)],
        next_shift=next_shift_of(employee, rows.values(), now),
        month=shown,
        days=[book.day(shown + timedelta(days=n)) for n in range(last_day_of(shown).day)],
        months=sorted(rosters),
        comparisons=comparisons_of(employee, rosters.get(shown)),
        bank_minutes=TimeBankEntry.objects.balances([employee], on=today).get(employee.pk, 0),
    )


def published_of(employee: Employee, today: date) -> dict[date, Roster]:
    """The hall's published rosters of about a year, by month."""
    rosters = Roster.objects.filter(
        hall=employee.hall_id, published_at__isnull=False, month__gte=today - timedelta(days=200)
    )
    return {roster.month: roster for roster in rosters.select_related("hall").order_by("month")}


def assignments_of(employee: Employee, first: date, last: date) -> dict[date, Assignment]:
    rows = employee.assignments.filter(roster__published_at__isnull=False, date__range=(first, last))
    return {row.date: row for row in rows.select_related("shift_type").order_by("date")}


class Book:
    """Looks a date up in what has been read: the person's cells, leave, and the hall's calendar."""

    def __init__(
        self,
        employee: Employee,
        today: date,
        rosters: dict[date, Roster],
        rows: dict[date, Assignment],
        first: date,
        last: date,
    ) -> None:
        self.today, self.rosters, self.rows = today, rosters, rows
        self.calendar = calendar_of(employee.hall, first, last)
        self.absences = list(employee.absences.approved().between(first, last))

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
        )


def next_shift_of(employee: Employee, rows: Iterable[Assignment], now: datetime) -> NextShift | None:
    for row in rows:
        if row.shift_type and moment(row.date, row.shift_type.span[1]) > now:
            return NextShift(
                date=row.date,
                days_away=(row.date - now.date()).days,
                shift_type=row.shift_type,
                is_on=moment(row.date, row.shift_type.span[0]) <= now,
                colleagues=colleagues_of(row, row.shift_type),
            )
    return None


def moment(day: date, minute: int) -> datetime:
    """A minute from midnight of a day on the hall's clock."""
    return datetime.combine(day, time()) + timedelta(minutes=minute)


def colleagues_of(own: Assignment, shift_type: ShiftType) -> list[Colleague]:
    start, end = shift_type.span
    others = Assignment.objects.filter(roster=own.roster_id, date=own.date, shift_type__isnull=False)
    others = others.exclude(employee=own.employee_id).select_related("employee", "shift_type")
    return [
        Colleague(row.employee.name, row.employee.is_manager)
        for row in others.order_by("-employee__is_manager", "employee__code")
        if row.shift_type and row.shift_type.span[0] < end and start < row.shift_type.span[1]
    ]


def comparisons_of(employee: Employee, roster: Roster | None) -> list[Comparison]:
    """My month beside the mean of the hall; empty when it is not published or I am not in it."""
    if roster is None:
        return []
    month = load_month(roster)
    problem = problem_of(roster, month)
    figures = figures_of(problem, duties_of(roster, problem, month))
    mine = next((figure for figure in figures if figure.code == employee.code), None)
    if mine is None:
        return []
    kinds = ["hours", "weekend", "late", *(kind for kind in ("holiday", "night") if any_has(figures, kind))]
    return [Comparison(kind, amount(mine, kind), mean(figures, kind)) for kind in kinds]


def amount(figures: PersonFigures, kind: str) -> float:
    """Hours of work, or a number of shifts."""
    return figures.minutes / 60 if kind == "hours" else getattr(figures, kind)


def mean(figures: list[PersonFigures], kind: str) -> float:
    return sum(amount(figure, kind) for figure in figures) / len(figures)


def any_has(figures: list[PersonFigures], kind: str) -> bool:
    return any(amount(figure, kind) for figure in figures)
