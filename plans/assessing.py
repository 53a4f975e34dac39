"""The supervisor's word on what was done: confirmed, sent back with a reason, excused."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from notices.sending import tell
from staff import audit
from staff.models import User

from .keeping import told_of
from .models import Assessment, FollowUp, Occurrence
from .recording import SETTLED, locked, sum_up

Verdict = Occurrence.Verdict


class NotAssessable(Exception):
    """An assessment that was refused; `facts` say why."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.facts = {"reason": reason} | facts


def confirm(occurrence: Occurrence, *, by: User) -> None:
    """Say that it was done as recorded; nothing can be recorded any more."""
    assess(occurrence, Verdict.CONFIRMED, "", by=by)


def send_back(occurrence: Occurrence, reason: str, *, by: User) -> None:
    """Ask for a better record, or one that was missed; it may come for as many days as the task has of grace."""
    assess(occurrence, Verdict.RETURNED, reason, by=by)


def excuse(occurrence: Occurrence, reason: str, *, by: User) -> None:
    """Say that it need not be done this time; it counts neither way."""
    assess(occurrence, Verdict.EXCUSED, reason, by=by)


@transaction.atomic
def assess(occurrence: Occurrence, verdict: str, reason: str, *, by: User) -> None:
    """Put a verdict in force and keep it for good; a verdict that stands may be changed."""
    occurrence = locked(occurrence)
    if occurrence.task.follow_up_days and occurrence.verdict not in SETTLED:
        sum_up(occurrence)
    refuse(occurrence, verdict, reason, by)
    before, occurrence.verdict = occurrence.verdict, verdict
    if verdict == Verdict.RETURNED:
        grace = timedelta(days=max(1, occurrence.task.grace_days))
        occurrence.closes_on = max(occurrence.closes_on, occurrence.hall.today() + grace)
    occurrence.save(update_fields=["verdict", "closes_on"])
    Assessment.objects.create(occurrence=occurrence, verdict=verdict, reason=reason, by=by)
    if verdict == Verdict.RETURNED:
        tell_returned(occurrence, reason)
    act = f"plan_{verdict}"
    audit.record(act, by=by, hall=occurrence.hall, subject=str(occurrence), before=before, after=verdict, why=reason)


def tell_returned(occurrence: Occurrence, reason: str) -> None:
    """Tell those who recorded it, or who should have; each time it is sent back anew."""
    people = recorders_of(occurrence) if occurrence.completed_on else told_of(occurrence)
    times = occurrence.assessments.filter(verdict=Verdict.RETURNED).count()
    tell(
        people,
        "plan_returned",
        hall=occurrence.hall,
        key=f"plan-returned-{occurrence.pk}-{times}",
        facts={"task": occurrence.task.name, "reason": reason},
        url=reverse("plans:occurrence", args=[occurrence.hall.code, occurrence.pk]),
    )


def recorders_of(occurrence: Occurrence) -> QuerySet[User]:
    """Who recorded something for it, or called a customer whose follow-up it counts."""
    people = Q(pk__in=occurrence.records.values("by"))
    if occurrence.task.follow_up_days:
        people |= Q(pk__in=FollowUp.objects.counted_in(occurrence).filter(done_on__isnull=False).values("by"))
    return User.objects.filter(people)


def refuse(occurrence: Occurrence, verdict: str, reason: str, by: User) -> None:
    if occurrence.hall.today() < occurrence.opens_on:
        raise NotAssessable("ahead", day=occurrence.opens_on)
    if verdict != Verdict.EXCUSED and occurrence.completed_on is None and not may_reopen(occurrence, verdict):
        raise NotAssessable("unrecorded")
    if verdict != Verdict.CONFIRMED and not reason.strip():
        raise NotAssessable("reason")
    if recorders_of(occurrence).filter(pk=by.pk).exists():
        raise NotAssessable("own")


def may_reopen(occurrence: Occurrence, verdict: str) -> bool:
    """What was missed, or excused by mistake, can be sent back, so that it can still be recorded."""
    is_shut = occurrence.verdict == Verdict.EXCUSED or occurrence.closes_on < occurrence.hall.today()
    return verdict == Verdict.RETURNED and is_shut
