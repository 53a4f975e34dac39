"""The working time that tasks take, as it is reserved in the rosters to come."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from rosters.needs.reserving import Slot
from staff.models import Employee, Hall
from staff.models.halls import minutes_of
from staff.workdays import Span, open_spans

from .duty import days_away, on_duty
from .models import Occurrence, PlanTask

ORIGIN = "plans"
QUARTER = 15
LONGEST = timedelta(days=62)

Spans = Mapping[date, tuple[Span, ...]]


def slots_of(hall: Hall, until: date) -> list[Slot]:
    """What the hall's occurrences due from today on will take, up to the day; what is settled takes no more."""
    rows = Occurrence.objects.filter(hall=hall, due_on__gte=hall.today(), first_day__lte=until, verdict="")
    rows = rows.filter(task__reserved_minutes__gt=0).select_related("task")
    wanted = [row for row in rows if row.due_on <= until + LONGEST]
    if not wanted:
        return []
    first, last = min(row.due_on for row in wanted) - LONGEST, max(row.due_on for row in wanted)
    spans = open_spans(hall, first, last)
    own = days_of_people(hall, [row for row in wanted if is_own(row)], spans)
    station = hall.stations.order_by("position", "code").first()
    slots: list[Slot] = []
    for row in wanted:
        if is_own(row):
            slots += slots_for(row, own.get(row.answerable_id or 0, {}), employee=row.answerable_id)
        elif station:
            slots += slots_for(row, spans, station=row.task.reserved_station_id or station.pk)
    return slots


def is_own(row: Occurrence) -> bool:
    """Whether it takes a named person off the floor, rather than people of a station."""
    return row.task.who == PlanTask.Who.EMPLOYEE


def days_of_people(hall: Hall, rows: Sequence[Occurrence], spans: Spans) -> dict[int, Spans]:
    """Of each person who answers for a row the days on which she may work: those she does, once a roster is out."""
    people = {row.answerable_id for row in rows if row.answerable_id}
    if not people:
        return {}
    first, last = min(spans), max(spans)
    duty, away = on_duty(hall, first, last), days_away(Employee.objects.filter(pk__in=people), first, last)
    works = {day: {one.pk for one in there} for day, there in duty.items()}
    return {
        pk: {day: span for day, span in spans.items() if day not in away[pk] and pk in works.get(day, people)}
        for pk in people
    }


def slots_for(row: Occurrence, spans: Spans, **whose: int | None) -> Iterator[Slot]:
    """The task's minutes over its last opening days, in quarters of an hour, the first days taking what is over."""
    days = [day for day in sorted(spans) if row.opens_on <= day <= row.due_on and spans[day]]
    days = days[-row.task.reserved_days :]
    for day, minutes in zip(days, shares(row.task.reserved_minutes, len(days)), strict=True):
        for start, end, heads in stretches(minutes, row.task, spans[day]):
            yield Slot(day, start, end, row.task.name, heads, **whose)


def shares(minutes: int, parts: int) -> list[int]:
    """The minutes in so many parts, each of whole quarters of an hour but for a rest, the larger ones first."""
    quarters, rest = divmod(minutes, QUARTER)
    each, more = divmod(quarters, parts) if parts else (0, 0)
    found = [(each + (place < more)) * QUARTER for place in range(parts)]
    return [found[0] + rest, *found[1:]] if found else []


def stretches(minutes: int, task: PlanTask, spans: Sequence[Span]) -> Iterator[tuple[int, int, int]]:
    """The minutes of a day from the task's time on; by as many people at once as opening hours make necessary."""
    opens, closes = spans[0][0], spans[-1][1]
    start = minutes_of(task.reserved_from) if task.reserved_from else opens
    start = start if opens <= start < closes else opens
    heads = -(-minutes // (closes - start)) if minutes else 0
    whole, rest = divmod(minutes, heads) if heads else (0, 0)
    if whole:
        yield start, start + whole, heads
    if rest:
        yield start + whole, start + whole + rest, 1
