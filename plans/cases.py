"""Customers to be followed up: entered, called on their days, counted, erased when their time is over."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from notices.sending import tell
from staff import audit
from staff.models import Employee, Hall, User
from staff.sweeping import sweep

from .masking import masked
from .models import Case, FollowUp, Occurrence, PlanSettings, PlanTask, Record
from .models.cases import REACHED
from .recording import SETTLED, NotRecordable, refuse_closed, sum_up

COMING = timedelta(days=7)
OLDEST = timedelta(days=366)


@dataclass(frozen=True)
class Cases:
    """What is to be followed up in a hall: overdue, today, in the week to come; and what was done today."""

    overdue: list[FollowUp] = field(default_factory=list)
    today: list[FollowUp] = field(default_factory=list)
    coming: list[FollowUp] = field(default_factory=list)
    done: list[FollowUp] = field(default_factory=list)


def tasks_with_cases(hall: Hall) -> QuerySet[PlanTask]:
    """The tasks in force today whose rate counts follow-ups."""
    return PlanTask.objects.filter(hall=hall).exclude(follow_up_days="").valid_between(hall.today(), hall.today())


def cases_of(hall: Hall) -> Cases:
    today = hall.today()
    rows = FollowUp.objects.filter(hall=hall, case__isnull=False).select_related("case", "employee", "hall")
    found = Cases(done=list(rows.reached().filter(done_on=today)))
    for row in rows.waiting().filter(due_on__lte=today + COMING):
        (found.coming if row.due_on > today else found.today if row.due_on == today else found.overdue).append(row)
    return found


def calls_due(hall: Hall) -> int:
    """How many customers wait for a call today or since earlier."""
    return FollowUp.objects.waiting().filter(hall=hall, due_on__lte=hall.today()).count()


@transaction.atomic
def open_case(case: Case, task: PlanTask, *, by: User) -> Case:
    """Enter a customer, masked, with a follow-up on each of the task's days; one who is there already stays the one.

    Raises `NotRecordable` for a day to come or long past.
    """
    hall = Hall.objects.select_for_update(no_key=True).get(pk=task.hall_id)
    if not hall.today() - OLDEST <= case.served_on <= hall.today():
        raise NotRecordable("served", "served_on")
    case.hall, case.code, case.by = hall, task.code, by
    case.reference, case.note = masked(case.reference), masked(case.note)
    own = {"hall": hall, "code": case.code, "reference": case.reference, "served_on": case.served_on}
    if twin := Case.objects.filter(**own).first():
        return twin
    case.save()
    person = Employee.objects.filter(user=by, hall=hall).first()
    days = [case.served_on + timedelta(days=n) for n in task.days_to_follow_up]
    FollowUp.objects.bulk_create(
        FollowUp(case=case, hall=hall, code=case.code, due_on=day, employee=person) for day in days
    )
    count_again(hall, case.code, days)
    audit.record("case_opened", by=by, hall=hall, subject=str(task), after={"date": str(case.served_on)})
    return case


@transaction.atomic
def follow_up(row: FollowUp, outcome: str, note: str, *, by: User) -> None:
    """Say what came of a follow-up; until somebody was reached it may be tried again. Raises `NotRecordable`."""
    row = FollowUp.objects.select_for_update(of=("self",), no_key=True).select_related("hall", "case").get(pk=row.pk)
    if row.case_id is None:
        raise NotRecordable("erased")
    if row.outcome in REACHED:
        raise NotRecordable("followed_up")
    if outcome not in FollowUp.Outcome.values or not outcome:
        raise NotRecordable("outcome", "outcome")
    refuse_settled(row)
    row.outcome, row.note, row.done_on, row.by = outcome, masked(note)[:200], row.hall.today(), by
    row.employee = Employee.objects.filter(user=by, hall=row.hall_id).first() or row.employee
    row.save()
    count_again(row.hall, row.code, [row.due_on], is_answer=True)
    audit.record("case_followed_up", by=by, hall=row.hall, subject=str(row), after={"outcome": outcome})


@transaction.atomic
def hand_over(hall: Hall, whose: Employee, to: Employee, *, by: User) -> int:
    """Let a colleague have what one person still has to follow up, such as when she leaves, and tell her; how many."""
    count = FollowUp.objects.waiting().filter(hall=hall, employee=whose).update(employee=to)
    if count:
        audit.record("cases_handed_over", by=by, hall=hall, subject=str(whose), after={"to": str(to), "count": count})
        tell_handed_over(hall, whose, to, count, by=by)
    return count


def tell_handed_over(hall: Hall, whose: Employee, to: Employee, count: int, *, by: User) -> None:
    """Tell the new person whose follow-ups are hers now and how many, unless she took them herself."""
    tell(
        User.objects.filter(employee=to).exclude(pk=by.pk),
        "follow_ups_yours",
        hall=hall,
        key=f"follow-ups-{whose.pk}-{to.pk}-{timezone.now().isoformat()}",
        facts={"person": str(whose), "count": count},
        url=reverse("plans:cases", args=[hall.code]),
    )


def refuse_settled(row: FollowUp) -> None:
    """What falls due in a period that is confirmed, excused or closed changes no more."""
    for occurrence in occurrences_on(row.hall, row.code, [row.due_on]):
        if occurrence.opens_on <= row.hall.today():
            refuse_closed(occurrence, row.hall.today())


def occurrences_on(hall: Hall, code: str, days: Iterable[date]) -> list[Occurrence]:
    """The occurrences of the task in whose periods the days lie, locked."""
    days = sorted(days)
    if not days:
        return []
    rows = Occurrence.objects.select_for_update(of=("self",), no_key=True).select_related("task", "hall")
    rows = rows.filter(hall=hall, task__code=code, first_day__lte=days[-1], last_day__gte=days[0]).order_by("pk")
    return [row for row in rows if any(row.first_day <= day <= row.last_day for day in days)]


def count_again(hall: Hall, code: str, days: Iterable[date], *, is_answer: bool = False) -> None:
    """Sum up the task's occurrences in whose periods the days lie, but those that are settled."""
    for occurrence in occurrences_on(hall, code, days):
        if occurrence.verdict not in SETTLED:
            sum_up(occurrence, is_answer=is_answer)


