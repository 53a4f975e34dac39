"""What is needed, agreed, wished, granted and noted about people, shift types and days: nine tables in one query."""

from collections import defaultdict
from datetime import date, time, timedelta
from enum import IntEnum
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, TypedDict

from django.db.models import CharField, DateField, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, ExtractHour, ExtractMinute

from staff.models import Absence, Employee, Station

from .models import CellNote, Demand, Headcount, HolidayChoice, ReservedTime, Roster, ShiftLimit, ShiftType, Wish

CellKey = tuple[int, date]

TEXTS = ("text", "code", "name")


class Kind(IntEnum):
    """Of which table a row is; reserved time is a station's or one person's own."""

    BARRED = 0
    LIMIT = 1
    HEADCOUNT = 2
    WISH = 3
    NOTE = 4
    DEMAND = 5
    ABSENCE = 6
    STATION_TIME = 7
    OWN_TIME = 8
    HOLIDAY = 9


HOURS = {"start": "start", "end": "end"}
STATION = {"other": "station_id", "position": "station__position", "code": "station__code", "name": "station__name"}
PERSON = {"employee": "employee_id", "code": "employee__code", "name": "employee__name"}
DAYS = {"employee": "employee_id", "date": "first_day", "until": "last_day"}
OF_SHIFT = {"employee": "employee_id", "other": "shift_type_id"}
NEEDED = {"date": "date", "number": "needed"}

