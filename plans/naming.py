"""Who answers for an occurrence: one person, taken in turn where several could."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from staff.models import Employee, Hall, Post

from .duty import OnDuty, days_away, on_duty
from .models import Occurrence, PlanTask

MONTHS: dict[str, int] = {PlanTask.Period.QUARTERLY: 3, PlanTask.Period.YEARLY: 12}


@dataclass(frozen=True)
class Person:
    """Somebody who answers for work; not everybody with a post is rostered."""

    name: str
    employee: Employee | None = None


class Book:
    """One hall's people in a stretch of days, each kind of fact read once and only when asked for."""

    def __init__(self, hall: Hall, first: date, last: date) -> None:
        self.hall, self.first, self.last = hall, first, last

    @cached_property
    def duty(self) -> OnDuty:
        return on_duty(self.hall, self.first, self.last)

    @cached_property
    def away(self) -> dict[int, set[date]]:
        return days_away(Employee.objects.filter(hall=self.hall), self.first, self.last)

    @cached_property
    def posts(self) -> list[Post]:
        rows = Post.objects.filter(hall=self.hall, user__is_active=True)
        return list(rows.select_related("user__employee").order_by("user__username"))

    def answerable(self, occurrence: Occurrence) -> Person | None:
        """The person whose turn it is among those who could answer for it; None when nobody can."""
        people = self.able(occurrence)
        return people[turn_of(occurrence) % len(people)] if people else None

    def able(self, occurrence: Occurrence) -> list[Person]:
        task = occurrence.task
        if task.who == PlanTask.Who.EMPLOYEE:
            return self.there([task.employee] if task.employee else [], occurrence)
        if task.who == PlanTask.Who.POST:
            return self.holders(occurrence)
        return [Person(one.name, one) for one in self.on_shift(occurrence)]

    def there(self, people: Iterable[Employee], occurrence: Occurrence) -> list[Person]:
        """Those employed when it is due who are not on leave all the time that there is for it."""
        days = days_for(occurrence)
        return [
            Person(one.name, one)
            for one in people
            if one.is_employed_on(occurrence.due_on) and not days <= self.away.get(one.pk, set())
        ]

    def holders(self, occurrence: Occurrence) -> list[Person]:
        found = []
        for post in self.posts:
            if post.role != occurrence.task.role:
                continue
            person = getattr(post.user, "employee", None)
            found += self.there([person], occurrence) if person else [Person(str(post.user))]
        return found

    def on_shift(self, occurrence: Occurrence) -> list[Employee]:
        """On duty on the day it is due, else on the last day before with somebody there; clerks before managers."""
        day = occurrence.due_on
        while day > occurrence.opens_on and day not in self.duty:
            day -= timedelta(days=1)
        people = self.duty.get(day, [])
        return [one for one in people if not one.is_manager] or people


def book_for(hall: Hall, occurrences: Iterable[Occurrence]) -> Book:
    """A book that covers all the days of the occurrences."""
    days = [day for one in occurrences for day in (one.opens_on, one.last_day, one.due_on)]
    return Book(hall, min(days, default=date.min), max(days, default=date.min))


def days_for(occurrence: Occurrence) -> set[date]:
    first, last = occurrence.opens_on.toordinal(), max(occurrence.last_day, occurrence.due_on).toordinal()
    return {date.fromordinal(day) for day in range(first, last + 1)}


def turn_of(occurrence: Occurrence) -> int:
    """A number that moves on by one from period to period, and begins elsewhere for each task."""
    first, period = occurrence.first_day, occurrence.task.period
    if period == PlanTask.Period.DAILY:
        return first.toordinal() + occurrence.task_id
    if period == PlanTask.Period.WEEKLY:
        return first.toordinal() // 7 + occurrence.task_id
    return (first.year * 12 + first.month) // MONTHS.get(period, 1) + occurrence.task_id
