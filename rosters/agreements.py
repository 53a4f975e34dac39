"""What is needed, agreed, wished, granted and noted about people, shift types and days: nine tables in one query."""

from collections import defaultdict
from datetime import date, time, timedelta
from functools import cache
from typing import Any, NamedTuple, TypedDict

from django.db.models import CharField, DateField, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, ExtractHour, ExtractMinute

from staff.models import Absence, Employee, Station

from .models import CellNote, Demand, Headcount, HolidayChoice, ReservedTime, Roster, ShiftLimit, ShiftType, Wish

CellKey = tuple[int, date]

BARRED, LIMIT, HEADCOUNT, WISH, NOTE, DEMAND, ABSENCE, RESERVED, HOLIDAY = range(9)
TEXTS = ("text", "code", "name")


class Agreements(TypedDict):
    demand: list[Demand]
    reserved: list[ReservedTime]
    barred_next: dict[int, set[int]]
    shift_limits: dict[int, dict[int, int]]
    headcounts: list[Headcount]
    wishes: list[Wish]
    absences: dict[int, list[Absence]]
    notes: frozenset[CellKey]
    holiday_choices: list[HolidayChoice]


class Row(NamedTuple):
    """A row of any of the tables; what it has no word for is None, nothing or empty.

    `other` is the shift type it speaks of, or the station, which `code`, `name` and `position` tell more about.
    """

    kind: int
    pk: int
    employee: int | None
    other: int | None
    until: date | None
    date: date | None
    number: int
    flag: int
    text: str
    start: int
    end: int
    level: int
    position: int
    code: str
    name: str


def read_agreements(roster: Roster, since: date) -> Agreements:
    """Demand, time reserved, headcounts, shift types that may not follow each other, limits, the month's wishes, notes.

    And the absences approved since the day, whose reasons and askers are not read.
    """
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows_of(roster, since):
        found[row[0]].append(Row(*row))
    barred: dict[int, set[int]] = defaultdict(set)
    for one in found[BARRED]:
        barred[one.pk].add(one.number)
    limits: dict[int, dict[int, int]] = defaultdict(dict)
    for one in found[LIMIT]:
        limits[one.employee or 0][one.other or 0] = one.number
    return {
        "demand": [demand_of(roster, one) for one in sorted(found[DEMAND], key=demand_order)],
        "reserved": [reserved_of(roster, one) for one in sorted(found[RESERVED], key=reserved_order)],
        "barred_next": dict(barred),
        "shift_limits": dict(limits),
        "headcounts": [headcount_of(one) for one in sorted(found[HEADCOUNT], key=lambda one: one.pk)],
        "wishes": [wish_of(one) for one in sorted(found[WISH], key=lambda one: (one.date, one.pk))],
        "absences": absences_of(found[ABSENCE]),
        "holiday_choices": [choice_of(one) for one in sorted(found[HOLIDAY], key=lambda one: one.pk)],
        "notes": frozenset((one.employee, one.date) for one in found[NOTE] if one.employee and one.date),
    }


def rows_of(roster: Roster, since: date) -> QuerySet[Any, tuple[Any, ...]]:
    hall, days = roster.hall_id, (roster.month, roster.last_day)
    rows = all_rows()
    return rows["barred"].filter(from_shifttype__hall=hall).union(
        rows["limits"].filter(employee__hall=hall),
        rows["headcounts"].filter(shift_type__hall=hall),
        rows["wishes"].filter(employee__hall=hall, date__range=days),
        rows["notes"].filter(hall=hall, date__range=days),
        rows["choices"].filter(employee__hall=hall, first_day__lte=days[1], last_day__gte=days[0]),
        rows["absences"].filter(employee__hall=hall).between(since, roster.last_day + timedelta(days=1)),
        rows["demand"].filter(hall=hall),
        rows["reserved"].filter(hall=hall, date__range=days),
        rows["own_time"].filter(hall=hall, date__range=days),
        all=True,
    )  # fmt: skip


