"""Writing planned halls into the database, many rows at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model

from rosters.models import Assignment, Confirmation, Demand, Roster, RuleSettings, ShiftType, Wish
from rosters.month import CellKey
from rosters.publications.publishing import write_publication
from rosters.publications.snapshots import Snapshot
from staff.models import (
    Absence,
    Employee,
    Hall,
    OpeningHours,
    PerformanceReview,
    Skill,
    SpecialDay,
    Station,
    TimeBankEntry,
)
from staff.models.halls import DAY

from .designs import HallDesign, ShiftDesign
from .plan import REST, HallPlan, Horizon, Person

BATCH = 5_000
ANNOUNCED_DAY, ANNOUNCED_AT = 26, time(10)


@dataclass
class Written:
    """A hall in the database: what its other rows refer to."""

    hall: Hall
    plan: HallPlan
    stations: dict[str, Station]
    shifts: dict[str, ShiftType]
    employees: list[Employee]
    rosters: dict[date, Roster] = field(default_factory=dict)


def write_halls(halls: list[tuple[str, str, HallPlan, list[str], int]], horizon: Horizon) -> list[Written]:
    """Write halls given as code, name, plan, people's names and number; all of their rows."""
    rows = Hall.objects.bulk_create([Hall(code=code, name=name) for code, name, *_ in halls])
    written = [
        write_people(hall, plan, names, number) for hall, (_, _, plan, names, number) in zip(rows, halls, strict=True)
    ]
    save(row for one in written for row in set_up_rows(one))
    save(row for one in written for row in demand_rows(one))
    save(row for one in written for row in people_rows(one))
    for one in written:
        one.rosters = {month: roster_of(one.hall, month) for month in horizon.months}
    Roster.objects.bulk_create([roster for one in written for roster in one.rosters.values()], BATCH)
    save(row for one in written for row in assignment_rows(one))
    publish_rosters(written)
    return written


def write_people(hall: Hall, plan: HallPlan, names: list[str], number: int) -> Written:
    stations = Station.objects.bulk_create(
        Station(hall=hall, code=station.code, name=station.name, position=place)
        for place, station in enumerate(plan.design.stations)
    )
    shifts = ShiftType.objects.bulk_create(shift_type(hall, shift) for shift in plan.design.shifts)
    by_code = {station.code: station for station in stations}
    employees = Employee.objects.bulk_create(
        employee(hall, f"{number * 1000 + place:04}", name, person, by_code)
        for place, (name, person) in enumerate(zip(names, plan.people, strict=True), start=1)
    )
    return Written(hall, plan, by_code, {shift.code: shift for shift in shifts}, employees)


def employee(hall: Hall, code: str, name: str, person: Person, stations: dict[str, Station]) -> Employee:
    return Employee(
        hall=hall,
        code=code,
        name=name,
        home_station=None if person.is_manager else stations[person.home],
        is_manager=person.is_manager,
        hired_on=person.hired_on,
        left_on=person.left_on,
        weekly_minutes=person.weekly_minutes,
        is_protected=person.is_protected,
    )


def shift_type(hall: Hall, shift: ShiftDesign) -> ShiftType:
    gap = (shift.segments[0][1], shift.segments[1][0]) if len(shift.segments) > 1 else None
    return ShiftType(
        hall=hall,
        code=shift.code,
        letter=shift.letter,
        name=shift.name,
        kind=shift.kind,
        colour=shift.colour,
        start=clock(shift.start),
        end=clock(shift.end),
        ends_next_day=shift.end > DAY,
        gap_start=clock(gap[0]) if gap else None,
        gap_end=clock(gap[1]) if gap else None,
        break_minutes=shift.break_minutes,
        break_from=clock(shift.break_window[0]) if shift.break_window else None,
        break_to=clock(shift.break_window[1]) if shift.break_window else None,
        paid_minutes=shift.paid,
    )


