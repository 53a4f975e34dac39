"""Putting a swap into the roster, publishing it, and taking it out again."""

from collections.abc import Iterator
from itertools import groupby

from django.db import transaction

from rosters.edits import editing
from rosters.edits.editing import EMPTY, CellValue, NotEditable
from rosters.models import Assignment, Edit, Roster
from rosters.publications.publishing import NotPublishable, publish_cells
from staff.models import User

from .conditions import NotSwappable
from .models import SwapCell, SwapRequest
from .standing import Standing, day_off_if_empty, standing_on

Values = list[tuple[SwapCell, CellValue]]


def before_of(swap: SwapRequest) -> Values:
    return [(cell, cell.before) for cell in swap.all_cells]


def after_of(swap: SwapRequest) -> Values:
    return [(cell, cell.after) for cell in swap.all_cells]


def stands_as_asked(swap: SwapRequest, standing: Standing | None = None) -> bool:
    """Whether each of its cells is published, and drafted, as it was when the swap was asked for.

    `standing` spares asking for what stands on its days, where the caller knows.
    """
    if not swap.all_cells:
        return False
    standing = standing or standing_on(swap.hall, {cell.date for cell in swap.all_cells})
    return all(
        standing.is_settled(cell.employee, cell.date) and standing.at(cell.employee, cell.date) == value
        for cell, value in before_of(swap)
    )


def is_drafted(swap: SwapRequest) -> bool:
    """Whether each of its cells holds in the roster what an approval has put there, published or not."""
    return len(still_as_drafted(swap)) == len(swap.all_cells)


def still_as_drafted(swap: SwapRequest) -> Values:
    """What stood before in those of its cells that still hold what an approval has put there."""
    cells = swap.all_cells
    people, days = {cell.employee.pk for cell in cells}, {cell.date for cell in cells}
    rows = Assignment.objects.filter(employee__in=people, date__in=days).select_related("shift_type")
    held = {(row.employee_id, row.date): CellValue.of(row) for row in rows}
    return [
        (cell, before)
        for cell, before in before_of(swap)
        if day_off_if_empty(held.get((cell.employee.pk, cell.date), EMPTY)) == cell.after
    ]


def is_published(swap: SwapRequest) -> bool:
    standing = standing_on(swap.hall, {cell.date for cell in swap.all_cells})
    return all(standing.roster_on(cell.date) is not None for cell in swap.all_cells)


def draft(swap: SwapRequest, *, by: User) -> None:
    """Every cell as the swap wants it, in all of its rosters, which the caller holds; staff do not see it yet."""
    write(swap, after_of(swap), by=by)


def take_out(swap: SwapRequest, *, by: User) -> None:
    """Every cell as it was before; refused when one has been changed since."""
    if not is_drafted(swap):
        raise NotSwappable("changed_since_approval")
    write(swap, before_of(swap), by=by)


def publish(swap: SwapRequest) -> bool:
    """Its cells become what staff rely on, as a version of each roster; whether that could be done.

    When it cannot, because the roster was withdrawn or changed meanwhile, the cells are as before, but for those
    that hold by now what a manager has put there.
    """
    if is_drafted(swap) and is_published(swap):
        try:
            with transaction.atomic():
                publish_all(swap)
            return True
        except NotPublishable:
            pass
    if swap.decided_by:
        write(swap, still_as_drafted(swap), by=swap.decided_by)
    return False


def publish_all(swap: SwapRequest) -> None:
    for roster, pairs in by_roster(after_of(swap)):
        places = [(cell.employee.pk, cell.date) for cell, _ in pairs]
        why = swap.emergency_reason or swap.note
        publish_cells(roster, places, by=swap.decided_by, why=why, is_told=True)  # the decision says which days


def write(swap: SwapRequest, values: Values, *, by: User) -> None:
    """Set the cells, one act for each roster; what is undone in the grid leaves them alone."""
    for roster, pairs in by_roster(values):
        changes = [editing.CellChange(cell.employee, cell.date, value=value) for cell, value in pairs]
        try:
            done = editing.set_cells(roster, changes, by=by, what=Edit.What.SWAP, why=str(swap))
        except NotEditable as refusal:
            raise NotSwappable(**refusal.facts) from refusal
        if done.edit:
            Edit.objects.filter(pk=done.edit.pk).update(is_settled=True)


def by_roster(values: Values) -> Iterator[tuple[Roster, Values]]:
    """The cells of each roster, always in the same order."""
    in_order = sorted(values, key=lambda pair: (pair[0].roster_id, pair[0].date, pair[0].pk))
    for _, group in groupby(in_order, key=lambda pair: pair[0].roster_id):
        pairs = list(group)
        yield pairs[0][0].roster, pairs
