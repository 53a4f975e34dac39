"""A hall whose next month is published: who works what is drawn in a few letters, a day a letter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from rosters.models import Roster, ShiftType
from rosters.publications.published import published_shifts
from staff.models import Employee, Hall, User
from staff.months import shifted
from swaps.models import SwapRequest
from tests import make

NEXT = shifted(make.NEXT, 1)
"""So far ahead that no test comes too late, whatever day it runs on."""


def day(number: int) -> date:
    """The date of a day of that month, counted from 0."""
    return NEXT + timedelta(days=number)


@dataclass
class World:
    hall: Hall
    roster: Roster
    shifts: dict[str, ShiftType]
    people: dict[str, Employee]
    users: dict[str, User]

    def row(self, code: str, days: int = 7) -> str:
        """What somebody works on the first days, a letter each, a dot for a day off."""
        rows = self.roster.assignments.filter(employee__code=code, shift_type__isnull=False)
        cells = dict(rows.values_list("date", "shift_type__code"))
        return "".join(cells.get(day(number), ".") for number in range(days))

    def published_row(self, code: str, days: int = 7) -> str:
        """What staff can see of it."""
        found = published_shifts(self.hall, self.roster.month, self.roster.last_day, [self.people[code]])
        cells = {cell.date: cell.shift_type.code for cell in found if cell.shift_type}
        return "".join(cells.get(day(number), ".") for number in range(days))


def make_world(hall: Hall, rows: Mapping[str, str], month: date = NEXT) -> World:
    """People with the rows that are drawn, each with a login and the post of a clerk.

    `E` is early (09–17), `L` late (11–20), `N` begins at 20 and ends at 06; a dot is a day off.
    """
    counter = make.station(hall)
    shifts = {
        "E": make.shift_type(hall, "E", end=time(17)),
        "L": make.shift_type(hall, "L", start=time(11), end=time(20), kind="late"),
        "N": make.shift_type(hall, "N", start=time(20), end=time(6), ends_next_day=True, kind="night"),
    }
    roster = make.roster(hall, month)
    people, users = {}, {}
    for code, row in rows.items():
        users[code] = make.post(make.user(f"{hall.code}-{code}"), "clerk", hall)
        people[code] = make.employee(hall, code, name=code.title(), stations=(counter,), user=users[code])
        for number, letter in enumerate(row):
            shift = shifts.get(letter)
            if letter != "-":
                make.assignment(roster, people[code], month + timedelta(days=number), shift)
    make.publish(roster)
    return World(hall, roster, shifts, people, users)


def state_of(swap: SwapRequest) -> str:
    return SwapRequest.objects.get(pk=swap.pk).state
