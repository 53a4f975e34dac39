"""Who is told of the cycle: staff of open wishes, managers of what waits for them, management of what stays late."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from notices.kinds import Kind
from notices.sending import tell
from rosters.cycles.cycle import due_moments
from rosters.cycles.cyclefacts import Unfinished
from rosters.models import CycleStep, Step
from staff.models import Employee, Hall, Post, User
from staff.months import last_day_of

ESCALATE_AFTER = timedelta(days=1)
# What passes by itself is told of only when it does not.
TAKES_LONG = {"is_building": "still_building"}


def tell_wishes_open(month: Unfinished, closes: datetime) -> int:
    """Everybody who works in the month and can log in; to how many it was new."""
    employed = Employee.objects.filter(hall=month.hall).employed_between(month.month, last_day_of(month.month))
    people = User.objects.filter(employee__in=employed)
    facts = {"month": f"{month.month:%Y-%m}", "due": closes.date()}
    key = key_of(month.hall, month.month, Step.WISHES_OPEN)
    return tell(people, Kind.WISHES_OPEN, hall=month.hall, key=key, facts=facts, url=reverse("rosters:my-wishes"))


def tell_to_publish(month: Unfinished) -> None:
    """The hall's managers: look it through, and publish it until then."""
    hall = month.hall
    due = due_moments(hall, month.month)[Step.PUBLISH]
    facts = {"month": f"{month.month:%Y-%m}", "step": Step.PUBLISH, "due": due.date()}
    url = reverse("rosters:grid", args=[hall.code, month.month])
    tell(managers_of(hall), Kind.STEP_DUE, hall=hall, key=key_of(hall, month.month, "due"), facts=facts, url=url)


@transaction.atomic
def tell_late(row: CycleStep, now: datetime) -> None:
    """Those who can act at once, their managers a day after it was due; each once."""
    if row.hall is None:
        return
    if not row.late_told_at and mark(row, late_told_at=now):
        say_late(row, managers_of(row.hall), "late")
    if not row.escalated_at and now >= row.due_at + ESCALATE_AFTER and mark(row, escalated_at=now):
        known = [str(user) for user in managers_of(row.hall).order_by("name", "pk")]
        say_late(row, User.objects.filter(posts__role=Post.Role.MANAGEMENT), "escalated", told_before=known)


def mark(row: CycleStep, **when: datetime) -> bool:
    """Whether it was not marked before."""
    (name,) = when
    return bool(CycleStep.objects.filter(pk=row.pk, **{name: None}).update(**when))


def say_late(row: CycleStep, people: QuerySet[User], to_whom: str, *, told_before: Sequence[str] = ()) -> None:
    """That it is late, what keeps it from being done, and what to do."""
    hall = row.hall
    assert hall is not None
    why = row.held_up or {}
    facts = {
        "month": f"{row.month:%Y-%m}",
        "step": row.step,
        "due": hall.now(row.due_at).date(),
        "held_up": why | {"reason": TAKES_LONG.get(why.get("reason", ""), why.get("reason", ""))},
        "people": list(told_before),
    }
    url = reverse("reports:cycle", args=[hall.code, row.month])
    key = f"{key_of(hall, row.month, row.step)}:{to_whom}"
    tell(people, Kind.STEP_LATE, hall=hall, key=key, facts=facts, url=url)


def managers_of(hall: Hall) -> QuerySet[User]:
    return User.objects.filter(posts__hall=hall, posts__role=Post.Role.MANAGER).distinct()


def key_of(hall: Hall, month: date, step: str) -> str:
    return f"cycle:{hall.pk}:{month:%Y-%m}:{step}"
