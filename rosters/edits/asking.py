"""An edit as pages and programs ask for it: codes of people, dates, keys of values."""

from dataclasses import dataclass
from datetime import date

from django.shortcuts import get_object_or_404

from staff.models import Employee, Hall

from ..models import Edit
from ..month import Month
from .editing import CellChange
from .values import value_in


@dataclass(frozen=True)
class Asked:
    """What is asked of one cell, in codes and keys."""

    code: str
    day: date
    value: str | None = None
    pin: bool | None = None
    expected: str | None = None

    def change(self, month: Month, employee: Employee) -> CellChange:
        value = None if self.value is None else value_in(month, self.value)
        return CellChange(employee, self.day, value=value, pin=self.pin, expected=self.expected)


@dataclass(frozen=True)
class Sent:
    """An edit as a page has sent it."""

    what: Edit.What
    why: str
    cells: list[Asked]

    @property
    def codes(self) -> set[str]:
        return {one.code for one in self.cells}

    def changes_in(self, month: Month) -> list[CellChange]:
        """The changes it comes to; somebody whom the hall does not know is a 404."""
        people = {employee.code: employee for employee in month.employees}
        return [one.change(month, people.get(one.code) or known(month.roster.hall, one.code)) for one in self.cells]


def known(hall: Hall, code: str) -> Employee:
    """Somebody of the hall who is not employed in this month."""
    return get_object_or_404(Employee, hall=hall, code=code)
