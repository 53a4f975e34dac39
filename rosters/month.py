"""What the database holds of a roster's month, read once in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from staff.models import Absence, Employee, Hall, PerformanceReview, TimeBankEntry
from staff.months import shifted
from staff.workdays import Day, days_and_spans

from .agreements import CellKey, read_agreements
from .models import Assignment, Demand, Headcount, HolidayChoice, ReservedTime, Roster, RuleSettings, ShiftType, Wish

if TYPE_CHECKING:
    from .needs.kept import KeptNeeds

MONTHS_CARRIED = 3

Span = tuple[int, int]


class Cell(NamedTuple):
    """An assignment as a row of figures; `employee_id` and `shift_type_id` are primary keys."""

    pk: int
    roster_id: int
    employee_id: int
    date: date
    shift_type_id: int | None
    day_off: str
    is_pinned: bool
    origin: str

    @property
    def key(self) -> str:
        """What stands in it, as `CellValue.key` names it."""
        return str(self.shift_type_id) if self.shift_type_id else self.day_off


class People(TypedDict):
    employees: list[Employee]
    levels: dict[int, dict[str, int]]
    bank: dict[int, int]
    grades: dict[int, tuple[int, int]]


class Shifts(TypedDict):
    shift_types: dict[int, ShiftType]
    only_for: dict[int, set[int]]


class Days(TypedDict):
    calendar: dict[date, Day]
    open: dict[date, tuple[Span, ...]]


class Cells(TypedDict):
    cells: dict[CellKey, Cell]
    elsewhere: frozenset[CellKey]
    past: dict[CellKey, int]


@dataclass(frozen=True)
class Month:
    """A hall's month with everything that a problem, a grid or a figure is made from.

    `calendar` begins `MONTHS_CARRIED` months early; `open` holds the month alone. People
    are keyed by primary key: `levels` maps stations' codes to skill levels, `bank` holds
    minutes owed on the eve of the month, `grades` enthusiasm and skill of the month
    before, `absences` those approved since the calendar's first day. `only_for` holds
    the people a shift type is kept for, `barred_next` the shift types that may not follow
    one, `shift_limits` how often each person may work a shift type. `cells` is the month as it stands in this roster,
    `elsewhere` the cells filled by another hall's, `past` all earlier shifts by cell, `notes` the cells with a note.
    `reserved` is what is needed on top of the demand for other work, each row at its station or one of a person’s own.
    `kept` is what a published version was measured against, where that holds instead of today's demand.
    """

    roster: Roster
    rules: RuleSettings
    calendar: dict[date, Day]
    open: dict[date, tuple[Span, ...]]
    shift_types: dict[int, ShiftType]
    only_for: dict[int, set[int]]
    barred_next: dict[int, set[int]]
    employees: list[Employee]
    levels: dict[int, dict[str, int]]
    bank: dict[int, int]
    grades: dict[int, tuple[int, int]]
    absences: dict[int, list[Absence]]
    shift_limits: dict[int, dict[int, int]]
    cells: dict[CellKey, Cell]
    elsewhere: frozenset[CellKey]
    past: dict[CellKey, int]
    demand: list[Demand]
    headcounts: list[Headcount]
    wishes: list[Wish]
    notes: frozenset[CellKey] = frozenset()
    reserved: list[ReservedTime] = field(default_factory=list)
    holiday_choices: list[HolidayChoice] = field(default_factory=list)
    kept: "KeptNeeds | None" = None

    @property
    def days(self) -> list[date]:
        return self.roster.days

    def whole_of(self, shift_type: ShiftType) -> ShiftType:
        """The shift type of which this is a part; itself when it is whole."""
        return self.shift_types.get(shift_type.part_of_id or 0, shift_type)

    @property
    def station_names(self) -> dict[str, str]:
        """Names by code of the stations that need people, those of people off the floor with them."""
        if self.kept:
            return self.kept.station_names
        names = {row.station.code: row.station.name for row in self.demand}
        return names | {row.place: row.place_name for row in self.reserved}


def load_month(roster: Roster) -> Month:
    """Everything of the roster's month: five queries, one more when the hall's rules are not loaded yet.

    Every edit reads it, so small tables that say the same kind of thing are read together.
    """
    hall, first, last = roster.hall, roster.month, roster.last_day
    since = shifted(first, -MONTHS_CARRIED)
    cells = read_cells(roster, since)
    return Month(
        roster=roster,
        rules=rules_for(roster),
        **read_days(hall, since, first, last),
        **read_shift_types(roster, cells),
        **read_people(roster),
        **read_agreements(roster, since),
        **sort_cells(roster, cells),
    )


def rules_for(roster: Roster) -> RuleSettings:
    """The hall's rules; those of law and custom when it has never set any."""
    try:
        return roster.hall.rule_settings
    except RuleSettings.DoesNotExist:
        return RuleSettings(hall=roster.hall)


