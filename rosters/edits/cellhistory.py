"""What has become of one cell over time: edits by hand, builds and repairs put in place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from staff.models import Employee

from ..models import Build, Edit, Repair, Roster
from ..month import Month
from ..wording import value_text

SHOWN = 8
BUILDS = 10


@dataclass(frozen=True)
class Past:
    """One change of a cell: when, who, how, from what to what, why."""

    at: datetime
    who: str
    how: str
    before: str
    after: str
    why: str = ""
    is_undone: bool = False


def history_of(roster: Roster, employee: Employee, day: date, month: Month) -> list[Past]:
    """The changes of the cell, the last one first."""
    if roster.pk is None:
        return []
    history = CellHistory(roster, employee, day, month)
    found = [*history.edits(), *history.builds(), *history.repairs()]
    return sorted(found, key=lambda one: one.at, reverse=True)[:SHOWN]


@dataclass(frozen=True)
class CellHistory:
    """A cell of a roster, as its history is looked for."""

    roster: Roster
    employee: Employee
    day: date
    month: Month

    @property
    def number(self) -> str:
        return str((self.day - self.roster.month).days)

    def edits(self) -> Iterator[Past]:
        key = f"{self.employee.pk}:{self.day}"
        rows = Edit.objects.filter(roster=self.roster, cells__has_key=key).select_related("by")
        for row in rows[:SHOWN]:
            sides = row.cells[key]
            is_turned = sides["before"]["pinned"] != sides["after"]["pinned"]
            before, after = (state_text(sides[side], tells_pin=is_turned) for side in ("before", "after"))
            how, is_undone = how_of(row, sides), row.undone_at is not None
            yield Past(row.at, str(row.by or ""), how, before, after, row.why, is_undone)

    def builds(self) -> Iterator[Past]:
        rows = self.roster.builds.filter(status=Build.Status.DONE).select_related("asked_by").order_by("-finished_at")
        for row in rows.defer("problem")[:BUILDS]:
            before, after = (self._shift(cells) for cells in (row.before, row.result))
            if row.finished_at and before != after:
                yield Past(row.finished_at, str(row.asked_by or ""), _("built"), self._text(before), self._text(after))

    def repairs(self) -> Iterator[Past]:
        rows = self.roster.repairs.filter(status=Repair.Status.ACCEPTED).select_related("asked_by")
        for row in rows[:BUILDS]:
            for change in row.changes:
                if row.decided_at and (change["employee"], change["date"]) == (self.employee.code, f"{self.day}"):
                    before, after = self._text(change["before"]), self._text(change["after"])
                    yield Past(row.decided_at, str(row.asked_by or ""), _("repaired"), before, after)

    def _shift(self, cells: dict[str, Any] | None) -> str:
        """The shift's id that a build's cells have here; a day off of either kind is nothing."""
        value = str((cells or {}).get(self.employee.code, {}).get(self.number) or "")
        return value if value.isdecimal() else ""

    def _text(self, value: Any) -> str:
        shift_type = self.month.shift_types.get(int(value)) if str(value or "").isdecimal() else None
        return shift_type.code if shift_type else value_text("", "rest")


def how_of(row: Edit, sides: dict[str, Any]) -> str:
    """What was done to the cell, in a word."""
    is_unpinned = row.what == Edit.What.PIN and not sides["after"]["pinned"]
    return _("unpinned") if is_unpinned else row.get_what_display()


def state_text(state: dict[str, Any], *, tells_pin: bool) -> str:
    """A kept state in words; with its pin, or that it has none, where that is what changed."""
    is_shift = str(state["key"]).isdecimal()
    text = value_text(state["text"] if is_shift else "", "" if is_shift else state["key"])
    if state["pinned"]:
        return _("%(value)s, pinned") % {"value": text}
    return _("%(value)s, not pinned") % {"value": text} if tells_pin else text
