"""Changing a roster by hand: any number of cells in one act, each act under the roster's revision."""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from django.db import transaction
from django.db.models import F

from staff import audit
from staff.models import Absence, CalendarDay, Employee, Hall, User

from ..models import Assignment, Edit, Roster
from ..month import Cell, Month, load_month
from .leave import enter_leave
from .values import (
    EMPTY,
    LIEU,
    REST,
    CellState,
    CellValue,
    Conflict,
    NotEditable,
    value_in,
    value_of,
)

__all__ = ["EMPTY", "LIEU", "REST", "CellValue", "NotEditable", "value_in", "value_of"]

MONTHS_AHEAD = 13


def open_roster(hall: Hall, month: date, *, now: datetime | None = None) -> Roster:
    """The hall's roster of a month, begun as an empty draft when there is none.

    The first one of a year brings its national days, where nobody has filled them in yet.
    """
    if not is_within_reach(hall, month, now):
        raise NotEditable("too_far_ahead", months=MONTHS_AHEAD)
    roster, is_new = Roster.objects.get_or_create(hall=hall, month=month)
    if is_new and not CalendarDay.objects.filter(hall=None, date__year=month.year).exists():
        from staff.seeding import seed_calendar  # the package behind it takes its time to load

        seed_calendar(month.year)
    return roster


def is_within_reach(hall: Hall, month: date, now: datetime | None = None) -> bool:
    today = hall.today(now)
    return (month.year - today.year) * 12 + month.month - today.month <= MONTHS_AHEAD


# --- what is wanted and what was done ----------------------------------------


@dataclass(frozen=True, slots=True)
class CellChange:
    """What is to become of a cell: another value, a pin or none; what is None stays as it is.

    `expected` is the key of what the editor saw there.
    """

    employee: Employee
    day: date
    value: CellValue | None = None
    pin: bool | None = None
    expected: str | None = None
    origin: str = Assignment.Origin.BY_HAND

    def applied_to(self, before: CellState) -> CellState:
        """The cell afterwards; pinning an empty cell pins a day off, and an empty one has no pin."""
        value = before.value if self.value is None else self.value
        if value == EMPTY:
            return CellState(REST, True, self.origin) if self.pin and self.value is None else CellState()
        origin = before.origin if value == before.value else self.origin
        return CellState(value, before.is_pinned if self.pin is None else self.pin, origin)


Changes = Iterable[CellChange] | Callable[[Month], Iterable[CellChange]]


@dataclass(frozen=True, slots=True)
class Step:
    """A cell that an act has changed."""

    employee: Employee
    day: date
    before: CellState
    after: CellState


@dataclass(frozen=True)
class Edited:
    """What an act has done: its steps, the month as it stands afterwards, and the row that can undo it."""

    month: Month
    steps: list[Step]
    edit: Edit | None = None

    @property
    def revision(self) -> int:
        return self.month.roster.revision

    @cached_property
    def codes(self) -> set[str]:
        return {step.employee.code for step in self.steps}


@dataclass(frozen=True, slots=True)
class EditedCell:
    """What an edit of one cell has done: before and after, and the revision it has led to."""

    before: CellValue
    after: CellValue
    revision: int


# --- the acts ----------------------------------------------------------------


@transaction.atomic
def set_cells(
    roster: Roster,
    changes: Changes,
    *,
    by: User | None,
    what: Edit.What = Edit.What.SET,
    why: str = "",
    leave: Callable[[], Iterable[Absence]] = tuple,
) -> Edited:
    """Change all of these cells or none; what breaks a rule is allowed and shown.

    `changes` may be asked for once nobody else can change the roster any more, with the month
    as it then stands, and after them the unsaved `leave` that is entered with them.
    Raises NotEditable, with both values where others have been quicker.
    """
    roster = claimed(roster)
    month = load_month(roster)
    steps = steps_of(month, changes(month) if callable(changes) else changes)
    entered = enter_leave(leave(), by=by, why=why)
    if not steps and not entered:
        give_back(roster)
        return Edited(month, [])
    write(month, steps)
    edit = Edit.objects.create(roster=roster, by=by, what=what, cells=kept(steps), leave=entered, why=why[:200])
    if steps:
        record(roster, steps, what, by=by, why=why)
    return Edited(load_month(roster) if entered else month_after(month, steps), steps, edit)


