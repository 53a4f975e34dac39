"""What is to be done in a hall now, for the phone of somebody who works there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from staff.models import Employee, Hall, User

from .access import may_record
from .models import Occurrence, PlanTask
from .models.occurrences import State

COMING = timedelta(days=14)


@dataclass(frozen=True)
class WorkList:
    """Occurrences that can be recorded today, and those that come."""

    today: date
    mine: list[Occurrence] = field(default_factory=list)
    shared: list[Occurrence] = field(default_factory=list)
    others: list[Occurrence] = field(default_factory=list)
    done: list[Occurrence] = field(default_factory=list)
    coming: list[Occurrence] = field(default_factory=list)


def worklist_of(user: User, hall: Hall, own: Employee | None) -> WorkList:
    """Hers, what those on duty share, what else she may record; what is done and what comes next."""
    found = WorkList(hall.today())
    for row in rows_of(hall):
        place(row, found, user, own)
    return found


def rows_of(hall: Hall) -> Iterable[Occurrence]:
    """What is open or was due today, and what falls due soon."""
    today = hall.today()
    rows = Occurrence.objects.filter(hall=hall).with_state([hall]).select_related("task", "hall", "answerable")
    recent = Q(closes_on__gte=today) & Q(due_on__lte=today + COMING)
    begun = Q(closes_on__gte=today) & Q(first_day__lte=today)
    return rows.filter(recent | begun).order_by("due_on", "task__code")


def place(row: Occurrence, found: WorkList, user: User, own: Employee | None) -> None:
    if row.opens_on > found.today:
        if row.due_on <= found.today + COMING:
            found.coming.append(row)
    elif row.state != State.OPEN:
        if row.due_on >= found.today or row.completed_on == found.today:
            found.done.append(row)
    elif own and row.answerable_id == own.pk:
        found.mine.append(row)
    elif may_record(user, row, own):
        (found.shared if row.task.who == PlanTask.Who.ON_DUTY else found.others).append(row)
