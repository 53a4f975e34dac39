"""Between a roster's rows and the solver's problem: the only translator, both ways."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from staff.models import Employee

from . import targets
from .models import PersonLimits, Roster, ShiftType
from .month import Cell, Month, load_month
from .needs.dayneeds import DayNeeds, DayRows
from .solver import problem as solver
from .solver.duties import Duties
from .solver.problem import HISTORY_DAYS, Problem

Place = tuple[str, int]
"""A cell as the solver knows it: employee code, and day of the month from 0."""


def problem_of(roster: Roster, month: Month | None = None) -> Problem:
    """The month as the solver and the rules take it.

    Workers are known by employee code, shifts by `ShiftType.pk` as text, stations by code.
    `month` saves reading it again.
    """
    month = month or load_month(roster)
    days = [month.calendar[day] for day in month.days]
    problem = Problem(
        first_day=roster.month,
        days=len(days),
        shifts=tuple(shifts_of(month)),
        workers=tuple(workers_of(month)),
        open=tuple(month.open[day] for day in month.days),
        demand=month.kept.demand if month.kept else tuple(demand_of(month)),
        rules=month.rules.as_rules(),
        weekends=frozenset(n for n, day in enumerate(days) if targets.is_weekend(day)),
        holidays=frozenset(n for n, day in enumerate(days) if day.is_holiday),
        pins=tuple(pins_of(month)),
        wishes=tuple(wishes_of(month)),
        headcounts=tuple(headcounts_of(month)),
    )
    return replace(problem, rules=problem.rules | limit_rules_of(month, problem))


def limit_rules_of(month: Month, problem: Problem) -> dict[str, dict[str, int]]:
    """The rules about limits of which the problem has any, so that others cost a build nothing."""
    limits = [worker.limits for worker in problem.workers]
    speaks = {
        "succession": any(shift.barred_next for shift in problem.shifts),
        "month-most": any(own.most_minutes is not None for own in limits),
        "shift-count": any(own.shift_most for own in limits),
        "weekends": any(own.most_weekends is not None for own in limits),
        "headcounts": bool(problem.headcounts),
        "month-least": any(own.least_minutes for own in limits),
        "short-runs": any((own.least_run or 0) > 1 for own in limits),
        "short-breaks": any((own.least_rest or 0) > 1 for own in limits),
    }
    return {name: settings for name, settings in month.rules.limit_rules().items() if speaks[name]}


def duties_of(roster: Roster, problem: Problem, month: Month | None = None) -> Duties:
    """The roster as it stands; people and shifts that the problem does not know are left out."""
    if month is None:
        rows = roster.assignments.filter(shift_type__isnull=False).order_by()
        cells = list(rows.values_list("employee__code", "date", "shift_type"))
    else:
        codes = codes_of(month)
        cells = [(codes.get(c.employee_id, ""), c.date, c.shift_type_id or 0) for c in month.cells.values()]
    return Duties(
        problem,
        {
            (code, (day - roster.month).days): str(shift)
            for code, day, shift in cells
            if code in problem.worker_by_id and str(shift) in problem.shift_by_id
        },
    )


def with_past_kept(problem: Problem, duties: Duties, today: date) -> Problem:
    """The problem with every cell before today pinned as it stands: what has been worked stays."""
    past = range(min(problem.days, max(0, (today - problem.first_day).days)))
    kept = tuple(solver.Pin(worker.id, day, duties.shift_id(worker, day)) for worker in problem.workers for day in past)
    return replace(problem, pins=kept + tuple(pin for pin in problem.pins if pin.day not in past))


def codes_of(month: Month) -> dict[int, str]:
    return {employee.pk: employee.code for employee in month.employees}


def day_number(month: Month, day: date) -> int:
    return (day - month.roster.month).days


# --- shifts ------------------------------------------------------------------


def shifts_in_use(month: Month) -> list[int]:
    """Shift types valid on some day of the month, or standing in it or in its history; others stay out."""
    since = month.roster.month - timedelta(days=HISTORY_DAYS)
    standing = {cell.shift_type_id for cell in month.cells.values()}
    standing |= {shift_type for (_, day), shift_type in month.past.items() if day >= since}
    return [
        pk
        for pk, shift_type in month.shift_types.items()
        if pk in standing or any(may_be_worked(month, shift_type, day) for day in month.days)
    ]


def worked_parts(month: Month) -> Iterator[tuple[Cell, int]]:
    """Cells with what was worked of a shift until its person fell ill, and which shift: the part begins as it did."""
    for cell in month.cells.values():
        part = month.shift_types[cell.shift_type_id] if cell.shift_type_id else None
        whole = month.whole_of(part) if part else None
        if part and whole and part.pk != whole.pk and part.start == whole.start:
            yield cell, whole.pk


def may_be_worked(month: Month, shift_type: ShiftType, day: date) -> bool:
    return shift_type.hall_id == month.roster.hall_id and shift_type.is_valid_on(day)


def shifts_of(month: Month) -> Iterator[solver.Shift]:
    in_use, worked = shifts_in_use(month), list(worked_parts(month))
    for pk in in_use:
        barred = month.barred_next.get(pk, set()).intersection(in_use)
        barred |= {cell.shift_type_id for cell, whole in worked if cell.shift_type_id and whole in barred}
        yield shift_of(month.shift_types[pk], frozenset(map(str, barred)))


def shift_of(row: ShiftType, barred_next: frozenset[str] = frozenset()) -> solver.Shift:
    window = row.break_window
    return solver.Shift(
        id=str(row.pk),
        code=row.code,
        kind=row.kind,
        segments=tuple(row.segments),
        paid_minutes=row.paid_minutes,
        break_minutes=row.break_minutes if window else 0,
        break_window=window,
        barred_next=barred_next,
    )


# --- people ------------------------------------------------------------------


def workers_of(month: Month) -> Iterator[solver.Worker]:
    shifts, limits = ShiftsByDay(month), LimitsOfPeople(month)
    own_work = {row.employee_id: {row.place: 1} for row in month.reserved if row.employee_id}
    balances = targets.carried(month)
    for employee in month.employees:
        yield solver.Worker(
            id=employee.code,
            name=employee.name,
            is_manager=employee.is_manager,
            levels=month.levels[employee.pk] | own_work.get(employee.pk, {}),
            shifts=shifts.open_to(employee),
            weekly_minutes=employee.weekly_minutes,
            week_targets=targets.week_targets(month, employee),
            is_protected=employee.is_protected,
            absences=tuple(absences_of(month, employee)),
            history=history_of(month, employee),
            bank_minutes=max(0, month.bank[employee.pk]),
            carried=balances[employee.pk],
            wish_percent=targets.wish_percent(month.rules, month.grades.get(employee.pk)),
            limits=limits.of(employee),
        )


class ShiftsByDay:
    """Which shifts each person may work on each day, equal sets shared."""

    def __init__(self, month: Month):
        self.month = month
        self.valid = [
            frozenset(pk for pk, row in month.shift_types.items() if may_be_worked(month, row, day))
            for day in month.days
        ]
        self.sets: dict[frozenset[int], frozenset[str]] = {}

    def open_to(self, employee: Employee) -> tuple[frozenset[str], ...]:
        """For each day the ids of shifts she may work; none outside her contract or without a skill.

        On a day on which the hall stays closed, only what already stands in her cell.
        """
        own = frozenset(pk for pk, row in self.month.shift_types.items() if self._is_open_to(row, employee))
        return tuple(self._on(number, day, own, employee) for number, day in enumerate(self.month.days))

    def _is_open_to(self, row: ShiftType, employee: Employee) -> bool:
        if not (employee.is_manager or self.month.levels[employee.pk]):
            return False
        if row.pk in self.month.only_for and employee.pk not in self.month.only_for[row.pk]:
            return False
        return row.open_to == ShiftType.OpenTo.EVERYONE or employee.is_manager == (
            row.open_to == ShiftType.OpenTo.MANAGERS
        )

    def _on(self, number: int, day: date, own: frozenset[int], employee: Employee) -> frozenset[str]:
        if not employee.is_employed_on(day):
            return frozenset()
        may = own & self.valid[number]
        if not self.month.open[day]:
            cell = self.month.cells.get((employee.pk, day))
            may &= {cell.shift_type_id} if cell and cell.shift_type_id else set()
        return self.sets.setdefault(may, frozenset(str(pk) for pk in may))


class LimitsOfPeople:
    """What each person's month may hold: her own limits, the hall's where she has none."""

    def __init__(self, month: Month):
        self.month = month
        in_use = {pk: month.shift_types[pk] for pk in shifts_in_use(month)}
        self.known = in_use.keys()
        self.worked = Counter((cell.employee_id, whole) for cell, whole in worked_parts(month))
        self.common = {pk: row.most_a_month for pk, row in in_use.items() if row.most_a_month is not None}

    def of(self, employee: Employee) -> solver.Limits:
        rules = self.month.rules
        own = getattr(employee, "limits", None) or PersonLimits()
        most = self.common | self.month.shift_limits.get(employee.pk, {})
        return solver.Limits(
            least_minutes=self._least_minutes(employee, first_of(own.least_minutes, rules.month_least_minutes)),
            most_minutes=first_of(own.most_minutes, rules.month_most_minutes),
            most_run=own.most_run,
            least_run=first_of(own.least_run, rules.least_run),
            least_rest=first_of(own.least_rest, rules.least_rest),
            most_weekends=first_of(own.most_weekends, rules.most_weekends),
            shift_most={
                str(pk): max(0, count - self.worked[employee.pk, pk])
                for pk, count in sorted(most.items())
                if pk in self.known
            },
        )

    def _least_minutes(self, employee: Employee, least: int | None) -> int | None:
        """The part of them that falls to the days on which she is there."""
        if least is None:
            return None
        there, whole = targets.month_tenths(self.month, employee)
        return least * max(0, there) // whole if whole else least


def first_of(own: int | None, common: int | None) -> int | None:
    return common if own is None else own


def absences_of(month: Month, employee: Employee) -> Iterator[solver.Absence]:
    """Her absences day by day, with the days on which another hall's roster has her."""
    first, last = month.roster.month, month.roster.last_day + timedelta(days=1)
    for absence in month.absences.get(employee.pk, ()):
        start, end = absence.span
        day = max(absence.first_day, first)
        while day <= min(absence.last_day, last):
            yield solver.Absence(day_number(month, day), start, end)
            day += timedelta(days=1)
    for pk, day in sorted(month.elsewhere):
        if pk == employee.pk:
            yield solver.Absence(day_number(month, day))