def set_cell(
    roster: Roster, employee: Employee, day: date, value: CellValue, *, by: User, expected: str | None = None
) -> EditedCell:
    """Put a value into a cell, or nothing (`EMPTY`).

    When something else than `expected` stands there by now, nothing is changed and
    NotEditable holds both values.
    """
    done = set_cells(roster, [CellChange(employee, day, value=value, expected=expected)], by=by)
    return change_of(done, employee, day)


def set_pin(
    roster: Roster, employee: Employee, day: date, is_pinned: bool, *, by: User, expected: str | None = None
) -> EditedCell:
    """Keep a cell from being changed by a build, or no longer; pinning an empty cell pins a day off."""
    wanted = [CellChange(employee, day, pin=is_pinned, expected=expected)]
    return change_of(set_cells(roster, wanted, by=by, what=Edit.What.PIN), employee, day)


def change_of(done: Edited, employee: Employee, day: date) -> EditedCell:
    stands = state_in(done.month, employee, day).value
    return EditedCell(done.steps[0].before.value if done.steps else stands, stands, done.revision)


# --- under the revision ------------------------------------------------------


def claimed(roster: Roster) -> Roster:
    """The roster with its revision moved on; nobody else can change it until the transaction ends."""
    rows = Roster.objects.filter(pk=roster.pk)
    as_seen = rows.filter(revision=roster.revision).exclude(state=Roster.State.CLOSED)
    if as_seen.update(revision=F("revision") + 1):
        roster = copy(roster)
    else:
        roster = rows.select_for_update(of=("self",), no_key=True).select_related("hall__rule_settings").get()
        if roster.state == Roster.State.CLOSED:
            raise NotEditable("closed")
        rows.update(revision=F("revision") + 1)
    roster.revision += 1
    return roster


def give_back(roster: Roster) -> None:
    """Nothing was changed after all: the revision is what it was."""
    roster.revision -= 1
    Roster.objects.filter(pk=roster.pk).update(revision=roster.revision)


def steps_of(month: Month, changes: Iterable[CellChange]) -> list[Step]:
    """What the changes come to, without those that change nothing; raises NotEditable."""
    steps: list[Step] = []
    overtaken: list[Conflict] = []
    for change in changes:
        before = state_in(month, change.employee, change.day)
        after = change.applied_to(before)
        if is_overtaken(change, before):
            overtaken.append(Conflict(change.employee.name, change.day, before.value, after.value))
        elif (after.value, after.is_pinned) != (before.value, before.is_pinned):
            refuse_unfit(month, change, before, after)
            steps.append(Step(change.employee, change.day, before, after))
    if overtaken:
        raise overtaken_by_others(overtaken)
    return steps


def overtaken_by_others(conflicts: list[Conflict]) -> NotEditable:
    if len(conflicts) == 1:
        return NotEditable("overtaken", theirs=conflicts[0].theirs, yours=conflicts[0].yours)
    return NotEditable("overtaken_cells", cells=conflicts)


def is_overtaken(change: CellChange, before: CellState) -> bool:
    """Whether something else stands there than was seen; two who want the same do not conflict."""
    wanted = before.value.key if change.value is None else change.value.key
    if change.expected is None or before.value.key == change.expected:
        return False
    return change.value is None or before.value.key != wanted


def state_in(month: Month, employee: Employee, day: date) -> CellState:
    """The cell as it stands; refuses one that is not this roster's to change."""
    if employee.hall_id != month.roster.hall_id or (employee.pk, day) in month.elsewhere:
        raise NotEditable("other_hall", name=employee.name)
    if not month.roster.month <= day <= month.roster.last_day:
        raise NotEditable("outside_month", date=day)
    cell = month.cells.get((employee.pk, day))
    if cell is None:
        return CellState()
    shift_type = month.shift_types[cell.shift_type_id] if cell.shift_type_id else None
    return CellState(CellValue(shift_type, cell.day_off), cell.is_pinned, cell.origin)