@cache
def all_rows() -> dict[str, Any]:
    """The tables without regard to hall and days; put together once, which takes longer than to read a month's."""
    hours = {"start": minutes("start"), "end": minutes("end")}
    span = {"start": "start", "end": "end"}
    station = {"other": "station", "position": "station__position", "code": "station__code", "name": "station__name"}
    person = {"employee": "employee", "code": "employee__code", "name": "employee__name"}
    of_shift = {"employee": "employee", "other": "shift_type"}
    days = {"employee": "employee", "date": "first_day", "until": "last_day"}
    needed = {"date": "date", "number": "needed"}
    wish = {"date": "date", "number": "strength", "flag": "prefers", "text": "note"}
    pairs = ShiftType.barred_next.through._default_manager.all()
    by_station, by_person = (ReservedTime.objects.filter(employee__isnull=none) for none in (True, False))
    return {
        "barred": columns(pairs, BARRED, pk="from_shifttype", number="to_shifttype"),
        "limits": columns(ShiftLimit.objects.all(), LIMIT, **of_shift, number="most"),
        "headcounts": columns(Headcount.objects.all(), HEADCOUNT, other="shift_type", text="day_type", **needed),
        "wishes": columns(Wish.objects.all(), WISH, **of_shift, **wish),
        "notes": columns(CellNote.objects.all(), NOTE, employee="employee", date="date"),
        "choices": columns(HolidayChoice.objects.all(), HOLIDAY, **days, flag="wants_rest"),
        "absences": columns(Absence.objects.approved(), ABSENCE, **days, text="kind", **hours),
        "demand": columns(
            Demand.objects.all(), DEMAND, **needed, **station, **span, flag="is_peak", text="day_type", level="level"
        ),
        "reserved": columns(by_station, RESERVED, **needed, **station, **span, text="label"),
        "own_time": columns(by_person, RESERVED, **needed, **person, **span, text="label"),
    }


def columns(rows: QuerySet[Any], kind: int, **names: Any) -> QuerySet[Any, tuple[Any, ...]]:
    """The rows as `Row`s: each column from the field named for it, or with nothing in it."""
    types: dict[str, Any] = dict.fromkeys(Row._fields, IntegerField()) | dict.fromkeys(TEXTS, CharField())
    types |= {"date": DateField(), "until": DateField()}
    names = {"pk": "pk"} | names
    own: dict[str, Any] = {"as_kind": Value(kind, IntegerField())}
    for name in Row._fields[1:]:
        own[f"as_{name}"] = Cast(names.get(name, Value("" if name in TEXTS else None)), types[name])
    return rows.order_by().annotate(**own).values_list(*own)


def minutes(name: str) -> Any:
    """A time of day in minutes from midnight, nothing when there is none."""
    return ExtractHour(name) * 60 + ExtractMinute(name)


def absences_of(rows: list[Row]) -> dict[int, list[Absence]]:
    """The absences by employee, in the order of their days."""
    absences: dict[int, list[Absence]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.date, row.pk)):
        absences[row.employee or 0].append(absence_of(row))
    return dict(absences)


def absence_of(row: Row) -> Absence:
    assert row.employee is not None
    assert row.date is not None
    assert row.until is not None
    return Absence(
        pk=row.pk, employee_id=row.employee, kind=row.text, state=Absence.State.APPROVED,
        first_day=row.date, last_day=row.until, start=clock(row.start), end=clock(row.end),
    )  # fmt: skip


def clock(minute: int | None) -> time | None:
    return None if minute is None else time(minute // 60, minute % 60)


def demand_order(row: Row) -> tuple[Any, ...]:
    """As the table itself is ordered."""
    return row.text, row.date or date.min, row.position, row.start, row.pk


def demand_of(roster: Roster, row: Row) -> Demand:
    return Demand(
        pk=row.pk, hall_id=roster.hall_id, station=station_of(roster, row), day_type=row.text, date=row.date,
        start=row.start, end=row.end, needed=row.number, is_peak=bool(row.flag), level=row.level,
    )  # fmt: skip


def reserved_order(row: Row) -> tuple[Any, ...]:
    return row.date or date.min, row.start, row.text, row.pk


def reserved_of(roster: Roster, row: Row) -> ReservedTime:
    whose: dict[str, Any] = {"station": station_of(roster, row)}
    if row.employee:
        whose = {"employee": Employee(pk=row.employee, hall_id=roster.hall_id, code=row.code, name=row.name)}
    assert row.date is not None
    return ReservedTime(
        pk=row.pk, hall_id=roster.hall_id, date=row.date, start=row.start, end=row.end,
        needed=row.number, label=row.text, **whose,
    )  # fmt: skip


def station_of(roster: Roster, row: Row) -> Station:
    return Station(pk=row.other, hall_id=roster.hall_id, code=row.code, name=row.name, position=row.position)


def headcount_of(row: Row) -> Headcount:
    assert row.other is not None
    return Headcount(
        pk=row.pk, shift_type_id=row.other, day_type=row.text, date=row.date, needed=row.number
    )  # fmt: skip


def choice_of(row: Row) -> HolidayChoice:
    assert row.employee is not None
    assert row.date is not None
    assert row.until is not None
    return HolidayChoice(
        pk=row.pk, employee_id=row.employee, first_day=row.date, last_day=row.until, wants_rest=bool(row.flag)
    )  # fmt: skip


def wish_of(row: Row) -> Wish:
    assert row.employee is not None
    assert row.date is not None
    return Wish(
        pk=row.pk,
        employee_id=row.employee,
        date=row.date,
        shift_type_id=row.other,
        prefers=bool(row.flag),
        strength=row.number,
        note=row.text,
    )
