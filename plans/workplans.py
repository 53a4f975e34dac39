"""Acts on monthly work plans: begun from the plan tasks or from last month's, written, approved, opened again."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from staff import audit
from staff.models import Employee, Hall, User
from staff.months import last_day_of, shifted

from .models import PlanTask, WorkPlan, WorkPlanItem
from .wording import when_of
from .workplan_template import work_plan_texts

TEXTS = ("unit", "department", "head", "idea", "goals", "requirements", "remarks")
FROM_TASKS, FROM_LAST = "tasks", "last"


class NotWritable(Exception):
    """An act on a work plan that was refused; `facts` say why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.facts = {"reason": reason}


def last_plan_of(hall: Hall, month: date, employee: Employee | None = None) -> WorkPlan | None:
    """The newest plan of the hall, or of the person, before the month, of the last year."""
    plans = WorkPlan.objects.filter(hall=hall, employee=employee, month__lt=month, month__gte=shifted(month, -12))
    return plans.order_by("-month").first()


@transaction.atomic
def begin(hall: Hall, month: date, source: str, *, by: User, employee: Employee | None = None) -> WorkPlan:
    """The month's draft, made of last month's plan, or of template and tasks in force; one that is there stays.

    With an employee her own plan, in which the tasks are those that are hers.
    """
    Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)
    known = WorkPlan.objects.filter(hall=hall, month=month, employee=employee).first()
    if known:
        return known
    last = last_plan_of(hall, month, employee) if source == FROM_LAST else None
    texts = {name: getattr(last, name) for name in TEXTS} if last else first_texts(hall, employee)
    plan = WorkPlan.objects.create(hall=hall, month=month, employee=employee, written_by=by, **texts)
    items = copied(plan, last.items.all()) if last else of_tasks(plan)
    WorkPlanItem.objects.bulk_create(items)
    audit.record("work_plan_begun", by=by, hall=hall, subject=subject_of(plan))
    return plan


def first_texts(hall: Hall, employee: Employee | None) -> dict[str, str]:
    """What a plan begins with that has none before it: a hall's with the template, a person's with her own words."""
    return {"unit": hall.name} | ({} if employee else work_plan_texts())


def copied(plan: WorkPlan, items: Iterable[WorkPlanItem]) -> list[WorkPlanItem]:
    names = ("position", "what", "how", "who", "due", "task")
    return [WorkPlanItem(plan=plan, **{name: getattr(item, name) for name in names}) for item in items]


def of_tasks(plan: WorkPlan) -> list[WorkPlanItem]:
    """A line for each task in force in the month."""
    tasks = PlanTask.objects.filter(hall=plan.hall).valid_between(plan.month, last_day_of(plan.month))
    if plan.employee:
        tasks = tasks.filter(employee=plan.employee)
    newest = {task.code: task for task in tasks.select_related("employee").order_by("valid_from")}
    return [
        WorkPlanItem(plan=plan, position=place, task=task, what=task.name, how=task.how[:500], **who_and_when(task))
        for place, task in enumerate(newest.values(), start=1)
    ]


def who_and_when(task: PlanTask) -> dict[str, str]:
    who = str(task.employee or (task.get_role_display() if task.role else task.get_who_display()))
    return {"who": who, "due": when_of(task)}


@transaction.atomic
def write(plan: WorkPlan, texts: dict[str, Any], items: list[WorkPlanItem], *, seen: str = "", by: User) -> None:
    """Put texts and items in the place of those of a draft; `seen` is the mark of what they were made from."""
    plan = locked(plan)
    if plan.is_approved:
        raise NotWritable("plan_approved")
    if seen and seen != mark_of(plan):
        raise NotWritable("plan_changed")
    before = {name: getattr(plan, name) for name in TEXTS} | {"items": [item.what for item in plan.items.all()]}
    for name in TEXTS:
        setattr(plan, name, texts[name])
    plan.written_by, plan.written_at = by, timezone.now()
    plan.save()
    plan.items.all().delete()
    for place, item in enumerate(items, start=1):
        item.pk, item.plan, item.position = None, plan, place
    WorkPlanItem.objects.bulk_create(items)
    after = {name: texts[name] for name in TEXTS} | {"items": [item.what for item in items]}
    changed = {name for name in after if after[name] != before[name]}
    old, new = ({name: facts[name] for name in changed} for facts in (before, after))
    audit.record("work_plan_written", by=by, hall=plan.hall, subject=subject_of(plan), before=old, after=new)


def mark_of(plan: WorkPlan) -> str:
    """Differs whenever the plan has been written."""
    return plan.written_at.isoformat()


@transaction.atomic
def approve(plan: WorkPlan, *, by: User) -> None:
    """Put the plan in force; whoever wrote it last does not approve it herself."""
    plan = locked(plan)
    if plan.is_approved:
        return
    if plan.written_by_id == by.pk:
        raise NotWritable("own_plan")
    if not plan.items.exists():
        raise NotWritable("plan_empty")
    plan.state, plan.approved_by, plan.approved_at = WorkPlan.State.APPROVED, by, timezone.now()
    plan.save(update_fields=["state", "approved_by", "approved_at"])
    audit.record("work_plan_approved", by=by, hall=plan.hall, subject=subject_of(plan))


@transaction.atomic
def reopen(plan: WorkPlan, *, by: User) -> None:
    """Make an approved plan a draft again, to be changed and approved anew."""
    plan = locked(plan)
    if not plan.is_approved:
        return
    plan.state, plan.approved_by, plan.approved_at = WorkPlan.State.DRAFT, None, None
    plan.save(update_fields=["state", "approved_by", "approved_at"])
    audit.record("work_plan_reopened", by=by, hall=plan.hall, subject=subject_of(plan))


def subject_of(plan: WorkPlan) -> str:
    """How the log names the plan."""
    return f"{plan.month:%Y-%m}" + (f" {plan.employee.code} {plan.employee}" if plan.employee else "")


def locked(plan: WorkPlan) -> WorkPlan:
    return (
        WorkPlan.objects.select_for_update(of=("self",), no_key=True).select_related("hall", "employee").get(pk=plan.pk)
    )
