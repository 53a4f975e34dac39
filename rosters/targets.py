"""How much work is a person's share: minutes wanted each week, and what she carries from earlier months."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from staff.models import Absence, Employee
from staff.workdays import Day

from .models import RuleSettings
from .month import Month
from .solver.problem import EARLY, LATE, NIGHT, weeks_of

CARRIED_SHIFTS_MOST = 5
CARRIED_MINUTES_MOST = 16 * 60
EMPTY: tuple[Absence, ...] = ()


def week_targets(month: Month, employee: Employee) -> tuple[int, ...]:
    """Minutes wanted of her in each week of the month, as `Problem.weeks` counts them.

    A fifth of the contract's week for each workday of her contract, so that a week with a
    holiday asks for less and one with a make-up workday for more. Whole days of leave or
    training on workdays and hours of it on any day are work already done; being merely
    unavailable is not. Never below 0.
    """
    targets = []
    for week in weeks_of(month.roster.month, len(month.days)):
        days = [month.roster.month + timedelta(days=n) for n in week]
        tenths = sum(wanted_tenths(month, employee, day) for day in days)
        targets.append(max(0, (tenths + 5) // 10))
    return tuple(targets)


def wanted_tenths(month: Month, employee: Employee, day: date) -> int:
    """Tenths of minutes that the day adds to her week; hours away on a day off take from it."""
    if not employee.is_employed_on(day):
        return 0
    share = employee.weekly_minutes * 2
    away = [a for a in absences_on(month, employee, day) if a.counts_as_work]
    if any(absence.is_whole_day for absence in away):
        return 0
    hours = sum(end - start for start, end in (absence.span for absence in away)) * 10
    return share * month.calendar[day].is_workday - min(share, hours)


def month_tenths(month: Month, employee: Employee) -> tuple[int, int]:
    """Tenths of minutes that the month's days ask of her, and what they would if she were there on all of them."""
    workdays = sum(month.calendar[day].is_workday for day in month.days)
    return sum(wanted_tenths(month, employee, day) for day in month.days), employee.weekly_minutes * 2 * workdays


def absences_on(month: Month, employee: Employee, day: date) -> list[Absence]:
    rows = month.absences.get(employee.pk, EMPTY)
    return [absence for absence in rows if absence.first_day <= day <= absence.last_day]


def carried(month: Month) -> dict[int, dict[str, int]]:
    """What each employee carries from the months before, by primary key.

    For early, late (night too), weekend and holiday shifts and for minutes: what she has worked less
    her fair share of what all of today's people worked, shares being in proportion to the
    days each was there (for minutes: to contract minutes on the workdays she was there).
    Minutes end with the week before the month's first, which the month itself counts whole.
    Rounded to the nearest whole, and held within five shifts and sixteen hours so that no
    old imbalance rules a month.
    """
    counts, presence = count_past(month)
    balances: dict[int, dict[str, int]] = {employee.pk: {} for employee in month.employees}
    for kind in (EARLY, LATE, "weekend", "holiday", "minutes"):
        is_minutes = kind == "minutes"
        shares = {pk: there["minutes" if is_minutes else "days"] for pk, there in presence.items()}
        most = CARRIED_MINUTES_MOST if is_minutes else CARRIED_SHIFTS_MOST
        for pk, balance in balance_of({pk: count[kind] for pk, count in counts.items()}, shares).items():
            if balance:
                balances[pk][kind] = max(-most, min(most, balance))
    return balances


def balance_of(counts: Mapping[int, int], shares: Mapping[int, int]) -> dict[int, int]:
    """Count less the share of all counts that is in proportion to `shares`; 0 for no share."""
    total, parts = sum(count for pk, count in counts.items() if shares[pk]), sum(shares.values())
    return {pk: rounded(count * parts - total * shares[pk], parts) if shares[pk] else 0 for pk, count in counts.items()}


def wish_percent(rules: RuleSettings, grades: tuple[int, int] | None) -> int:
    """What a wish counts: 100, or up to the hall's percentage more or less.

    By the enthusiasm and skill of the month before (4.1), of which 3 is the middle.
    """
    if not rules.performance_counts or grades is None:
        return 100
    above = sum(grades) - 6  # -4 to 4
    return 100 + rounded(above * rules.performance_percent, 4)


def rounded(amount: int, parts: int) -> int:
    """The nearest whole to amount / parts, halves away from zero."""
    whole = (2 * abs(amount) + parts) // (2 * parts)
    return whole if amount >= 0 else -whole


def count_past(month: Month) -> tuple[dict[int, Counter[str]], dict[int, Counter[str]]]:
    """What each employee worked in the months carried, and how far she was there."""
    employees = {employee.pk: employee for employee in month.employees}
    counts: dict[int, Counter[str]] = {pk: Counter() for pk in employees}
    rostered = {day for _, day in month.past}
    for (pk, day), shift_type in month.past.items():
        if pk in employees:
            counts[pk].update(kinds_of(month, shift_type, month.calendar[day]))
            if day < first_monday(month):
                counts[pk]["minutes"] += month.shift_types[shift_type].paid_minutes
    return counts, {pk: presence_of(month, employee, rostered) for pk, employee in employees.items()}


def kinds_of(month: Month, shift_type: int, day: Day) -> Counter[str]:
    shift = month.shift_types[shift_type]
    return Counter(
        {
            LATE if shift.kind == NIGHT else shift.kind: 1,
            "weekend": int(is_weekend(day)),
            "holiday": int(day.is_holiday),
        }
    )


def first_monday(month: Month) -> date:
    """The day from which the month counts minutes: its first week is whole, history included."""
    return month.roster.month - timedelta(days=month.roster.month.weekday())


def is_weekend(day: Day) -> bool:
    """Saturdays and Sundays, unless worked as others are."""
    return day.date.weekday() >= 5 and not day.is_workday


def presence_of(month: Month, employee: Employee, rostered: Iterable[date]) -> Counter[str]:
    """Days she could have worked, and contract minutes on the workdays among them before the month's first week."""
    there: Counter[str] = Counter()
    away = month.absences.get(employee.pk, EMPTY)
    for day in rostered:
        if not employee.is_employed_on(day):
            continue
        if any(a.is_whole_day and a.first_day <= day <= a.last_day for a in away):
            continue
        there["days"] += 1
        if day < first_monday(month):
            there["minutes"] += employee.weekly_minutes * month.calendar[day].is_workday
    return there