def history_of(month: Month, employee: Employee) -> tuple[str | None, ...]:
    days = (month.roster.month - timedelta(days=n) for n in range(HISTORY_DAYS, 0, -1))
    shifts = (month.past.get((employee.pk, day)) for day in days)
    return tuple(None if shift is None else str(shift) for shift in shifts)


# --- needs, pins, wishes -----------------------------------------------------


def demand_of(month: Month) -> Iterator[solver.Demand]:
    needs = DayNeeds(month.demand)
    for number, day in enumerate(month.days):
        for start, end, row in needs.on(month.calendar[day], month.open[day]):
            yield solver.Demand(number, start, end, row.station.code, row.needed, row.is_peak, row.level)
    yield from reserved_in(month)


def reserved_in(month: Month) -> Iterator[solver.Demand]:
    """Reserved time as demand of its own, which adds to the station's, as far as the hall is open.

    Who is taken off the floor stands at a station that is hers alone, and so at no other.
    """
    for row in month.reserved:
        for opens, closes in month.open[row.date]:
            start, end = max(row.start, opens), min(row.end, closes)
            if start < end:
                yield solver.Demand(day_number(month, row.date), start, end, row.place, row.needed)


def headcounts_of(month: Month) -> Iterator[solver.Headcount]:
    """The people still wanted on shift types: who worked one until she fell ill has been there."""
    worked = Counter((day_number(month, cell.date), str(whole)) for cell, whole in worked_parts(month))
    for row in headcounts_wanted(month):
        yield replace(row, needed=max(0, row.needed - worked[row.day, row.shift]))


