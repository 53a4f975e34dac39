"""What can stand in a cell, and the refusal of what cannot."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from staff.models import Hall

from ..models import Assignment, ShiftType

if TYPE_CHECKING:
    from ..month import Month


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


@dataclass(frozen=True, slots=True)
class CellState:
    """A cell as it stands: its value, whether it is pinned, and who has put it there."""

    value: CellValue = EMPTY
    is_pinned: bool = False
    origin: str = ""

    @property
    def is_empty(self) -> bool:
        return self.value == EMPTY


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell in which something else stands than the editor has seen there.

    `why` is the reason of the refusal where the wanted value cannot stand there at all.
    """

    name: str
    day: date
    theirs: CellValue
    yours: CellValue
    why: str = ""


def value_of(hall: Hall, key: str) -> CellValue:
    """The value that a `CellValue.key` names in this hall; raises NotEditable for any other text."""
    if key in ("", *Assignment.DayOff.values):
        return CellValue(day_off=key)
    shift_type = ShiftType.objects.filter(hall=hall, pk=key).first() if is_number(key) else None
    if shift_type is None:
        raise NotEditable("unknown_value")
    return CellValue(shift_type)


def value_in(month: "Month", key: str) -> CellValue:
    """As `value_of`, of the month's own shift types, which are read already."""
    if key in ("", *Assignment.DayOff.values):
        return CellValue(day_off=key)
    shift_type = month.shift_types.get(int(key)) if is_number(key) else None
    if shift_type is None or shift_type.hall_id != month.roster.hall_id:
        raise NotEditable("unknown_value")
    return CellValue(shift_type)


def is_number(key: str) -> bool:
    return key.isdecimal() and len(key) < 19
