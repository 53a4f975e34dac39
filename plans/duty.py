"""Who is on duty when, as staff may rely on it: from published rosters, less who is on leave."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from rosters.models import ShiftType
from rosters.publications.published import published_shifts
from staff.models import Absence, Employee, Hall
from staff.models.halls import DAY, minutes_of

OnDuty = dict[date, list[Employee]]


def on_duty(hall: Hall, first: date, last: date) -> OnDuty:
    """The people who work a published shift on each day, by code; days without a roster are not there."""
    people = {person.pk: person for person in Employee.objects.filter(hall=hall)}
    away = days_away(people.values(), first, last)
    found: OnDuty = defaultdict(list)
    for cell in published_shifts(hall, first, last):
        if cell.shift_type and cell.employee_id in people and cell.date not in away[cell.employee_id]:
            found[cell.date].append(people[cell.employee_id])
    return {day: sorted(there, key=lambda person: person.code) for day, there in found.items()}


def days_away(people: Iterable[Employee], first: date, last: date) -> dict[int, set[date]]:
    """The whole days from first to last on which each is on approved leave, by primary key."""
    away: dict[int, set[date]] = defaultdict(set)
    rows = Absence.objects.approved().between(first, last).filter(employee__in=people, start__isnull=True)
    for row in rows:
        start, end = max(first, row.first_day), min(last, row.last_day)
        away[row.employee_id] |= {date.fromordinal(day) for day in range(start.toordinal(), end.toordinal() + 1)}
    return away


def is_there(employee: Employee, hall: Hall) -> bool:
    """Whether she works in the hall: employed today, or still on last night's shift though it was her last."""
    if employee.is_employed_on(hall.today()):
        return True
    eve = hall.today() - timedelta(days=1)
    return employee.is_employed_on(eve) and last_nights_shift(employee, hall) is not None


def last_nights_shift(employee: Employee, hall: Hall) -> ShiftType | None:
    """Her published shift of the day before, as long as it lasts past midnight."""
    eve = hall.today() - timedelta(days=1)
    shift = shifts_of(employee, hall, eve, eve).get(eve)
    return shift if shift and shift.span[1] > DAY + minutes_of(hall.now().time()) else None


def shifts_of(employee: Employee, hall: Hall, first: date, last: date) -> dict[date, ShiftType]:
    """Her published shifts from first to last by day."""
    cells = published_shifts(hall, first, last, [employee])
    return {cell.date: cell.shift_type for cell in cells if cell.shift_type}
