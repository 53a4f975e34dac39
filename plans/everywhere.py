"""Tasks of all halls: defined once, in force everywhere, and given to halls that are opened later.

Each hall has a row of its own, so that history, targets and figures are its own; what is changed is changed in all.
"""

from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from staff import audit
from staff.models import Hall, User
from staff.sweeping import sweep

from .defining import ONE_DAY, NotDefinable, change_task, end_task, give_to_hall, resume_task
from .keeping import hold
from .models import PlanTask

# Where two halls cannot share what was chosen: her people, its stations.
OF_ONE_HALL = {"employee", "reserved_station"}
# A target says something only with what is measured.
MEASURED = {"measure", "bound"}


def standing(code: str) -> list[PlanTask]:
    """The task's newest row in each hall in which it is in force or will be."""
    return newest_of(
        PlanTask.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=timezone.localdate()), code=code)
    )


def common(code: str) -> list[PlanTask]:
    """Those of its standing rows that are of all halls."""
    return [row for row in standing(code) if row.is_common]


def newest_of(rows: QuerySet[PlanTask]) -> list[PlanTask]:
    """Each hall's newest row of a code."""
    newest = {row.hall_id: row for row in rows.select_related("hall", "employee").order_by("hall", "valid_from")}
    return list(newest.values())


@transaction.atomic
def make_common(task: PlanTask, *, by: User) -> int:
    """Let it be a task of all halls; to how many it was given. A hall that has it keeps its own target."""
    if task.who == PlanTask.Who.EMPLOYEE:
        raise NotDefinable("one_person")
    hold()
    mark(task.code, "plan_task_common", is_common=True, by=by)
    return give_to_all(task.code, by=by)


@transaction.atomic
def make_own(task: PlanTask, *, by: User) -> None:
    """Let each hall have it for itself from now on; nothing ends."""
    hold()
    mark(task.code, "plan_task_own", is_common=False, by=by)


def mark(code: str, act: str, *, is_common: bool, by: User) -> None:
    rows = standing(code)
    PlanTask.objects.filter(pk__in=[row.pk for row in rows]).update(is_common=is_common)
    for row in rows:
        audit.record(act, by=by, hall=row.hall, subject=row.name)


def spread() -> None:
    """Give the tasks of all halls to those that have never had them."""
    codes = PlanTask.objects.filter(is_common=True).order_by("code").values_list("code", flat=True).distinct()
    sweep(codes, partial(give_to_all, by=None))


@transaction.atomic
def give_to_all(code: str, *, by: User | None) -> int:
    lacking = Hall.objects.exclude(plan_tasks__code=code)
    if not (lacking.exists() and common(code)):
        return 0
    hold()
    newest = max(common(code), key=lambda row: (row.valid_from, row.pk), default=None)
    return sum(give_to_hall(newest, hall, newest.target, by=by) is not None for hall in lacking) if newest else 0


@transaction.atomic
def change_common(task: PlanTask, facts: dict[str, Any], *, start: date, by: User) -> None:
    """Put what is changed in force in all halls from a day on; targets that a hall has for itself stay."""
    hold()
    shared = shared_of(task, facts)
    for row in standing(task.code):
        if row.pk == task.pk:
            change_task(row, facts, start=start, by=by)
        elif row.valid_to is None or row.valid_to >= start:
            change_task(row, shared, start=start, by=by)


def shared_of(task: PlanTask, facts: dict[str, Any]) -> dict[str, Any]:
    """What is changed of the task, as far as it is changed in other halls too."""
    changed = {name: value for name, value in facts.items() if value != getattr(task, name)}
    if MEASURED & changed.keys():
        changed["target"] = facts["target"]
    return {name: value for name, value in changed.items() if name not in OF_ONE_HALL}


@transaction.atomic
def resume_common(task: PlanTask, facts: dict[str, Any], *, start: date, by: User) -> None:
    """Put it in force again from a day on wherever it has ended; targets that a hall has for itself stay."""
    hold()
    shared = shared_of(task, facts)
    for row in newest_of(PlanTask.objects.filter(code=task.code)):
        if row.pk == task.pk:
            resume_task(row, facts, start=start, by=by)
        elif row.is_common and row.valid_to is not None:
            resume_task(row, shared, start=max(start, row.valid_to + ONE_DAY), by=by)


@transaction.atomic
def end_common(task: PlanTask, *, last: date, by: User) -> None:
    """Let it have no more occurrences after a day in any hall; where it ends before, that stays."""
    hold()
    for row in standing(task.code):
        if row.pk == task.pk or row.valid_to is None or row.valid_to > last:
            end_task(row, last=last, by=by)
