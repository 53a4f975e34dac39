"""Recording what was done: figures that add up, notes, files; a correction keeps the old value."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Min, Q, Sum

from staff import audit
from staff.attachments import Attachment
from staff.models import Employee, User

from .models import FollowUp, Occurrence, PlanTask, Record
from .models.cases import REACHED

Measure = PlanTask.Measure
Verdict = Occurrence.Verdict
# What changes no more.
SETTLED = (Verdict.CONFIRMED, Verdict.EXCUSED)


class NotRecordable(Exception):
    """A record that was refused; `facts` say why, `field` where."""

    def __init__(self, reason: str, field: str = "", **facts: Any) -> None:
        super().__init__(reason)
        self.field = field
        self.facts = {"reason": reason} | facts


@dataclass(frozen=True)
class Entry:
    """What somebody notes down; which of it counts is said by the task's measure."""

    value: int = 0
    base: int = 0
    note: str = ""
    link: str = ""
    attachment: Attachment | None = None


@transaction.atomic
def record(occurrence: Occurrence, entry: Entry, *, by: User, import_key: str = "") -> Record:
    """Add to the occurrence's figures; raises `NotRecordable` where the entry or the time is wrong.

    `import_key` names the row of a file that it comes from, of which there is one record.
    """
    occurrence = locked(occurrence)
    today = occurrence.hall.today()
    refuse_closed(occurrence, today)
    refuse_wrong(occurrence.task, entry)
    row = written(occurrence, entry, today, by=by, import_key=import_key)
    sum_up(occurrence, is_answer=True)
    audit.record(
        "plan_recorded", by=by, hall=occurrence.hall, subject=str(occurrence), after=facts_of_record(row), why=row.note
    )
    return row


@transaction.atomic
def correct(old: Record, entry: Entry, *, by: User) -> Record:
    """Replace a record by another; the old one is kept, and so is the day on which it was made."""
    occurrence = locked(old.occurrence)
    refuse_closed(occurrence, occurrence.hall.today())
    refuse_wrong(occurrence.task, entry)
    if Record.objects.filter(replaces=old).exists():
        raise NotRecordable("replaced")
    row = written(occurrence, entry, old.date, by=by, replaces=old)
    sum_up(occurrence, is_answer=True)
    before, after = facts_of_record(old), facts_of_record(row)
    audit.record(
        "plan_corrected", by=by, hall=occurrence.hall, subject=str(occurrence), before=before, after=after, why=row.note
    )
    return row


def locked(occurrence: Occurrence) -> Occurrence:
    rows = Occurrence.objects.select_for_update(of=("self",), no_key=True).select_related("task", "hall")
    return rows.get(pk=occurrence.pk)


def refuse_closed(occurrence: Occurrence, today: date) -> None:
    if occurrence.verdict in SETTLED:
        raise NotRecordable(occurrence.verdict)
    if today < occurrence.opens_on:
        raise NotRecordable("early", day=occurrence.opens_on)
    if today > occurrence.closes_on:
        raise NotRecordable("closed", day=occurrence.closes_on)


def refuse_wrong(task: PlanTask, entry: Entry) -> None:
    """Figures that cannot be, and deliverables without anything delivered."""
    if entry.value < 0 or entry.base < 0:
        raise NotRecordable("negative", "value")
    if task.measure == Measure.RATE and entry.value > entry.base:
        raise NotRecordable("above", "value", value=entry.value, base=entry.base)
    if task.measure == Measure.DELIVERABLE and not (entry.note or entry.link or entry.attachment):
        raise NotRecordable("nothing", "note")


def written(
    occurrence: Occurrence,
    entry: Entry,
    day: date,
    *,
    by: User,
    replaces: Record | None = None,
    import_key: str = "",
) -> Record:
    """The new row; what a correction does not bring anew, such as a file, it takes over."""
    file = entry.attachment
    kept = replaces if replaces and not file else None
    return Record.objects.create(
        occurrence=occurrence,
        by=by,
        employee=Employee.objects.filter(user=by, hall=occurrence.hall_id).first(),
        date=day,
        value=1 if occurrence.task.measure == Measure.CHECK else entry.value,
        base=entry.base if occurrence.task.measure == Measure.RATE else 0,
        note=entry.note,
        link=entry.link,
        file=file.file if file else kept.file.name if kept else "",
        file_name=file.name if file else kept.file_name if kept else "",
        file_type=file.type if file else kept.file_type if kept else "",
        is_late=day > occurrence.due_on,
        replaces=replaces,
        import_key=import_key,
    )


def sum_up(occurrence: Occurrence, *, is_answer: bool = False) -> None:
    """Put the sum of the records in force on the occurrence, and its follow-ups, each being one.

    What was sent back is asked for no longer once somebody answers; counting it anew is no answer.
    """
    rows = Record.objects.in_force().filter(occurrence=occurrence)
    sums = rows.aggregate(value=Sum("value"), base=Sum("base"), first=Min("date"))
    calls = follow_ups_of(occurrence)
    occurrence.value, occurrence.base = (sums["value"] or 0) + calls["value"], (sums["base"] or 0) + calls["base"]
    days = [day for day in (sums["first"], calls["first"]) if day]
    occurrence.completed_on = min(days, default=None)
    met = occurrence.task.is_met_by(occurrence.value, occurrence.base)
    occurrence.is_met = met if days else None
    if is_answer and occurrence.verdict == Verdict.RETURNED:
        occurrence.verdict = Verdict.NONE
    occurrence.save(update_fields=["value", "base", "completed_on", "is_met", "verdict"])


def follow_ups_of(occurrence: Occurrence) -> dict[str, Any]:
    """How many customers were reached, of how many by now, and on which day the first was called."""
    if not occurrence.task.follow_up_days:
        return {"value": 0, "base": 0, "first": None}
    rows = FollowUp.objects.counted_in(occurrence).to_count_on(occurrence.hall.today())
    return rows.aggregate(value=Count("pk", filter=Q(outcome__in=REACHED)), base=Count("pk"), first=Min("done_on"))


def facts_of_record(row: Record) -> dict[str, Any]:
    return {"value": row.value, "base": row.base, "link": row.link, "file": row.file_name, "date": str(row.date)}
