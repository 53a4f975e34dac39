"""Acts on the definitions of tasks: taking the template, adding, changing from a day on, ending."""

from copy import copy
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from staff import audit
from staff.models import Hall, User
from staff.recorded import facts_of

from .keeping import closing_of, keep_up_hall, workday_test
from .models import Occurrence, PlanTask
from .recording import sum_up
from .recurring import cut, start_of
from .template import service_plan

ONE_DAY = timedelta(days=1)
SETTLED = (Occurrence.Verdict.CONFIRMED, Occurrence.Verdict.EXCUSED)


class NotDefinable(Exception):
    """A definition that was refused; `facts` say why."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.facts = {"reason": reason} | facts


@transaction.atomic
def take_template(hall: Hall, *, by: User | None, start: date | None = None) -> list[PlanTask]:
    """Put those tasks of the service plan in force that the hall does not have yet; the ones added."""
    Hall.objects.select_for_update().get(pk=hall.pk)
    known = set(PlanTask.objects.filter(hall=hall).values_list("code", flat=True))
    start = start or hall.today()
    fresh = [PlanTask(hall=hall, valid_from=start, **facts) for facts in service_plan() if facts["code"] not in known]
    for task in fresh:
        task.save()
        audit.record("plan_task_added", by=by, hall=hall, subject=task.name, after=facts_of(task))
    keep_up_hall(hall)
    return fresh


@transaction.atomic
def add_task(task: PlanTask, *, by: User | None) -> PlanTask:
    """Put a valid new task in force and make its occurrences ahead."""
    task.save()
    audit.record("plan_task_added", by=by, hall=task.hall, subject=task.name, after=facts_of(task))
    keep_up_hall(task.hall)
    return task


@transaction.atomic
def give_to_hall(task: PlanTask, hall: Hall, target: Decimal | None, *, by: User | None) -> PlanTask | None:
    """Put the task in force in another hall too, with that hall's own target; None where the hall has its code.

    A person and a station are of one hall: in the other it is for whoever is on duty, at the first station.
    """
    Hall.objects.select_for_update().get(pk=hall.pk)
    if PlanTask.objects.filter(hall=hall, code=task.code).exists():
        return None
    fresh = copy(task)
    fresh.pk, fresh._state.adding = None, True
    fresh.hall, fresh.target, fresh.made_until = hall, target if task.has_target else None, None
    fresh.valid_from, fresh.valid_to = max(task.valid_from, hall.today()), None
    fresh.reserved_station = None
    if fresh.who == PlanTask.Who.EMPLOYEE:
        fresh.who, fresh.employee = PlanTask.Who.ON_DUTY, None
    return add_task(fresh, by=by)


@transaction.atomic
def change_task(task: PlanTask, facts: dict[str, Any], *, start: date, by: User) -> PlanTask:
    """Put other facts in force from a day to come; what lies before stays as it was defined.

    The running period is cut at that day: its first part is judged by the old facts, the rest by the new.
    """
    task = PlanTask.objects.select_for_update().get(pk=task.pk)
    before = facts_of(task)
    refuse_past(task, start)
    last = task.valid_to
    if start > task.valid_from:
        end_on(task, start - ONE_DAY)
        fresh = copy(task)
        fresh.pk, fresh._state.adding = None, True
    else:
        task.occurrences.filter(records__isnull=True).delete()
        fresh = task
    for name, value in facts.items():
        setattr(fresh, name, value)
    fresh.valid_from, fresh.valid_to, fresh.made_until = max(start, task.valid_from), last, None
    fresh.save()
    audit.record("plan_task_changed", by=by, hall=task.hall, subject=fresh.name, before=before, after=facts_of(fresh))
    keep_up_hall(task.hall)
    return fresh


@transaction.atomic
def end_task(task: PlanTask, *, last: date, by: User) -> None:
    """Let the task have no more occurrences after a day, today at the earliest."""
    task = PlanTask.objects.select_for_update().get(pk=task.pk)
    if task.valid_to and task.valid_to <= last:
        raise NotDefinable("ended", day=task.valid_to)
    refuse_past(task, last + ONE_DAY)
    before = task.valid_to
    if last < task.valid_from:
        forget(task)
    else:
        end_on(task, last)
    audit.record("plan_task_ended", by=by, hall=task.hall, subject=task.name, before=str(before), after=str(last))
    keep_up_hall(task.hall)


def refuse_past(task: PlanTask, start: date) -> None:
    """Days up to today are history, and so is whatever has been recorded."""
    if start <= task.hall.today():
        raise NotDefinable("past", day=start)
    if task.valid_to and start > task.valid_to:
        raise NotDefinable("ended", day=task.valid_to)
    if task.occurrences.filter(first_day__gte=start, records__isnull=False).exists():
        raise NotDefinable("recorded", day=start)


def forget(task: PlanTask) -> None:
    """Take away a task that never began."""
    task.occurrences.all().delete()
    task.delete()


def end_on(task: PlanTask, last: date) -> None:
    """Cut the task's validity and its running occurrence at the day; take away what lies after it."""
    task.occurrences.filter(first_day__gt=last).delete()
    task.valid_to = last
    task.save(update_fields=["valid_to"])
    for row in task.occurrences.filter(last_day__gt=last):
        is_workday = workday_test(task.hall, row.first_day, row.last_day)
        period = cut(task.rule, start_of(task.period, row.first_day), is_workday)
        row.last_day, row.due_on, row.closes_on = period.last, period.due, closing_of(task, period)
        row.save(update_fields=["last_day", "due_on", "closes_on"])
        if task.follow_up_days and row.verdict not in SETTLED:
            sum_up(row)
