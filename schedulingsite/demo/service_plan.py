"""A service plan with believable records for demo halls: mostly done, sometimes late, now and then missed."""

import random
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation

from plans.keeping import AHEAD, closing_of
from plans.models import Assessment, Occurrence, PlanTask, Record
from plans.naming import book_for, turn_of
from plans.recurring import periods
from plans.taking import ORIGIN, slots_of
from plans.template import service_plan
from rosters.needs.reserving import reserve
from staff.models import Employee, Post

from .plan import Horizon
from .writing import BATCH, Written

# How much of each task there is in one record, least and most, and which share of it succeeds.
AMOUNTS = {"follow-up": (12, 30), "events": (25, 60), "survey": (60, 120)}
SUCCESS = {"follow-up": 0.84, "events": 0.53, "survey": 0.92}
PARTS = {"follow-up": 3, "events": 3, "survey": 2}
MISSED, LATE, MISSED_CALL = 0.02, 0.05, 0.06
ASSESSED_AFTER = timedelta(days=3)


def write_service_plans(halls: list[Written], horizon: Horizon, first: date, seed: str) -> None:
    """The template in every hall since a day, with what was recorded until today."""
    with translation.override("zh-hans"):
        facts = service_plan()
    tasks = [PlanTask(hall=one.hall, valid_from=first, **fact) for one in halls for fact in facts]
    for task in tasks:
        task.made_until = horizon.today + AHEAD
    PlanTask.objects.bulk_create(tasks, BATCH)
    for number, one in enumerate(halls):
        own = [task for task in tasks if task.hall == one.hall]
        write_work(one, own, horizon, random.Random(f"{seed}/service-plan/{number}"))
    write_assessments(halls)


def reserve_time(halls: list[Written], horizon: Horizon) -> None:
    """What the tasks ahead take of people's time, so that the first roster built is still right an hour later."""
    for one in halls:
        reserve(one.hall, ORIGIN, slots_of(one.hall, horizon.today + AHEAD))


def write_work(one: Written, tasks: list[PlanTask], horizon: Horizon, chance: random.Random) -> None:
    rows = [row for task in tasks for row in occurrences_of(task, horizon)]
    name_people(one, rows, horizon)
    # A hall is better or worse at all of it.
    skill = chance.uniform(0.94, 1.05)
    records = [record for row in rows for record in records_of(row, horizon.today, skill, chance)]
    Occurrence.objects.bulk_create(rows, BATCH)
    Record.objects.bulk_create(records, BATCH)


def occurrences_of(task: PlanTask, horizon: Horizon) -> Iterator[Occurrence]:
    for period in periods(task.rule, task.valid_from, horizon.today + AHEAD, horizon.is_workday):
        yield Occurrence(
            task=task,
            hall=task.hall,
            first_day=period.first,
            last_day=period.last,
            due_on=period.due,
            closes_on=closing_of(task, period),
        )


def name_people(one: Written, rows: list[Occurrence], horizon: Horizon) -> None:
    """As the program does where a roster says who was there; before that, clerks in turn."""
    known = [row for row in rows if row.due_on >= horizon.months[0]]
    book = book_for(one.hall, known)
    for row in rows:
        person = book.answerable(row) if row.due_on >= horizon.months[0] else None
        employee = person.employee if person else clerk_for(one.employees, row)
        if person or row.due_on < horizon.months[0]:
            row.answerable = employee
            row.answerable_name = person.name if person else str(employee)


def clerk_for(people: list[Employee], row: Occurrence) -> Employee:
    able = [one for one in people if not one.is_manager and one.is_employed_on(row.due_on)]
    return able[turn_of(row) % len(able)]


def records_of(row: Occurrence, today: date, skill: float, chance: random.Random) -> Iterable[Record]:
    """What was noted down until yesterday, summed up on the row."""
    days = days_of(row, today, chance)
    records = [record_of(row, day, skill, chance) for day in days]
    if records:
        row.value, row.base = sum(one.value for one in records), sum(one.base for one in records)
        row.completed_on = min(one.date for one in records)
        row.is_met = row.task.is_met_by(row.value, row.base)
        if row.due_on + ASSESSED_AFTER < today and row.task.who != PlanTask.Who.POST:
            row.verdict = Occurrence.Verdict.CONFIRMED
    return records


def days_of(row: Occurrence, today: date, chance: random.Random) -> list[date]:
    """The days with a record; none for what is still to come, and none for what was missed."""
    is_missed, is_late = chance.random() < MISSED, chance.random() < LATE
    if is_missed or row.opens_on >= today:
        return []
    if is_late and row.closes_on < today and row.task.period != PlanTask.Period.DAILY:
        return [row.due_on + timedelta(days=1)]
    parts = PARTS.get(row.task.code, 1)
    length = (min(row.due_on, row.last_day) - row.opens_on).days
    days = [row.opens_on + timedelta(days=round(length * (part + 1) / parts)) for part in range(parts)]
    return [day for day in days if day < today]


def record_of(row: Occurrence, day: date, skill: float, chance: random.Random) -> Record:
    code = row.task.code
    value, base, note = 0, 0, ""
    if code in AMOUNTS:
        base = chance.randint(*AMOUNTS[code])
        likely = min(0.99, SUCCESS[code] * skill)
        value = sum(chance.random() < likely for _ in range(base))
    elif code == "calls":
        value = int(chance.random() < MISSED_CALL)
    else:
        note = "年度客户反馈汇总：主要意见为排队时间与资费说明。"
    moment = datetime.combine(day, time(chance.randint(10, 19), chance.randrange(60)), ZoneInfo(row.hall.time_zone))
    return Record(
        occurrence=row,
        employee=row.answerable,
        at=moment,
        date=day,
        value=value,
        base=base,
        note=note,
        is_late=day > row.due_on,
    )


def write_assessments(halls: list[Written]) -> None:
    """The supervisors' word on what others have recorded; their own is still to be assessed."""
    posts = Post.objects.filter(hall__in=[one.hall for one in halls], role=Post.Role.SUPERVISOR)
    supervisors = {post.hall_id: post.user for post in posts.select_related("user")}
    for hall, supervisor in supervisors.items():
        own = Record.objects.filter(occurrence__hall=hall, occurrence__task__who=PlanTask.Who.POST)
        own.update(by=supervisor)
        rows = Occurrence.objects.filter(hall=hall, verdict=Occurrence.Verdict.CONFIRMED)
        made = (Assessment(occurrence=row, verdict=row.verdict, by=supervisor) for row in rows)
        Assessment.objects.bulk_create(made, BATCH)
