"""How many minutes of a published month are overtime at which rate, and how many were time off in lieu."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from staff.models import Absence, Employee, TimeBankSettings

from ..models import Assignment, Publication, Roster
from ..month import Month, load_month
from ..publications.published import PublishedCell, publications_in_force, published_shifts
from ..solver.problem import weeks_of
from ..targets import absences_on, first_monday, wanted_tenths, week_targets

LIEU = Assignment.DayOff.LIEU
Cells = Mapping[date, PublishedCell]


@dataclass(frozen=True)
class Overtime:
    """Minutes of one person's month: worked in all, and those beyond what is paid as usual.

    `holiday`, on statutory holidays; `long_day`, of other days beyond the standard day;
    `further_day`, what a week that ends in the month holds beyond contract and target and
    beyond those two. `taken` is time off in lieu.
    """

    paid: int = 0
    long_day: int = 0
    further_day: int = 0
    holiday: int = 0
    taken: int = 0

    @property
    def total(self) -> int:
        return self.long_day + self.further_day + self.holiday


def overtime_of(roster: Roster) -> dict[Employee, Overtime]:
    """The overtime of everybody in the roster, as published; nobody's while it is not."""
    month = load_month(roster)
    cells: dict[int, dict[date, PublishedCell]] = {employee.pk: {} for employee in month.employees}
    for cell in published_shifts(roster.hall, first_monday(month), roster.last_day):
        cells.setdefault(cell.employee_id, {})[cell.date] = cell
    since = covered_since(month)
    return {employee: overtime_in(month, employee, cells[employee.pk], since) for employee in month.employees}


def covered_since(month: Month) -> date:
    """The first day of the month's weeks that a published roster covers; a hall's first month has none before it."""
    first, eve = first_monday(month), month.roster.month - timedelta(days=1)
    is_covered = first <= eve and bool(publications_in_force(month.roster.hall, first, eve))
    return first if is_covered else month.roster.month


def overtime_in(month: Month, employee: Employee, cells: Cells, since: date) -> Overtime:
    """One person's, from her published cells since the Monday of the month's first week.

    What lies before `since` is covered by no roster: nothing is known of it, and nothing is missing from it.
    """
    days = [day for day in month.days if day in cells]
    holidays = [day for day in days if month.calendar[day].is_holiday]
    return Overtime(
        paid=sum(paid_on(cells, day) for day in days),
        long_day=sum(beyond_day(month, cells, day) for day in days),
        further_day=sum(further for further, _short in weeks_in(month, employee, cells, since)),
        holiday=sum(paid_on(cells, day) for day in holidays),
        taken=taken_in(month, employee, cells, since),
    )


def paid_on(cells: Cells, day: date) -> int:
    """Paid minutes of the shift that begins on the day, and so counts for it, past midnight too."""
    cell = cells.get(day)
    return cell.shift_type.paid_minutes if cell and cell.shift_type else 0


def beyond_day(month: Month, cells: Cells, day: date) -> int:
    """Minutes beyond the standard day; none on a statutory holiday, all of which counts as such."""
    if month.calendar[day].is_holiday:
        return 0
    return max(0, paid_on(cells, day) - month.rules.standard_day_minutes)


def weeks_in(month: Month, employee: Employee, cells: Cells, since: date) -> Iterator[tuple[int, int]]:
    """Of each week that ends in the month, the minutes beyond it and those that its covered days are short of."""
    weeks = weeks_of(month.roster.month, len(month.days))
    for week, target in zip(weeks, week_targets(month, employee), strict=True):
        if len(week) < 7:
            continue
        days = [month.roster.month + timedelta(days=n) for n in week]
        plain = sum(paid_on(cells, day) for day in days if not month.calendar[day].is_holiday)
        plain -= sum(beyond_day(month, cells, day) for day in days)
        paid = sum(paid_on(cells, day) for day in days)
        wanted = sum(wanted_tenths(month, employee, day) for day in days if day >= since)
        yield max(0, plain - max(employee.weekly_minutes, target)), max(0, (wanted + 5) // 10 - paid)


def taken_in(month: Month, employee: Employee, cells: Cells, since: date) -> int:
    """Time off in lieu: leave of that kind, and days off in lieu or, if more, what short weeks gave back.

    A build gives time back by asking less of a week than its target; that is time taken as
    far as it was owed at the month's beginning and the hall gives back in one month.
    """
    share, leave = employee.weekly_minutes // 5, leave_in_lieu(month, employee)
    in_cells = share * sum(cell.day_off == LIEU and cell.date >= month.roster.month for cell in cells.values())
    owed = max(0, min(month.bank[employee.pk], month.rules.bank_spend_minutes) - leave)
    short = sum(short for _further, short in weeks_in(month, employee, cells, since))
    is_shown = any(cell.date >= month.roster.month for cell in cells.values())
    return leave + (max(in_cells, min(owed, short)) if is_shown else 0)


def leave_in_lieu(month: Month, employee: Employee) -> int:
    """Minutes of approved leave in lieu: of a whole workday a fifth of the week, of hours as many, at most that."""
    total, share = 0, employee.weekly_minutes // 5
    for day in month.days:
        if employee.is_employed_on(day) and month.calendar[day].is_workday:
            away = [row for row in absences_on(month, employee, day) if row.kind == Absence.Kind.LIEU]
            total += min(share, sum(row.span[1] - row.span[0] for row in away))
    return total


# --- the hours sheet -------------------------------------------------------------


@dataclass(frozen=True)
class HoursLine:
    """One person's line of the hours sheet: her overtime, and which of it is banked; the rest is paid."""

    employee: Employee
    overtime: Overtime
    is_banked: bool
    banked_long_day: int
    banked_further_day: int

    @property
    def banked(self) -> int:
        return self.banked_long_day + self.banked_further_day

    @property
    def paid_long_day(self) -> int:
        return self.overtime.long_day - self.banked_long_day

    @property
    def paid_further_day(self) -> int:
        return self.overtime.further_day - self.banked_further_day


@dataclass(frozen=True)
class HoursSheet:
    """A published month's hours at each rate, person by person; page, workbook and API show this."""

    roster: Roster
    publication: Publication
    settings: TimeBankSettings
    lines: list[HoursLine]

    @property
    def totals(self) -> dict[str, int]:
        return {
            "paid": sum(line.overtime.paid for line in self.lines),
            "long_day": sum(line.paid_long_day for line in self.lines),
            "further_day": sum(line.paid_further_day for line in self.lines),
            "holiday": sum(line.overtime.holiday for line in self.lines),
            "banked": sum(line.banked for line in self.lines),
            "taken": sum(line.overtime.taken for line in self.lines),
        }


def sheet_of(roster: Roster, publication: Publication, choices: Mapping[int, bool]) -> HoursSheet:
    """The sheet of a published roster; `choices` says who wants her overtime banked, by primary key."""
    settings = TimeBankSettings.of(roster.hall)
    return HoursSheet(roster, publication, settings, list(lines_of(overtime_of(roster).items(), settings, choices)))


def lines_of(
    overtime: Iterable[tuple[Employee, Overtime]], settings: TimeBankSettings, choices: Mapping[int, bool]
) -> Iterator[HoursLine]:
    for employee, found in overtime:
        is_banked = choices.get(employee.pk, settings.banks_unless_asked)
        yield HoursLine(
            employee=employee,
            overtime=found,
            is_banked=is_banked,
            banked_long_day=found.long_day if is_banked and settings.banks_long_days else 0,
            banked_further_day=found.further_day if is_banked and settings.banks_further_days else 0,
        )