def clock(minute: int) -> time:
    return time(minute % DAY // 60, minute % 60)


def set_up_rows(one: Written) -> Iterator[Model]:
    design, hall = one.plan.design, one.hall
    yield RuleSettings(hall=hall)
    for weekday in range(7):
        opens, closes = weekday_hours(design, weekday)
        yield OpeningHours(
            hall=hall, weekday=weekday, opens=clock(opens), closes=clock(closes), closes_next_day=closes > DAY
        )
    for special in one.plan.specials:
        opens, closes = special.open
        times: dict[str, Any] = {"opens": clock(opens), "closes": clock(closes), "closes_next_day": closes > DAY}
        yield SpecialDay(hall=hall, date=special.date, note=special.note, **times)
    part_timers = [e for e, person in zip(one.employees, one.plan.people, strict=True) if person.is_part_timer]
    for shift in design.shifts:
        if shift.for_part_timers:
            for person in part_timers:
                yield ShiftType.only_for.through(shifttype=one.shifts[shift.code], employee=person)


def weekday_hours(design: HallDesign, weekday: int) -> tuple[int, int]:
    return design.weekend_open if weekday >= 5 else design.weekday_open


def demand_rows(one: Written) -> Iterator[Demand]:
    for need in one.plan.needs:
        yield Demand(
            hall=one.hall,
            station=one.stations[need.station],
            day_type=need.day_type,
            date=need.date,
            start=need.start,
            end=need.end,
            needed=need.needed,
            is_peak=need.is_peak,
            level=need.level,
        )


def people_rows(one: Written) -> Iterator[Model]:
    """Skills, absences, wishes, reviews and time bank."""
    plan, people = one.plan, one.employees
    for employee, person in zip(people, plan.people, strict=True):
        for code, level in person.levels.items():
            yield Skill(employee=employee, station=one.stations[code], level=level)
    for away in plan.away:
        yield Absence(
            employee=people[away.person],
            kind=away.kind,
            first_day=away.first,
            last_day=away.last,
            start=clock(away.span[0]) if away.span else None,
            end=clock(away.span[1]) if away.span else None,
            state=away.state,
            reason=away.reason,
        )
    for wish in plan.wishes:
        shift = one.shifts[wish.shift] if wish.shift else None
        yield Wish(
            employee=people[wish.person],
            date=wish.date,
            shift_type=shift,
            prefers=wish.prefers,
            strength=wish.strength,
        )
    for place, month, enthusiasm, skill in plan.reviews:
        yield PerformanceReview(employee=people[place], month=month, enthusiasm=enthusiasm, skill=skill)
    for place, day, minutes, reason in plan.bank:
        is_leave = any(away.kind == "lieu" and (away.person, away.first) == (place, day) for away in plan.away)
        yield bank_entry(people[place], day, minutes, reason, is_leave=is_leave and minutes < 0)


def bank_entry(employee: Employee, day: date, minutes: int, reason: str, *, is_leave: bool) -> TimeBankEntry:
    """Leave in lieu names its month, so that posting the month does not take it again."""
    kind = TimeBankEntry.Kind.EARNED if minutes > 0 else TimeBankEntry.Kind.TAKEN
    month = day.replace(day=1) if is_leave else None
    return TimeBankEntry(employee=employee, date=day, kind=kind, minutes=minutes, reason=reason, month=month)


def roster_of(hall: Hall, month: date) -> Roster:
    """Published on the 26th of the month before, as the policy asks."""
    announced = (month - timedelta(days=1)).replace(day=ANNOUNCED_DAY)
    moment = datetime.combine(announced, ANNOUNCED_AT, ZoneInfo(hall.time_zone))
    return Roster(hall=hall, month=month, state=Roster.State.PUBLISHED, revision=1, published_at=moment)


def assignment_rows(one: Written) -> Iterator[Assignment]:
    for (place, day), code in one.plan.cells.items():
        yield Assignment(
            roster=one.rosters[day.replace(day=1)],
            employee=one.employees[place],
            date=day,
            shift_type=None if code == REST else one.shifts[code],
            day_off=Assignment.DayOff.REST if code == REST else "",
            origin=Assignment.Origin.BUILT,
        )


def publish_rosters(written: Iterable[Written]) -> None:
    """The first version of every roster: what its staff see, read by all who were asked but a few."""
    for one in written:
        standing = {month: Snapshot(values) for month, values in values_by_month(one).items()}
        for month, roster in one.rosters.items():
            publication = write_publication(roster, standing[month], number=1, **announced(roster, standing[month]))
            is_newest = month == max(one.rosters)
            Confirmation.objects.bulk_create(
                Confirmation(
                    publication=publication,
                    employee=employee,
                    confirmed_at=None if is_newest and place % 7 == 4 else publication.at + timedelta(hours=place + 1),
                )
                for place, employee in enumerate(one.employees)
            )


def announced(roster: Roster, snapshot: Snapshot) -> dict[str, Any]:
    return {"at": roster.published_at, "changes": len(snapshot.values)}


def values_by_month(one: Written) -> dict[date, dict[CellKey, str]]:
    """What stands in the planned cells, as a publication keeps it."""
    months: dict[date, dict[CellKey, str]] = {month: {} for month in one.rosters}
    for (place, day), code in one.plan.cells.items():
        value = str(Assignment.DayOff.REST) if code == REST else str(one.shifts[code].pk)
        months[day.replace(day=1)][one.employees[place].pk, day] = value
    return months


def save(rows: Iterable[Model]) -> None:
    """Write rows of any models, each model's in batches."""
    waiting: dict[type[Model], list[Model]] = {}
    for row in rows:
        batch = waiting.setdefault(type(row), [])
        batch.append(row)
        if len(batch) >= BATCH:
            type(row)._default_manager.bulk_create(batch)
            batch.clear()
    for model, batch in waiting.items():
        model._default_manager.bulk_create(batch)
