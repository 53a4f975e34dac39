"""The floor on one day: who is on it and when, who is at table, who comes and goes, what is short.

Everything is as published: what the hall lives by. Minutes count from midnight of the day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from staff.models import Employee, Hall

from ..models import Roster, ShiftType
from ..solver.breaks import breaks_of
from ..solver.problem import DAY, Shift, Span
from .dayview import DayView, Need, Person, day_view
from .grid import Grid, grid_for

HOUR = 60
TICK = 2 * HOUR


@dataclass(frozen=True)
class Stay:
    """One person's time in the hall: `spans` of work, and the `meal` inside them."""

    employee: Employee
    shift_type: ShiftType
    spans: list[Span]
    meal: Span | None

    @property
    def start(self) -> int:
        return self.spans[0][0]

    @property
    def end(self) -> int:
        return self.spans[-1][1]

    @property
    def drawn(self) -> list[tuple[int, int]]:
        """Where each span begins, and how long it is."""
        return [(start, end - start) for start, end in self.spans]

    @property
    def meal_minutes(self) -> int:
        return self.meal[1] - self.meal[0] if self.meal else 0

    def is_in(self, minute: int) -> bool:
        return any(start <= minute < end for start, end in self.spans)

    def is_at_table(self, minute: int) -> bool:
        return self.meal is not None and self.meal[0] <= minute < self.meal[1]


@dataclass(frozen=True)
class Handover:
    """A moment at which somebody comes or goes."""

    minute: int
    coming: list[str]
    going: list[str]


@dataclass(frozen=True)
class Floor:
    """The day of a hall; `now` is the minute it is there, None on another day."""

    date: date
    now: int | None
    day: DayView
    stays: list[Stay]

    @property
    def first(self) -> int:
        """The full hour the drawing begins with."""
        return min((stay.start for stay in self.stays), default=0) // HOUR * HOUR

    @property
    def back(self) -> int:
        """What to add to a minute to get its place in the drawing."""
        return -self.first

    @property
    def ticks(self) -> list[int]:
        """The hours written above the drawing, each at the left edge of its part."""
        return list(range(self.first, max((stay.end for stay in self.stays), default=0), TICK))

    @property
    def width(self) -> int:
        """How many minutes the drawing is wide."""
        return max(1, len(self.ticks)) * TICK

    @cached_property
    def here(self) -> list[Stay]:
        """Who is on the floor now."""
        return [s for s in self.stays if self.now is not None and s.is_in(self.now) and not s.is_at_table(self.now)]

    @property
    def managers(self) -> list[Stay]:
        return [stay for stay in self.here if stay.employee.is_manager]

    @property
    def at_table(self) -> list[Stay]:
        return [stay for stay in self.stays if self.now is not None and stay.is_at_table(self.now)]

    @property
    def needs_now(self) -> list[Need]:
        return [need for need in self.day.needs if self.now is not None and need.start <= self.now < need.end]

    @property
    def handovers(self) -> list[Handover]:
        """What is still to come of the day's comings and goings, in order."""
        since = -1 if self.now is None else self.now
        return [move for move in handovers_of(self.stays) if move.minute > since]

    @property
    def away(self) -> list[Person]:
        """Who is on leave, in training or away otherwise."""
        return [(row, cell) for row, cell in self.day.off if cell.absence]


def floor_of(hall: Hall, day: date) -> Floor | None:
    """The hall's floor on the day; None while no roster is published for it."""
    roster = Roster.objects.filter(hall=hall, month=day.replace(day=1), published_at__isnull=False).first()
    if roster is None:
        return None
    roster.hall = hall
    grid = grid_for(roster, can_edit=False)
    number = (day - roster.month).days
    stays = sorted(stays_of(grid, number), key=lambda stay: (not stay.employee.is_manager, stay.start, stay.end))
    now = hall.now()
    return Floor(
        day,
        now.hour * HOUR + now.minute if now.date() == day else None,
        day_view(grid, grid.days[number].number),
        stays,
    )


def last_night_of(hall: Hall, moment: datetime) -> list[Stay]:
    """Who is still on a shift that began the day before, as its roster says; for a day that has none itself."""
    today = moment.date()
    eve = (today - timedelta(days=1)).replace(day=1)
    roster = Roster.objects.filter(hall=hall, month=eve, published_at__isnull=False).first()
    if roster is None:
        return []
    roster.hall = hall
    number, minute = (today - roster.month).days, moment.hour * HOUR + moment.minute
    stays = begun_on(grid_for(roster, can_edit=False), number - 1, number)
    return sorted((stay for stay in stays if minute < stay.end), key=lambda stay: stay.end)


def stays_of(grid: Grid, number: int) -> Iterator[Stay]:
    """Everybody's time on the day of that number, last night's shifts that reach into it first."""
    for begun in (number - 1, number):
        yield from begun_on(grid, begun, number)


def begun_on(grid: Grid, begun: int, number: int) -> Iterator[Stay]:
    """The time on the day of that number of those whose shifts began on the day `begun`."""
    people = {row.employee.code: row.employee for row in grid.rows}
    meals = breaks_of(grid.problem, grid.duties, begun)
    ahead = (begun - number) * DAY
    for worker, shift in grid.duties.present(begun):
        spans = [span for span in moved(shift, ahead) if span[1] > 0]
        shift_type = grid.month.shift_types.get(int(shift.id))
        if spans and shift_type and worker.id in people:
            meal = meals.get(worker.id)
            at_table = (meal[0] + ahead, meal[1] + ahead) if meal else None
            yield Stay(people[worker.id], shift_type, spans, at_table)


def moved(shift: Shift, ahead: int) -> list[Span]:
    return [(start + ahead, end + ahead) for start, end in shift.segments]


def handovers_of(stays: list[Stay]) -> list[Handover]:
    coming: dict[int, list[str]] = {}
    going: dict[int, list[str]] = {}
    for stay in stays:
        for start, end in stay.spans:
            coming.setdefault(start, []).append(stay.employee.name)
            going.setdefault(end, []).append(stay.employee.name)
    return [Handover(at, coming.get(at, []), going.get(at, [])) for at in sorted(coming.keys() | going.keys())]
