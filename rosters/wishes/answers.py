"""What the published roster has made of a person's own wishes."""

from collections.abc import Sequence
from dataclasses import dataclass

from staff.models import Employee

from ..models import ShiftType, Wish
from ..publications.published import publications_in_force, published_shifts


@dataclass(frozen=True)
class Answered:
    """A wish, and whether the roster grants it; None while nothing is published of its day."""

    wish: Wish
    is_granted: bool | None


def answered(employee: Employee, wishes: Sequence[Wish]) -> list[Answered]:
    """Wishes of one person, by date, each beside what staff can see; three queries."""
    if not wishes:
        return []
    first, last = wishes[0].date, wishes[-1].date
    months = {publication.roster.month for publication in publications_in_force(employee.hall, first, last)}
    worked = {cell.date: cell.shift_type for cell in published_shifts(employee.hall, first, last, [employee])}
    return [
        Answered(wish, is_granted(wish, worked.get(wish.date)) if wish.date.replace(day=1) in months else None)
        for wish in wishes
    ]


def is_granted(wish: Wish, shift_type: ShiftType | None) -> bool:
    """A part that is worked counts as the shift type that was parted."""
    if wish.shift_type_id is None:
        return (shift_type is not None) == wish.prefers
    found = (shift_type.part_of_id or shift_type.pk) if shift_type else None
    return (found == wish.shift_type_id) == wish.prefers
