"""Changing a roster by hand: one cell at a time, each under the roster's revision."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from staff import audit
from staff.models import Employee, Hall, User

from .models import Assignment, Roster, ShiftType

MONTHS_AHEAD = 13


class NotEditable(Exception):
    """An edit that was refused; `facts` say why, for `wording.reason_of`."""

    def __init__(self, reason: str, **facts: Any):
        super().__init__(reason)
        self.facts = {"reason": reason} | facts


@dataclass(frozen=True, slots=True)
class CellValue:
    """What stands in a cell: a shift type, a kind of day off, or nothing at all."""

    shift_type: ShiftType | None = None
    day_off: str = ""

    @classmethod
    def of(cls, assignment: Assignment | None) -> "CellValue":
        return cls() if assignment is None else cls(assignment.shift_type, assignment.day_off)

    @property
    def key(self) -> str:
        """How pages and programs name the value: the shift type's number, `rest`, `lieu`, or nothing."""
        return str(self.shift_type.pk) if self.shift_type else self.day_off

    @property
    def text(self) -> str:
        """The value as the log keeps it."""
        return self.shift_type.code if self.shift_type else self.day_off


EMPTY = CellValue()
REST = CellValue(day_off=Assignment.DayOff.REST)
LIEU = CellValue(day_off=Assignment.DayOff.LIEU)


def value_of(hall: Hall, key: str) -> CellValue:
    """The value that a `CellValue.key` names in this hall; raises NotEditable for any other text."""
    if key in ("", *Assignment.DayOff.values):
        return CellValue(day_off=key)
    shift_type = ShiftType.objects.filter(hall=hall, pk=key).first() if key.isdecimal() and len(key) < 19 else None
    if shift_type is None:
        raise NotEditable("unknown_value")
    return CellValue(shift_type)


def open_roster(hall: Hall, month: date) -> Roster:
    """The hall's roster of a month, begun as an empty draft when there is none."""
    if not is_within_reach(hall, month):
        raise NotEditable("too_far_ahead", months=MONTHS_AHEAD)
    return Roster.objects.get_or_create(hall=hall, month=month)[0]


def is_within_reach(hall: Hall, month: date) -> bool:
    today = hall.today()
    return (month.year - today.year) * 12 + month.month - today.month <= MONTHS_AHEAD


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit has done: the cell before and after, and the revision it has led to."""

    before: CellValue
    after: CellValue
    revision: int


@transaction.atomic
def set_cell(
    roster: Roster, employee: Employee, day: date, value: CellValue, *, by: User, expected: str | None = None
) -> Change:
    """Put a value into a cell, or nothing (`EMPTY`); what breaks a rule is allowed and shown.

    `expected` is the key of what the editor saw there: when something else stands there by
    now, nothing is changed and NotEditable holds both values.
    """
    roster = _locked(roster)
    cell = _cell(roster, employee, day)
    before = CellValue.of(cell)
    if expected is not None and before.key not in (expected, value.key):
        raise NotEditable("overtaken", theirs=before, yours=value)
    if before == value:
        return Change(before, value, roster.revision)
    if value != EMPTY:
        _refuse_unfit(roster, employee, value, day)
    _write(roster, employee, day, value, cell)
    return _moved_on(roster, "cell_set", employee, day, by, before, value)


@transaction.atomic
def set_pin(
    roster: Roster, employee: Employee, day: date, is_pinned: bool, *, by: User, expected: str | None = None
) -> Change:
    """Keep a cell from being changed by a build, or no longer; pinning an empty cell pins a day off."""
    roster = _locked(roster)
    cell = _cell(roster, employee, day)
    before = CellValue.of(cell)
    if expected is not None and before.key != expected:
        raise NotEditable("overtaken", theirs=before, yours=before)
    if (cell is not None and cell.is_pinned) == is_pinned:
        return Change(before, before, roster.revision)
    if cell is None:
        _refuse_unfit(roster, employee, REST, day)
        cell = Assignment(roster=roster, employee=employee, date=day, day_off=REST.day_off)
    cell.is_pinned = is_pinned
    cell.save()
    return _moved_on(
        roster, "cell_pinned" if is_pinned else "cell_unpinned", employee, day, by, before, CellValue.of(cell)
    )


def _locked(roster: Roster) -> Roster:
    """The roster as it is now, held until the transaction ends."""
    roster = Roster.objects.select_for_update().select_related("hall").get(pk=roster.pk)
    if roster.state == Roster.State.CLOSED:
        raise NotEditable("closed")
    return roster


def _cell(roster: Roster, employee: Employee, day: date) -> Assignment | None:
    if employee.hall_id != roster.hall_id:
        raise NotEditable("other_hall", name=employee.name)
    if not roster.month <= day <= roster.last_day:
        raise NotEditable("outside_month", date=day)
    assignment = Assignment.objects.select_related("shift_type").filter(employee=employee, date=day).first()
    if assignment and assignment.roster_id != roster.pk:
        raise NotEditable("other_hall", name=employee.name)
    return assignment


def _refuse_unfit(roster: Roster, employee: Employee, value: CellValue, day: date) -> None:
    if not employee.is_employed_on(day):
        raise NotEditable("not_employed", name=employee.name, date=day)
    if value.shift_type is None:
        return
    if value.shift_type.hall_id != roster.hall_id:
        raise NotEditable("shift_of_another_hall", shift=value.shift_type.code)
    if not value.shift_type.is_valid_on(day):
        raise NotEditable("shift_not_valid", shift=value.shift_type.code, date=day)


def _write(roster: Roster, employee: Employee, day: date, value: CellValue, cell: Assignment | None) -> None:
    if value == EMPTY:
        assert cell is not None
        cell.delete()
        return
    cell = cell or Assignment(roster=roster, employee=employee, date=day)
    cell.shift_type, cell.day_off = value.shift_type, value.day_off
    cell.origin = Assignment.Origin.BY_HAND
    cell.save()


def _moved_on(
    roster: Roster, act: str, employee: Employee, day: date, by: User, before: CellValue, after: CellValue
) -> Change:
    Roster.objects.filter(pk=roster.pk).update(revision=F("revision") + 1)
    subject = f"{roster.month:%Y-%m} {employee.code} {day}"
    audit.record(act, by=by, hall=roster.hall, subject=subject, before=before.text, after=after.text)
    return Change(before, after, roster.revision + 1)
