"""Putting what a sheet says into the roster, in one act that can be undone."""

from collections.abc import Iterable

from django.db import transaction

from staff.models import Absence, User

from ..edits import editing
from ..edits.editing import CellChange, Edited
from ..models import Edit, Roster
from ..month import Month
from .planning import plan_of
from .sheets import Sheet


@transaction.atomic
def apply_sheets(
    roster: Roster,
    sheets: Iterable[Sheet],
    *,
    by: User | None,
    empties: bool = False,
    leave: bool = False,
    name: str = "",
) -> Edited:
    """Change every cell that the sheets say something else of, with `leave` enter theirs, or nothing.

    Raises NotEditable.
    """
    sheets = list(sheets)
    if roster.pk is None:
        roster = editing.open_roster(roster.hall, roster.month)

    found: list[Absence] = []

    def changes(month: Month) -> list[CellChange]:
        plan = plan_of(month, sheets, empties=empties, leave=leave, by=by)
        found.extend(one.absence() for one in plan.leave if leave)
        return [one.change for one in plan.changes]

    return editing.set_cells(roster, changes, by=by, what=Edit.What.IMPORT, why=name, leave=lambda: found)
