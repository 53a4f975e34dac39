"""Which steps of which halls and months the cycle has to look at, at a moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import get_default_timezone, localtime

from rosters.cycles.cycle import department_due, due_moments_of
from rosters.models import CycleStep, Roster, ShiftType, Step
from staff.models import Employee, Hall
from staff.months import shifted

# So far back a month is carried on that the cycle has begun and not closed.
MONTHS_BACK = 12
AT_ONCE = 200


@dataclass(frozen=True)
class Task:
    """A step of a hall's month, or (`hall` None) of the department's, that is not done yet.

    `is_begun`: it has a row already.
    """

    hall: Hall | None
    month: date
    step: Step
    due: datetime
    is_begun: bool = False


def halls_in_cycle(now: datetime) -> QuerySet[Hall]:
    """Halls that can have a roster: somebody works there, on some shift."""
    stays = Q(left_on__isnull=True) | Q(left_on__gte=localtime(now, get_default_timezone()).date())
    people = Employee.objects.filter(stays, hall=OuterRef("pk"))
    return Hall.objects.filter(Exists(people), Exists(ShiftType.objects.filter(hall=OuterRef("pk")))).order_by("pk")


def tasks_at(now: datetime, halls: QuerySet[Hall] | None = None) -> Iterator[list[Task]]:
    """All that is not done of each hall's months, a month's steps in their order; the department's last.

    With `halls` given, theirs alone.
    """
    known = list(halls_in_cycle(now) if halls is None else halls)
    for start in range(0, len(known), AT_ONCE):
        yield from tasks_of(known[start : start + AT_ONCE], now)
    if halls is None:
        yield from department_tasks(now)


def tasks_of(halls: list[Hall], now: datetime) -> Iterator[list[Task]]:
    this = {hall.pk: hall.today(now).replace(day=1) for hall in halls}
    first = shifted(min(this.values()), -MONTHS_BACK)
    known, done = steps_known(halls, first)
    begun = {one[:2] for one in known}
    rosters = set(Roster.objects.filter(hall__in=halls, month__gte=first).values_list("hall", "month"))
    wanted = {hall.pk: months_of(hall, this[hall.pk], begun, done, rosters) for hall in halls}
    moments = due_moments_of(halls, sorted({month for found in wanted.values() for month in found}))
    for hall in halls:
        for month in wanted[hall.pk]:
            steps = moments[hall.pk, month].items()
            yield [
                Task(hall, month, step, due, is_begun=(hall.pk, month, step) in known)
                for step, due in steps
                if (hall.pk, month, step) not in done
            ]


Known = set[tuple[int, date, str]]


def steps_known(halls: list[Hall], first: date) -> tuple[Known, Known]:
    """The steps that the cycle has begun, and those of them that are done."""
    rows = CycleStep.objects.filter(hall__in=halls, month__gte=first)
    known = list(rows.values_list("hall", "month", "step", "done_at"))
    return {row[:3] for row in known}, {row[:3] for row in known if row[3]}


def months_of(
    hall: Hall, this: date, begun: set[tuple[int, date]], done: Known, rostered: set[tuple[int, date]]
) -> list[date]:
    """The coming month; this one and the last where they have a roster; earlier ones that were begun and not closed."""
    recent = [month for month in (shifted(this, -1), this) if (hall.pk, month) in rostered | begun]
    older = [shifted(this, -n) for n in range(MONTHS_BACK, 1, -1)]
    left = [month for month in older if (hall.pk, month) in begun]
    return [month for month in [*left, *recent, shifted(this, 1)] if (hall.pk, month, Step.CLOSE) not in done]


def department_tasks(now: datetime) -> Iterator[list[Task]]:
    """The department's summary of the coming month, and those of months that it or a hall has begun, not sent yet."""
    this = localtime(now, get_default_timezone()).date().replace(day=1)
    rows = CycleStep.objects.filter(hall__isnull=True, month__gte=shifted(this, -MONTHS_BACK))
    known = dict(rows.values_list("month", "done_at"))
    begun = (
        CycleStep.objects.filter(hall__isnull=False, month__gte=shifted(this, -1))
        .order_by()
        .values_list("month", flat=True)
    )
    wanted = {shifted(this, 1), *known, *begun.distinct()}
    for month in sorted(month for month in wanted if not known.get(month)):
        yield [Task(None, month, Step.SUMMARY, department_due(month), is_begun=month in known)]