def headcounts_wanted(month: Month) -> Iterator[solver.Headcount]:
    """People wanted on shift types, on the days on which the hall is open and the shift type in use."""
    if month.kept:
        known = set(map(str, shifts_in_use(month)))
        yield from (row for row in month.kept.headcounts if row.shift in known)
        return
    wanted = DayRows(month.headcounts)
    short, over = month.rules.weight_headcount_short, month.rules.weight_headcount_over
    for number, day in enumerate(month.days):
        for row in wanted.rows_for(month.calendar[day]) if month.open[day] else ():
            if may_be_worked(month, month.shift_types[row.shift_type_id], day):
                yield solver.Headcount(number, str(row.shift_type_id), row.needed, short, over)


def pins_of(month: Month) -> Iterator[solver.Pin]:
    codes = codes_of(month)
    for cell in sorted(month.cells.values()):
        if cell.is_pinned and cell.employee_id in codes:
            shift = str(cell.shift_type_id) if cell.shift_type_id else None
            yield solver.Pin(codes[cell.employee_id], day_number(month, cell.date), shift)


def wishes_of(month: Month) -> Iterator[solver.Wish]:
    """Wishes of people and shifts that are still there."""
    codes, shifts = codes_of(month), set(shifts_in_use(month))
    for wish in month.wishes:
        if wish.employee_id in codes and (wish.shift_type_id is None or wish.shift_type_id in shifts):
            shift = str(wish.shift_type_id) if wish.shift_type_id else None
            day = day_number(month, wish.date)
            yield solver.Wish(codes[wish.employee_id], day, shift, wish.prefers, wish.strength)
    yield from holiday_wishes_of(month, codes)


def holiday_wishes_of(month: Month, codes: Mapping[int, str]) -> Iterator[solver.Wish]:
    """Who chose rest would have every day of the holiday off, who chose pay works its statutory days.

    Days that have become workdays since she chose are none of the holiday.
    """
    strength = month.rules.holiday_strength
    for choice in month.holiday_choices if strength else ():
        for number, day in enumerate(month.days):
            is_meant = choice.first_day <= day <= choice.last_day
            known = month.calendar[day]
            is_meant = is_meant and (known.is_holiday or (choice.wants_rest and not known.is_workday))
            if is_meant and choice.employee_id in codes:
                yield solver.Wish(codes[choice.employee_id], number, None, not choice.wants_rest, strength)
