"""Keeping the plan up to date: occurrences made ahead, each exactly once, who answers for them, what time they take.

Whatever the scheduler did, late, twice or two at once, the outcome is the same: a hall's plan is held while
its occurrences are made, and a period has one occurrence by a constraint of the database.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from notices.sending import tell
from rosters.needs.reserving import reserve
from staff.models import Hall, User
from staff.sweeping import sweep
from staff.workdays import calendar_of

from .cases import count_due
from .models import Occurrence, PlanTask
from .naming import Person, book_for
from .recurring import LONGEST_REST, IsWorkday, Period, periods
from .taking import ORIGIN, slots_of

# Far enough on the day on which a month’s roster is built to reach that month’s end.
AHEAD = timedelta(days=45)
# So long it is made up for when nobody could be told on the day itself.
LATEST = timedelta(days=3)


def keep_up() -> None:
    """Bring the plan of every hall up to date."""
    sweep(Hall.objects.filter(plan_tasks__isnull=False).distinct(), keep_up_hall)


def hold(*halls: Hall) -> None:
    """Let nobody else change the plans of these halls until the transaction ends; of all halls where none is named.

    Every act on a plan begins with it, and locks tasks and occurrences only then.
    """
    rows = Hall.objects.filter(pk__in=[hall.pk for hall in halls]) if halls else Hall.objects.all()
    list(rows.select_for_update(no_key=True).order_by("pk"))


@transaction.atomic
def keep_up_hall(hall: Hall) -> None:
    """Make the hall's occurrences for the days ahead, name who answers for them, and reserve their working time."""
    hold(hall)
    until = hall.today() + AHEAD
    tasks = PlanTask.objects.filter(hall=hall)
    behind = tasks.filter(Q(made_until__isnull=True) | Q(made_until__lt=until))
    for task in behind.filter(Q(valid_to__isnull=True) | Q(made_until__isnull=True) | Q(valid_to__gte=F("made_until"))):
        make_until(task, until)
    count_due(hall)
    name_answerable(hall)
    reserve(hall, ORIGIN, slots_of(hall, until))
    tell_due(hall)


def make_until(task: PlanTask, until: date) -> None:
    """Make what is missing up to the day; the caller holds the hall's plan."""
    first = task.made_until + timedelta(days=1) if task.made_until else task.valid_from
    wanted = periods(task.rule, min(first, task.hall.today()), until, workday_test(task.hall, first, until))
    Occurrence.objects.bulk_create((occurrence_of(task, one) for one in wanted), ignore_conflicts=True)
    move_due_days(task, wanted)
    task.made_until = max(until, task.made_until or until)
    task.save(update_fields=["made_until"])


def occurrence_of(task: PlanTask, period: Period) -> Occurrence:
    return Occurrence(
        task=task,
        hall=task.hall,
        first_day=period.first,
        last_day=period.last,
        due_on=period.due,
        closes_on=closing_of(task, period),
    )


def closing_of(task: PlanTask, period: Period) -> date:
    return max(period.last, period.due) + timedelta(days=task.grace_days)


def move_due_days(task: PlanTask, wanted: Iterable[Period]) -> None:
    """Let days still to come follow a calendar or an end that was changed after they were made."""
    by_first = {period.first: period for period in wanted}
    ahead = task.occurrences.filter(due_on__gte=task.hall.today(), completed_on__isnull=True, verdict="")
    for row in ahead:
        period = by_first.get(row.first_day)
        if period and (row.last_day, row.due_on) != (period.last, period.due):
            row.last_day, row.due_on, row.closes_on = period.last, period.due, closing_of(task, period)
            row.save(update_fields=["last_day", "due_on", "closes_on"])


def workday_test(hall: Hall, first: date, last: date) -> IsWorkday:
    """Whether a day is a workday in the hall, for all days on which work of these days may fall due."""
    around = timedelta(days=366 + LONGEST_REST)
    days = calendar_of(hall, first - around, last + around)
    return lambda day: days[day].is_workday


def name_answerable(hall: Hall) -> None:
    """Let the names of what is still to be done follow rosters, swaps, leave and posts."""
    rows = list(
        Occurrence.objects.filter(
            hall=hall, due_on__gte=hall.today(), first_day__lte=hall.today() + AHEAD, completed_on__isnull=True
        ).select_related("task__employee")
    )
    book = book_for(hall, rows)
    changed = [row for row in rows if set_answerable(row, book.answerable(row))]
    Occurrence.objects.bulk_update(changed, ["answerable", "answerable_name"])


def tell_due(hall: Hall) -> None:
    """Tell those who answer for something longer than a day when it is due, or as soon after as it can be told."""
    today = hall.today()
    rows = Occurrence.objects.filter(hall=hall, due_on__range=(today - LATEST, today), closes_on__gte=today)
    rows = rows.filter(completed_on__isnull=True, verdict="")
    rows = rows.exclude(task__period=PlanTask.Period.DAILY)
    for row in rows.select_related("task"):
        tell(
            told_of(row),
            "plan_task_due",
            hall=hall,
            key=f"plan-due-{row.pk}",
            facts={"task": row.task.name, "due": row.due_on},
            url=reverse("plans:occurrence", args=[hall.code, row.pk]),
        )


def told_of(row: Occurrence) -> QuerySet[User]:
    """Who answers for it; else those who hold its post, who need not be on the roster."""
    if row.answerable_id:
        return User.objects.filter(employee=row.answerable_id)
    if row.task.role:
        return User.objects.filter(posts__hall=row.hall_id, posts__role=row.task.role).distinct()
    return User.objects.none()


def set_answerable(row: Occurrence, person: Person | None) -> bool:
    """Put the person on the row; whether that changed it."""
    before = row.answerable_id, row.answerable_name
    row.answerable = person.employee if person else None
    row.answerable_name = person.name if person else ""
    return before != (row.answerable_id, row.answerable_name)
