"""Management reminds the halls that are late with a month."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from notices.kinds import Kind
from notices.sending import tell
from rosters.models import CycleStep
from staff.audit import record
from staff.models import Hall, User

from .cycle.telling import key_of, managers_of


def overdue_steps(month: date, now: datetime) -> dict[Hall, CycleStep]:
    """Of every hall that is late, the first step that is not done."""
    rows = CycleStep.objects.filter(month=month, hall__isnull=False, done_at__isnull=True).late_at(now)
    steps: dict[Hall, CycleStep] = {}
    for row in rows.select_related("hall").order_by("hall__name", "due_at"):
        assert row.hall is not None, "the department's own is not asked for"
        steps.setdefault(row.hall, row)
    return steps


def remind_late(month: date, *, by: User, now: datetime) -> list[Hall]:
    """Tell the managers of every late hall what it is late with; gives the halls of which somebody was told.

    The same step is told of once a day, whoever reminds how often.
    """
    return [hall for hall, row in overdue_steps(month, now).items() if remind(hall, row, by=by, now=now)]


@transaction.atomic
def remind(hall: Hall, row: CycleStep, *, by: User, now: datetime) -> bool:
    """Whether it was new to anybody."""
    facts = {
        "answer": "reminded",
        "person": str(by),
        "month": f"{row.month:%Y-%m}",
        "step": row.step,
        "due": hall.now(row.due_at).date(),
        "held_up": row.held_up or {},
    }
    key = f"{key_of(hall, row.month, row.step)}:reminded:{hall.now(now).date()}"
    url = reverse("reports:cycle", args=[hall.code, row.month])
    told = tell(managers_of(hall), Kind.STEP_LATE, hall=hall, key=key, facts=facts, url=url)
    if told:
        record("hall_reminded", by=by, hall=hall, subject=f"{row.month:%Y-%m}", after=str(row.step))
    return bool(told)