def read_days(hall: Hall, since: date, first: date, last: date) -> Days:
    calendar, spans = days_and_spans(hall, since, last)
    return {"calendar": calendar, "open": {day: spans[day] for day in spans if day >= first}}


def read_cells(roster: Roster, since: date) -> list[Cell]:
    rows = Assignment.objects.filter(employee__hall=roster.hall_id, date__range=(since, roster.last_day))
    return [Cell(*row) for row in rows.order_by().values_list(*Cell._fields)]


def sort_cells(roster: Roster, cells: list[Cell]) -> Cells:
    month = [cell for cell in cells if cell.date >= roster.month]
    return {
        "cells": {(cell.employee_id, cell.date): cell for cell in month if cell.roster_id == roster.pk},
        "elsewhere": frozenset((cell.employee_id, cell.date) for cell in month if cell.roster_id != roster.pk),
        "past": {
            (cell.employee_id, cell.date): cell.shift_type_id
            for cell in cells
            if cell.date < roster.month and cell.shift_type_id
        },
    }


def read_shift_types(roster: Roster, cells: Iterable[Cell]) -> Shifts:
    """The hall's shift types with those they are kept for, and others that its people have worked elsewhere."""
    shift_types: dict[int, ShiftType] = {}
    only_for: dict[int, set[int]] = defaultdict(set)
    for row in ShiftType.objects.filter(hall=roster.hall_id).annotate(kept_for=F("only_for")):
        shift_types[row.pk] = row
        if row.kept_for is not None:
            only_for[row.pk].add(row.kept_for)
    if foreign := {cell.shift_type_id for cell in cells if cell.shift_type_id} - shift_types.keys():
        shift_types |= {row.pk: row for row in ShiftType.objects.filter(pk__in=foreign)}
    return {"shift_types": shift_types, "only_for": dict(only_for)}


def read_people(roster: Roster) -> People:
    """People employed in the month or standing in the roster, with skills, bank and grades; one query."""
    entries = TimeBankEntry.objects.filter(employee=OuterRef("pk"), date__lt=roster.month).order_by()
    review = PerformanceReview.objects.filter(employee=OuterRef("pk"), month=shifted(roster.month, -1))
    rows = (
        Employee.objects.filter(hall=roster.hall_id)
        .filter(
            Q(hired_on__lte=roster.last_day) & (Q(left_on__isnull=True) | Q(left_on__gte=roster.month))
            | Q(pk__in=Assignment.objects.filter(roster=roster.pk).order_by().values("employee"))
        )
        .select_related("home_station", "limits")
        .annotate(
            station_code=F("skills__station__code"),
            level=F("skills__level"),
            owed=Coalesce(Subquery(entries.values("employee").annotate(sum=Sum("minutes")).values("sum")), 0),
            enthusiasm=Subquery(review.values("enthusiasm")),
            craft=Subquery(review.values("skill")),
        )
    )
    people: dict[int, Any] = {}
    levels: dict[int, dict[str, int]] = {}
    for row in rows:
        people.setdefault(row.pk, row)
        own = levels.setdefault(row.pk, {})
        if row.station_code is not None:
            own[row.station_code] = row.level
    return {
        "employees": list(people.values()),
        "levels": levels,
        "bank": {row.pk: row.owed for row in people.values()},
        "grades": {row.pk: (row.enthusiasm, row.craft) for row in people.values() if row.craft is not None},
    }
