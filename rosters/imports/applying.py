"""Putting what a sheet says into the roster, in one act that can be undone."""

from collections.abc import Iterable

from django.db import transaction

from staff.models import User

from ..edits import editing
from ..edits.editing import CellChange, Edited
from ..models import Edit, Roster
from ..month import Month
from .planning import plan_of
from .sheets import Sheet


@transaction.atomic
def apply_sheets(
    roster: Roster, sheets: Iterable[Sheet], *, by: User | None, empties: bool = False, name: str = ""
) -> Edited:
    """Change every cell that the sheets say something else of, or none; raises NotEditable."""
    sheets = list(sheets)
    if roster.pk is None:
        roster = editing.open_roster(roster.hall, roster.month)

    def changes(month: Month) -> list[CellChange]:
        return [one.change for one in plan_of(month, sheets, empties=empties).changes]

    return editing.set_cells(roster, changes, by=by, what=Edit.What.IMPORT, why=name)
