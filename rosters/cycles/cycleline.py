"""A month as a line of steps with where it stands: one object for the first page, the cycle's page and the API."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from staff.models import Hall

from ..models import CycleStep, Roster, Step
from ..wording import reason_of
from .cycle import due_moments_of
from .cyclewords import result_text

# Nobody has to do these: they come with time, and the program only tells of them.
OF_TIME = (Step.WISHES_OPEN, Step.WISHES_CLOSE)
# What whoever sees no drafts may know of.
SEEN_BY_ALL = (*OF_TIME, Step.PUBLISH, Step.CONFIRM)


@dataclass(frozen=True)
class Point:
    """A step of a month on the line; `row` is its evidence once it has fallen due or was done.

    `is_seen_done` is what the roster itself shows of a step that is not due yet.
    """

    hall: Hall
    month: date
    step: Step
    due: datetime
    now: datetime
    row: CycleStep | None = None
    is_seen_done: bool = False

    @property
    def is_done(self) -> bool:
        return self.is_noted or self.is_seen_done or (self.step in OF_TIME and self.due <= self.now)

    @property
    def is_noted(self) -> bool:
        """Whether there is evidence of it."""
        return self.row is not None and self.row.done_at is not None

    @property
    def is_late(self) -> bool:
        """Whether it is overdue, and not merely waiting for what takes its time."""
        patience = self.row.patience if self.row else timedelta()
        return not self.is_done and self.due + patience < self.now

    @property
    def was_late(self) -> bool:
        return self.row is not None and self.row.is_late

    @property
    def state(self) -> str:
        """`done`, `late` or `waiting`."""
        return "done" if self.is_done else "late" if self.is_late else "waiting"

    @property
    def label(self) -> str:
        return str(self.step.label)

    @property
    def day(self) -> date:
        """The day on which it is due in the hall."""
        return self.hall.today(self.due)

    @property
    def days_left(self) -> int:
        return (self.day - self.hall.today(self.now)).days

    @property
    def days_late(self) -> int:
        return max(0, -self.days_left)

    @property
    def done_at(self) -> datetime | None:
        return self.row.done_at if self.row else None

    @property
    def result(self) -> str:
        """What came of it, or what keeps it from being done; empty when nothing is known."""
        if self.row is None:
            return ""
        if self.is_noted:
            return result_text(self.row.result)
        return reason_of(self.row.held_up) if self.row.held_up and not self.is_done else ""


@dataclass(frozen=True)
class Line:
    """The steps of a hall's month in their order."""

    hall: Hall
    month: date
    points: list[Point]

    @cached_property
    def next(self) -> Point | None:
        """The first step that is not done."""
        return next((point for point in self.points if not point.is_done), None)

    @cached_property
    def late(self) -> list[Point]:
        return [point for point in self.points if point.is_late]

    @cached_property
    def done(self) -> int:
        return sum(point.is_done for point in self.points)

    def seen(self, *, all_of_it: bool) -> "Line":
        """The line as those see it who see no drafts, unless they see all of it."""
        if all_of_it:
            return self
        return Line(self.hall, self.month, [point for point in self.points if point.step in SEEN_BY_ALL])


def cycle_line(hall: Hall, month: date, now: datetime, roster: Roster | None, cells: int) -> Line:
    """The line of one month; `cells` counts what stands in its roster."""
    return cycle_lines([hall], [month], now, {(hall.pk, month): (roster, cells)})[hall.pk, month]


def cycle_lines(
    halls: Iterable[Hall], months: Iterable[date], now: datetime, rosters: dict[tuple[int, date], tuple]
) -> dict[tuple[int, date], Line]:
    """The lines of many halls and months by hall's primary key and month; three queries, however many."""
    halls, months = list(halls), list(months)
    moments = due_moments_of(halls, months)
    rows = CycleStep.objects.filter(hall__in=halls, month__in=months).select_related("by")
    known = {(row.hall_id, row.month, row.step): row for row in rows}

    def line_of(hall: Hall, month: date) -> Line:
        roster, cells = rosters.get((hall.pk, month), (None, 0))
        seen = steps_seen(roster, cells)
        points = [
            Point(hall, month, step, due, now, known.get((hall.pk, month, step)), step in seen)
            for step, due in moments[hall.pk, month].items()
        ]
        return Line(hall, month, points)

    return {(hall.pk, month): line_of(hall, month) for hall in halls for month in months}


def steps_seen(roster: Roster | None, cells: int) -> set[Step]:
    """The steps that the roster itself shows to be done."""
    if roster is None:
        return set()
    seen = {Step.BUILD} if cells or roster.is_published else set()
    if roster.is_published:
        seen |= {Step.REVIEW, Step.PUBLISH}
    if roster.is_closed:
        seen.add(Step.CLOSE)
    return seen
