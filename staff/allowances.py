"""How much leave of a kind people have, have had, and have left."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from .models import Absence, AbsenceKind, Allowance, Employee, Hall, TimeBankEntry, TimeBankSettings
from .workdays import Day, calendar_of

State = Absence.State
LAST_OF_YEAR = (12, 31)


@dataclass(frozen=True)
class Balance:
    """A person's allowance of a kind, in minutes: of a year, or of her time bank for time off in lieu.

    `given` is None for a kind without an allowance. `asked` waits for a decision.
    """

    kind: AbsenceKind
    year: int
    given: int | None
    approved: int
    asked: int
    day_minutes: int

    @property
    def left(self) -> int:
        """What may still be asked for; below 0 when it has been overdrawn."""
        return (self.given or 0) - self.approved - self.asked

    @property
    def text(self) -> str:
        """What is left, in days of the contract; in hours for a time bank."""
        if self.kind.is_lieu:
            return _("%(hours)s h left in the time bank") % {"hours": plain(self.left / 60)}
        days = {"left": plain(self.left / max(1, self.day_minutes)), "given": plain(self.given_days), "year": self.year}
        return _("%(left)s of %(given)s days left in %(year)d") % days

    @property
    def given_days(self) -> float:
        return (self.given or 0) / max(1, self.day_minutes)


def plain(amount: float) -> str:
    """At most one decimal, none where it says nothing."""
    return f"{amount:.1f}".removesuffix(".0")


def share_of(employee: Employee) -> int:
    """Minutes of a whole day: a fifth of the contract's week."""
    return employee.weekly_minutes // 5


class AllowanceBook:
    """Reads once what people of a hall have and have taken in the years of some days; four queries."""

    def __init__(self, hall: Hall, employees: Iterable[Employee], first: date, last: date) -> None:
        self.hall, self.today = hall, hall.today()
        self.kinds = AbsenceKind.of(hall)
        people = list(employees)
        since = min(date(first.year, 1, 1), self.today.replace(day=1))
        until = max(date(last.year, *LAST_OF_YEAR), date(self.today.year, *LAST_OF_YEAR))
        self.absences: dict[int, list[Absence]] = {person.pk: [] for person in people}
        for row in Absence.objects.standing().filter(employee__in=people, last_day__gte=since):
            self.absences[row.employee_id].append(row)
            if self._is_lieu(row):  # a time bank has no years: what is to come in any takes from it now
                until = max(until, row.last_day)
        self.calendar: Mapping[date, Day] = calendar_of(hall, since, until)
        own = Allowance.objects.filter(employee__in=people, year__range=(since.year, until.year))
        self.own = {(row.employee_id, row.kind, row.year): row.days for row in own}
        self._read_banks(people)

    def _read_banks(self, people: list[Employee]) -> None:
        owing = TimeBankSettings.of(self.hall).most_owing_minutes
        self.bank = {person.pk: owing for person in people}
        self.booked: set[tuple[int, date]] = set()
        for pk, kind, month, minutes in TimeBankEntry.objects.filter(employee__in=people).values_list(
            "employee", "kind", "month", "minutes"
        ):
            self.bank[pk] += minutes
            if kind == TimeBankEntry.Kind.TAKEN and month:
                self.booked.add((pk, month))

    def _is_lieu(self, absence: Absence) -> bool:
        kind = self.kinds.get(absence.kind)
        return kind is not None and kind.is_lieu

    def minutes(self, absence: Absence, employee: Employee, year: int) -> int:
        """What an absence takes from the allowance of a year; time off in lieu only what is not booked yet."""
        kind = self.kinds.get(absence.kind)
        days = [day for day in absence.days if self._counts(kind, employee, day, year)]
        share = share_of(employee)
        start, end = absence.span
        return len(days) * (share if absence.is_whole_day else min(share, end - start))

    def _counts(self, kind: AbsenceKind | None, employee: Employee, day: date, year: int) -> bool:
        if kind is None or day not in self.calendar or not employee.is_employed_on(day):
            return False
        if kind.is_lieu:
            month = day.replace(day=1)
            is_open = month >= self.today.replace(day=1) and (employee.pk, month) not in self.booked
            return is_open and self.calendar[day].is_workday
        return day.year == year and (kind.counts_every_day or self.calendar[day].is_workday)

    def balance(self, employee: Employee, kind: AbsenceKind, year: int, *, but: Absence | None = None) -> Balance:
        """Her allowance; `but` is an absence that is left aside."""
        rows = [row for row in self.absences.get(employee.pk, ()) if row.kind == kind.code and row != but]
        taken = {
            state: sum(self.minutes(row, employee, year) for row in rows if row.state == state)
            for state in (State.APPROVED, State.ASKED)
        }
        given = self._given(employee, kind, year)
        return Balance(kind, year, given, taken[State.APPROVED], taken[State.ASKED], share_of(employee))

    def _given(self, employee: Employee, kind: AbsenceKind, year: int) -> int | None:
        if kind.is_lieu:
            return self.bank.get(employee.pk, 0)
        if kind.days_a_year is None:
            return None
        return int(self.own.get((employee.pk, kind.code, year), kind.days_a_year) * share_of(employee))

    def balances(self, employee: Employee, year: int) -> list[Balance]:
        """One for each kind that she may ask for and that has an allowance."""
        found = [self.balance(employee, kind, year) for kind in self.kinds.values() if kind.is_offered]
        return [one for one in found if one.given is not None]

    def beyond(self, absence: Absence, employee: Employee) -> list[tuple[Balance, int]]:
        """The allowances that the absence would overdraw, with the minutes it asks of each."""
        return [(one, wanted) for one, wanted in self._asked_of(absence, employee) if wanted > one.left]

    def _asked_of(self, absence: Absence, employee: Employee) -> Iterator[tuple[Balance, int]]:
        kind = self.kinds.get(absence.kind)
        if kind is None:
            return
        years = [absence.first_day.year] if kind.is_lieu else range(absence.first_day.year, absence.last_day.year + 1)
        for year in years:
            balance = self.balance(employee, kind, year, but=absence)
            wanted = self.minutes(absence, employee, year)
            if balance.given is not None and wanted:
                yield balance, wanted


def book_for(absence: Absence) -> AllowanceBook:
    """What is to be known of the one person before she has this absence."""
    employee = absence.employee
    return AllowanceBook(employee.hall, [employee], absence.first_day, absence.last_day)


def beyond_sentence(employee: Employee, balance: Balance, wanted: int) -> str:
    """Why it is too much, in words."""
    facts = {"name": employee.name, "kind": balance.kind, "left": balance.text}
    if balance.kind.is_lieu:
        facts["wanted"] = plain(wanted / 60)
        return _("%(name)s has %(left)s; this would take %(wanted)s h.") % facts
    facts["wanted"] = plain(wanted / max(1, balance.day_minutes))
    return _("%(kind)s of %(name)s: %(left)s; this would take %(wanted)s.") % facts
