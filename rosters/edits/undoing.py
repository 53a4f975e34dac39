"""Taking back what one has edited, and making it again, for as many edits as there are.

Only edits by hand are taken back. Where a build, a repair, a swap or somebody else has gone over a
cell since, or what stood there is no longer possible, it stays as it is now, and is named.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db import transaction
from django.utils import timezone

from staff.models import Employee, User

from ..models import Assignment, Edit, Roster
from ..models.edits import State
from ..month import Month, load_month
from .editing import (
    CellChange,
    Edited,
    claimed,
    give_back,
    month_after,
    record,
    refuse_unfit,
    state_in,
    steps_of,
    write,
)
from .leave import turn_leave
from .values import EMPTY, CellState, Conflict, NotEditable, value_in


@dataclass(frozen=True)
class Turned(Edited):
    """As `Edited`, with the cells that were left alone: something else stands there by now, or can no longer.

    `leave` names by their codes those whose leave has been taken off the record or put there again.
    """

    left: list[Conflict] = field(default_factory=list)
    leave: set[str] = field(default_factory=set)

    @cached_property
    def codes(self) -> set[str]:
        return {step.employee.code for step in self.steps} | self.leave


def undo(roster: Roster, *, by: User) -> Turned:
    """Take back what this user has edited last; raises NotEditable when nothing of it still stands."""
    done = turn(roster, Edit.objects.last_done, "undone", by=by)
    if done is None:
        raise NotEditable("nothing_to_undo")
    return refuse_overtaken(done)


def redo(roster: Roster, *, by: User) -> Turned:
    """Make again what this user has taken back last; raises NotEditable as `undo` does."""
    done = turn(roster, Edit.objects.last_undone, "redone", by=by)
    if done is None:
        raise NotEditable("nothing_to_redo")
    return refuse_overtaken(done)


def refuse_overtaken(done: Turned) -> Turned:
    if done.left and not done.steps and not done.leave:
        assert done.edit is not None
        if all(one.why for one in done.left):
            raise NotEditable("undo_impossible", cells=done.left)
        reason = "undo_built_over" if is_built_over(done.edit) else "undo_overtaken"
        raise NotEditable(reason, cells=done.left)
    return done


def is_built_over(edit: Edit) -> bool:
    """Whether a build, a repair or a swap has been put in place since."""
    roster = edit.roster
    built = roster.builds.filter(status="done", finished_at__gt=edit.at)
    swapped = roster.edits.filter(what=Edit.What.SWAP, is_settled=True, at__gt=edit.at)
    repaired = roster.repairs.filter(status="accepted", decided_at__gt=edit.at)
    return any(rows.exists() for rows in (built, repaired, swapped))


@transaction.atomic
def turn(roster: Roster, choose: Callable[[Roster, User], Edit | None], act: str, *, by: User) -> Turned | None:
    """Put the cells of the chosen edit back, or forth, as far as they still are as it left them."""
    roster = claimed(roster)
    edit = choose(roster, by)
    if edit is None:
        give_back(roster)
        return None
    leave, unturned = turn_leave(edit, forth=act == "redone", by=by)
    month = load_month(roster)
    changes, left = sides_of(month, edit, forth=act == "redone")
    steps, left = steps_of(month, changes), left + unturned
    edit.undone_at = None if act == "redone" else timezone.now()
    edit.is_settled = bool(left) and not steps and not leave
    edit.save(update_fields=["undone_at", "is_settled", "leave"])
    if not steps and not leave:
        give_back(roster)
        return Turned(month, [], edit, left)
    write(month, steps)
    if steps:
        record(roster, steps, act, by=by)
    return Turned(month_after(month, steps), steps, edit, left, leave)


def sides_of(month: Month, edit: Edit, *, forth: bool) -> tuple[list[CellChange], list[Conflict]]:
    """The changes that turn the edit, and the cells that stay as they are."""
    people = people_in(month, edit)
    changes, left = [], []
    for place, sides in edit.cells.items():
        pk, text = place.split(":")
        day, employee = date.fromisoformat(text), people.get(int(pk))
        here, there = (sides["before"], sides["after"]) if forth else (sides["after"], sides["before"])
        turned = turned_cell(month, employee, day, here, there) if employee else Conflict("", day, EMPTY, EMPTY, "gone")
        if isinstance(turned, Conflict):
            left.append(turned)
        else:
            changes.append(turned)
    return changes, left


def people_in(month: Month, edit: Edit) -> dict[int, Employee]:
    """The edit's people by primary key, those too who have left the hall since."""
    people = {employee.pk: employee for employee in month.employees}
    gone = {int(place.split(":")[0]) for place in edit.cells} - people.keys()
    return people | (Employee.objects.in_bulk(gone) if gone else {})


def turned_cell(month: Month, employee: Employee, day: date, here: State, there: State) -> CellChange | Conflict:
    """The change that turns one cell, unless it no longer is as it was left or cannot be so again."""
    stands = CellState()
    try:
        stands = state_in(month, employee, day)
        change = change_to(month, employee, day, there)
        if (stands.value.key, stands.is_pinned) != (here["key"], here["pinned"]):
            return Conflict(employee.name, day, stands.value, change.value or stands.value)
        refuse_unfit(month, change, stands, change.applied_to(stands))
    except NotEditable as refusal:
        return Conflict(employee.name, day, stands.value, EMPTY, refusal.facts["reason"])
    return change


def change_to(month: Month, employee: Employee, day: date, state: State) -> CellChange:
    origin = state["origin"] or Assignment.Origin.BY_HAND
    return CellChange(employee, day, value=value_in(month, state["key"]), pin=state["pinned"], origin=origin)
