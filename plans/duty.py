"""Who is on duty when, as staff may rely on it: from published rosters, less who is on leave."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from rosters.publications.published import published_shifts
from staff.models import Absence, Employee, Hall

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