def refuse_unfit(month: Month, change: CellChange, before: CellState, after: CellState) -> None:
    shift_type = after.value.shift_type
    if after.is_empty or after.value == before.value:
        return
    if not change.employee.is_employed_on(change.day):
        raise NotEditable("not_employed", name=change.employee.name, date=change.day)
    if shift_type and shift_type.hall_id != month.roster.hall_id:
        raise NotEditable("shift_of_another_hall", shift=shift_type.code)
    if shift_type and not shift_type.is_valid_on(change.day):
        raise NotEditable("shift_not_valid", shift=shift_type.code, date=change.day)


# --- writing -----------------------------------------------------------------


def write(month: Month, steps: Iterable[Step]) -> None:
    """Put the steps' cells into the database: one statement for those that hold something, one for the others."""
    filled, emptied = [], []
    for step in steps:
        if step.after.is_empty:
            emptied.append(month.cells[step.employee.pk, step.day].pk)
        else:
            filled.append(assignment_of(month.roster, step))
    if emptied:
        Assignment.objects.filter(pk__in=emptied).delete()
    if filled:
        Assignment.objects.bulk_create(
            filled,
            update_conflicts=True,
            unique_fields=["employee", "date"],
            update_fields=["shift_type", "day_off", "is_pinned", "origin"],
        )


def assignment_of(roster: Roster, step: Step) -> Assignment:
    return Assignment(
        roster=roster,
        employee=step.employee,
        date=step.day,
        shift_type=step.after.value.shift_type,
        day_off=step.after.value.day_off,
        is_pinned=step.after.is_pinned,
        origin=step.after.origin,
    )


def month_after(month: Month, steps: Iterable[Step]) -> Month:
    """The month as it stands after the steps, without reading it again."""
    cells = dict(month.cells)
    for step in steps:
        key = (step.employee.pk, step.day)
        cells.pop(key, None)
        if not step.after.is_empty:
            cells[key] = cell_of(month, step)
    return replace(month, cells=cells)


def cell_of(month: Month, step: Step) -> Cell:
    value = step.after.value
    return Cell(
        pk=0,
        roster_id=month.roster.pk,
        employee_id=step.employee.pk,
        date=step.day,
        shift_type_id=value.shift_type.pk if value.shift_type else None,
        day_off=value.day_off,
        is_pinned=step.after.is_pinned,
        origin=step.after.origin,
    )


# --- keeping -----------------------------------------------------------------


def kept(steps: Iterable[Step]) -> dict[str, dict[str, object]]:
    """The steps as an edit's row holds them."""
    return {
        f"{step.employee.pk}:{step.day}": {"before": state_kept(step.before), "after": state_kept(step.after)}
        for step in steps
    }


def state_kept(state: CellState) -> dict[str, object]:
    return {
        "key": state.value.key,
        "text": state.value.text,
        "pinned": state.is_pinned,
        "origin": state.origin,
    }


def record(roster: Roster, steps: list[Step], what: str, *, by: User | None, why: str = "") -> None:
    """A line in the log: one cell with its values, many with all of theirs."""
    act, subject = f"cells_{what}", f"{roster.month:%Y-%m}"
    before: object = {name_of(step): state_told(step.before, step) for step in steps}
    after: object = {name_of(step): state_told(step.after, step) for step in steps}
    if len(steps) == 1 and what in (Edit.What.SET, Edit.What.PIN):
        step = steps[0]
        act, subject = act_alone(step, what), f"{subject} {name_of(step)}"
        before, after = state_told(step.before, step), state_told(step.after, step)
    audit.record(act, by=by, hall=roster.hall, subject=subject, before=before, after=after, why=why)


def state_told(state: CellState, step: Step) -> str | list[str]:
    """The cell's value for the log; where the step pins or unpins, whether it is pinned too."""
    if state.is_empty or step.before.is_pinned == step.after.is_pinned:
        return state.value.text
    return [state.value.text, "pinned" if state.is_pinned else "not_pinned"]


def act_alone(step: Step, what: str) -> str:
    if what == Edit.What.PIN:
        return "cell_pinned" if step.after.is_pinned else "cell_unpinned"
    return "cell_set"


def name_of(step: Step) -> str:
    return f"{step.employee.code} {step.day}"