MEANINGS: dict[int, dict[str, str]] = {
    Kind.BARRED: {"other": "from_shifttype_id", "number": "to_shifttype_id"},
    Kind.LIMIT: OF_SHIFT | {"number": "most"},
    Kind.HEADCOUNT: NEEDED | {"other": "shift_type_id", "text": "day_type"},
    Kind.WISH: OF_SHIFT | {"date": "date", "number": "strength", "flag": "prefers", "text": "note"},
    Kind.NOTE: {"employee": "employee_id", "date": "date"},
    Kind.DEMAND: NEEDED | STATION | HOURS | {"flag": "is_peak", "text": "day_type", "level": "level"},
    Kind.ABSENCE: DAYS | HOURS | {"text": "kind"},
    Kind.STATION_TIME: NEEDED | STATION | HOURS | {"text": "label"},
    Kind.OWN_TIME: NEEDED | PERSON | HOURS | {"text": "label"},
    Kind.HOLIDAY: DAYS | {"flag": "wants_rest"},
}
"""Which field of its table each column of a row holds, by kind; a column that is not named has nothing in it."""


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
    """A row of any of the tables, as `MEANINGS` reads it for its kind."""

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
    for values in rows_of(roster, since):
        found[values[0]].append(Row(*values))
    barred: dict[int, set[int]] = defaultdict(set)
    for row in found[Kind.BARRED]:
        facts = fields_of(row)
        barred[facts["from_shifttype_id"]].add(facts["to_shifttype_id"])
    limits: dict[int, dict[int, int]] = defaultdict(dict)
    for row in found[Kind.LIMIT]:
        facts = fields_of(row)
        limits[facts["employee_id"]][facts["shift_type_id"]] = facts["most"]
    reserved = [time_of_station(roster, row) for row in found[Kind.STATION_TIME]]
    reserved += [time_of_person(roster, row) for row in found[Kind.OWN_TIME]]
    return {
        "demand": sorted((demand_of(roster, row) for row in found[Kind.DEMAND]), key=demand_order),
        "reserved": sorted(reserved, key=lambda one: (one.date, one.start, one.label, one.pk)),
        "barred_next": dict(barred),
        "shift_limits": dict(limits),
        "headcounts": sorted((Headcount(**fields_of(row)) for row in found[Kind.HEADCOUNT]), key=attrgetter("pk")),
        "wishes": sorted((Wish(**fields_of(row)) for row in found[Kind.WISH]), key=attrgetter("date", "pk")),
        "absences": absences_of(found[Kind.ABSENCE]),
        "holiday_choices": sorted(
            (HolidayChoice(**fields_of(row)) for row in found[Kind.HOLIDAY]), key=attrgetter("pk")
        ),
        "notes": frozenset((row.employee, row.date) for row in found[Kind.NOTE] if row.employee and row.date),
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
    pairs = ShiftType.barred_next.through._default_manager.all()
    by_station, by_person = (ReservedTime.objects.filter(employee__isnull=none) for none in (True, False))
    return {
        "barred": columns(pairs, Kind.BARRED),
        "limits": columns(ShiftLimit.objects.all(), Kind.LIMIT),
        "headcounts": columns(Headcount.objects.all(), Kind.HEADCOUNT),
        "wishes": columns(Wish.objects.all(), Kind.WISH),
        "notes": columns(CellNote.objects.all(), Kind.NOTE),
        "choices": columns(HolidayChoice.objects.all(), Kind.HOLIDAY),
        "absences": columns(Absence.objects.approved(), Kind.ABSENCE, **hours),
        "demand": columns(Demand.objects.all(), Kind.DEMAND),
        "reserved": columns(by_station, Kind.STATION_TIME),
        "own_time": columns(by_person, Kind.OWN_TIME),
    }


def columns(rows: QuerySet[Any], kind: Kind, **written: Any) -> QuerySet[Any, tuple[Any, ...]]:
    """The rows as `Row`s of the kind; `written` are columns that hold a field in another form."""
    types: dict[str, Any] = dict.fromkeys(Row._fields, IntegerField()) | dict.fromkeys(TEXTS, CharField())
    types |= {"date": DateField(), "until": DateField()}
    names = {"pk": "pk"} | MEANINGS[kind] | written
    own: dict[str, Any] = {"as_kind": Value(int(kind), IntegerField())}
    for name in Row._fields[1:]:
        own[f"as_{name}"] = Cast(names.get(name, Value("" if name in TEXTS else None)), types[name])
    return rows.order_by().annotate(**own).values_list(*own)


def fields_of(row: Row) -> dict[str, Any]:
    """What the row says in its table's own fields; what it says of the station or person is left out."""
    own = ((column, field) for column, field in MEANINGS[row.kind].items() if "__" not in field)
    said = {field: bool(row.flag) if column == "flag" else getattr(row, column) for column, field in own}
    return {"pk": row.pk} | said


def minutes(name: str) -> Any:
    """A time of day in minutes from midnight, nothing when there is none."""
    return ExtractHour(name) * 60 + ExtractMinute(name)


def absences_of(rows: list[Row]) -> dict[int, list[Absence]]:
    """The absences by employee, in the order of their days."""
    absences: dict[int, list[Absence]] = defaultdict(list)
    for absence in sorted(map(absence_of, rows), key=attrgetter("first_day", "pk")):
        absences[absence.employee_id].append(absence)
    return dict(absences)


def absence_of(row: Row) -> Absence:
    hours = {"start": clock(row.start), "end": clock(row.end)}
    return Absence(state=Absence.State.APPROVED, **fields_of(row) | hours)


def clock(minute: int | None) -> time | None:
    return None if minute is None else time(minute // 60, minute % 60)


def demand_of(roster: Roster, row: Row) -> Demand:
    demand = Demand(hall_id=roster.hall_id, **fields_of(row))
    demand.station = station_of(roster, row)
    return demand


def demand_order(one: Demand) -> tuple[Any, ...]:
    """As the table itself is ordered."""
    return one.day_type, one.date or date.min, one.station.position, one.start, one.pk


def time_of_station(roster: Roster, row: Row) -> ReservedTime:
    reserved = ReservedTime(hall_id=roster.hall_id, **fields_of(row))
    reserved.station = station_of(roster, row)
    return reserved


def time_of_person(roster: Roster, row: Row) -> ReservedTime:
    reserved = ReservedTime(hall_id=roster.hall_id, **fields_of(row))
    reserved.employee = Employee(pk=row.employee, hall_id=roster.hall_id, code=row.code, name=row.name)
    return reserved


def station_of(roster: Roster, row: Row) -> Station:
    return Station(pk=row.other, hall_id=roster.hall_id, code=row.code, name=row.name, position=row.position)
