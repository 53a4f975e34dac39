"""Acts on the definitions of tasks: taking the template, adding, changing from a day on, ending."""

from copy import copy
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from staff import audit
from staff.models import Hall, User
from staff.recorded import facts_of

from .keeping import closing_of, hold, keep_up_hall, workday_test
from .models import PlanTask
from .recording import SETTLED, sum_up
from .recurring import cut, start_of
from .template import service_plan

ONE_DAY = timedelta(days=1)


class NotDefinable(Exception):
    """A definition that was refused; `facts` say why."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.facts = {"reason": reason} | facts


@transaction.atomic
def take_template(hall: Hall, *, by: User | None, start: date | None = None) -> list[PlanTask]:
    """Put those tasks of the service plan in force that the hall does not have yet; the ones added."""
    hold(hall)
    known = set(PlanTask.objects.filter(hall=hall).values_list("code", flat=True))
    start = start or hall.today()
    fresh = [PlanTask(hall=hall, valid_from=start, **facts) for facts in service_plan() if facts["code"] not in known]
    for task in fresh:
        task.save()
    keep_up_hall(hall)
    for task in fresh:
        audit.record("plan_task_added", by=by, hall=hall, subject=task.name, after=facts_of(task))
    return fresh


@transaction.atomic
def add_task(task: PlanTask, *, by: User | None) -> PlanTask:
    """Put a valid new task in force and make its occurrences ahead."""
    hold(task.hall)
    task.save()
    keep_up_hall(task.hall)
    audit.record("plan_task_added", by=by, hall=task.hall, subject=task.name, after=facts_of(task))
    return task


@transaction.atomic
def give_to_hall(task: PlanTask, hall: Hall, target: Decimal | None, *, by: User | None) -> PlanTask | None:
    """Put the task in force in another hall too, with that hall's own target; None where the hall has its code.

    A person and a station are of one hall: in the other it is for whoever is on duty, at the first station.
    """
    hold(hall)
    if PlanTask.objects.filter(hall=hall, code=task.code).exists():
        return None
    fresh = another(task)
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
    hold(task.hall)
    task = PlanTask.objects.select_related("hall").get(pk=task.pk)
    before = facts_of(task)
    refuse_past(task, start)
    last = task.valid_to
    if start > task.valid_from:
        end_on(task, start - ONE_DAY)
        fresh = another(task)
    else:
        task.occurrences.filter(records__isnull=True).delete()
        fresh = task
    put_in_force(fresh, facts, max(start, task.valid_from), last)
    keep_up_hall(task.hall)
    audit.record("plan_task_changed", by=by, hall=task.hall, subject=fresh.name, before=before, after=facts_of(fresh))
    return fresh


@transaction.atomic
def resume_task(task: PlanTask, facts: dict[str, Any], *, start: date, by: User) -> PlanTask:
    """Put an ended task in force again from a day on, under its code; what has been stays as it was."""
    hold(task.hall)
    refuse_running(task, start)
    fresh = another(task)
    put_in_force(fresh, facts, start, None)
    keep_up_hall(task.hall)
    audit.record("plan_task_resumed", by=by, hall=task.hall, subject=fresh.name, after=facts_of(fresh))
    return fresh


def another(task: PlanTask) -> PlanTask:
    """A new row that says the same."""
    fresh = copy(task)
    fresh.pk, fresh._state.adding = None, True
    return fresh


def put_in_force(task: PlanTask, facts: dict[str, Any], first: date, last: date | None) -> None:
    for name, value in facts.items():
        setattr(task, name, value)
    task.valid_from, task.valid_to, task.made_until = first, last, None
    task.save()


@transaction.atomic
def end_task(task: PlanTask, *, last: date, by: User) -> None:
    """Let the task have no more occurrences after a day, today at the earliest."""
    hold(task.hall)
    task = PlanTask.objects.select_related("hall").get(pk=task.pk)
    if task.valid_to and task.valid_to <= last:
        raise NotDefinable("ended", day=task.valid_to)
    refuse_past(task, last + ONE_DAY)
    before = task.valid_to
    if last < task.valid_from:
        forget(task)
    else:
        end_on(task, last)
    keep_up_hall(task.hall)
    audit.record("plan_task_ended", by=by, hall=task.hall, subject=task.name, before=str(before), after=str(last))


def refuse_past(task: PlanTask, start: date) -> None:
    """Days up to today are history, and so is whatever has been recorded."""
    if start <= task.hall.today():
        raise NotDefinable("past", day=start)
    if task.valid_to and start > task.valid_to:
        raise NotDefinable("ended", day=task.valid_to)
    if task.occurrences.filter(first_day__gte=start, records__isnull=False).exists():
        raise NotDefinable("recorded", day=start)


def refuse_running(task: PlanTask, start: date) -> None:
    """Only what has ended can start again, once, and not in days that are history."""
    if task.valid_to is None or PlanTask.objects.filter(
        hall=task.hall_id, code=task.code, valid_from__gt=task.valid_from
    ):
        raise NotDefinable("running")
    if start < task.hall.today():
        raise NotDefinable("begins_past")
    if start <= task.valid_to:
        raise NotDefinable("not_over", day=task.valid_to)


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
