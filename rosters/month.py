"""What the database holds of a roster's month, read once in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple, TypedDict

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from staff.models import Absence, Employee, PerformanceReview, TimeBankEntry
from staff.months import shifted
from staff.workdays import Day, calendar_of, open_spans

from .models import Assignment, Demand, Headcount, Roster, RuleSettings, ShiftLimit, ShiftType, Wish

MONTHS_CARRIED = 3

Span = tuple[int, int]
CellKey = tuple[int, date]


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


class People(TypedDict):
    employees: list[Employee]
    levels: dict[int, dict[str, int]]
    bank: dict[int, int]
    grades: dict[int, tuple[int, int]]


class Shifts(TypedDict):
    shift_types: dict[int, ShiftType]
    only_for: dict[int, set[int]]
    barred_next: dict[int, set[int]]


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
    `elsewhere` the cells filled by another hall's, `past` all earlier shifts by cell.
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

    @property
    def days(self) -> list[date]:
        return self.roster.days


def load_month(roster: Roster) -> Month:
    """Everything of the roster's month: eleven queries, one more when the hall's rules are not loaded yet."""
    hall, first, last = roster.hall, roster.month, roster.last_day
    since = shifted(first, -MONTHS_CARRIED)
    cells = read_cells(roster, since)
    return Month(
        roster=roster,
        rules=rules_for(roster),
        calendar=calendar_of(hall, since, last),
        open=open_spans(hall, first, last),
        **read_shift_types(roster, cells),
        **read_people(roster),
        absences=read_absences(roster, since),
        shift_limits=read_shift_limits(roster),
        **sort_cells(roster, cells),
        demand=list(Demand.objects.filter(hall=hall).select_related("station")),
        headcounts=list(Headcount.objects.filter(shift_type__hall=hall)),
        wishes=list(Wish.objects.filter(employee__hall=hall, date__range=(first, last)).order_by("date", "pk")),
    )


def rules_for(roster: Roster) -> RuleSettings:
    """The hall's rules; those of law and custom when it has never set any."""
    try:
        return roster.hall.rule_settings
    except RuleSettings.DoesNotExist:
        return RuleSettings(hall=roster.hall)


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
    """The hall's shift types with what is agreed about them, and others that its people have worked elsewhere."""
    shift_types: dict[int, ShiftType] = {}
    only_for: dict[int, set[int]] = defaultdict(set)
    for row in ShiftType.objects.filter(hall=roster.hall_id).annotate(kept_for=F("only_for")):
        shift_types[row.pk] = row
        if row.kept_for is not None:
            only_for[row.pk].add(row.kept_for)
    if foreign := {cell.shift_type_id for cell in cells if cell.shift_type_id} - shift_types.keys():
        shift_types |= {row.pk: row for row in ShiftType.objects.filter(pk__in=foreign)}
    barred_next: dict[int, set[int]] = defaultdict(set)
    pairs = ShiftType.barred_next.through._default_manager.filter(from_shifttype__hall=roster.hall_id)
    for before, after in pairs.values_list("from_shifttype", "to_shifttype"):
        barred_next[before].add(after)
    return {"shift_types": shift_types, "only_for": dict(only_for), "barred_next": dict(barred_next)}


def read_shift_limits(roster: Roster) -> dict[int, dict[int, int]]:
    """Most by shift type, for each employee who has limits of her own."""
    limits: dict[int, dict[int, int]] = defaultdict(dict)
    rows = ShiftLimit.objects.filter(employee__hall=roster.hall_id).order_by()
    for employee, shift_type, most in rows.values_list("employee", "shift_type", "most"):
        limits[employee][shift_type] = most
    return dict(limits)


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


def read_absences(roster: Roster, since: date) -> dict[int, list[Absence]]:
    """Approved absences that touch the month or the months carried, by employee."""
    absences: dict[int, list[Absence]] = defaultdict(list)
    rows = Absence.objects.approved().filter(employee__hall=roster.hall_id)
    for absence in rows.between(since, roster.last_day + timedelta(days=1)).order_by("first_day", "pk"):
        absences[absence.employee_id].append(absence)
    return dict(absences)