def count_due(hall: Hall) -> None:
    """Let occurrences count the follow-ups whose day is over, however long nobody looked."""
    for occurrence in behind(hall):
        sum_up(occurrence)


def behind(hall: Hall) -> QuerySet[Occurrence]:
    """The occurrences, locked, that are not settled and are not out of as many as records and follow-ups make."""
    days = (OuterRef("first_day"), OuterRef("last_day"))
    calls = FollowUp.objects.filter(hall=hall, code=OuterRef("task__code"), due_on__range=days)
    called = calls.to_count_on(hall.today()).order_by().values("hall").annotate(n=Count("pk")).values("n")
    records = Record.objects.in_force().filter(occurrence=OuterRef("pk"))
    noted = records.order_by().values("occurrence").annotate(n=Sum("base")).values("n")
    rows = Occurrence.objects.filter(hall=hall).exclude(task__follow_up_days="").exclude(verdict__in=SETTLED)
    rows = rows.exclude(base=Coalesce(Subquery(called), 0) + Coalesce(Subquery(noted), 0))
    return rows.select_for_update(of=("self",), no_key=True).select_related("task", "hall").order_by("pk")


@transaction.atomic
def keep_for(hall: Hall, days: int, *, by: User) -> None:
    """Set how many days after the last follow-up a customer is kept."""
    before = PlanSettings.of(hall).keep_days
    PlanSettings.objects.update_or_create(hall=hall, defaults={"keep_days": days})
    if before != days:
        audit.record("cases_kept_for", by=by, hall=hall, subject=str(hall), before=before, after=days)


def erase_everywhere() -> int:
    """Erase the customers of every hall whose time is over; how many."""
    return sweep(Hall.objects.filter(cases__isnull=False).distinct(), erase_old)


@transaction.atomic
def erase_old(hall: Hall) -> int:
    """Delete the customers whose last follow-up is past the hall's days, with all that was noted; figures stay."""
    last = hall.today() - timedelta(days=PlanSettings.of(hall).keep_days)
    old = Case.objects.filter(hall=hall).annotate(last=Max("follow_ups__due_on"), tried=Max("follow_ups__done_on"))
    old = old.filter(last__lt=last).exclude(tried__gte=last)
    keys = list(old.values_list("pk", flat=True))
    FollowUp.objects.filter(case__in=keys).update(note="")
    Case.objects.filter(pk__in=keys).delete()
    if keys:
        audit.record("cases_erased", by=None, hall=hall, subject=str(hall), after=len(keys))
    return len(keys)
