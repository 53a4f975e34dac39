"""What a month asks of the solver, as plain data that survives a trip through JSON.

Days are counted from 0 on the first day of the month; negative days are history.
Times are minutes from midnight of the day they belong to; past 1440 is the next day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .timeline import Need, Slice

HISTORY_DAYS = 14
DAY = 24 * 60

OWN = "@"
"""What the station of one person alone begins with: work of hers off the floor, that nobody else can do."""

EARLY, MIDDLE, LATE, LONG, NIGHT = "early", "middle", "late", "long", "night"

Span = tuple[int, int]


def is_own(station: str) -> bool:
    return station.startswith(OWN)


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift type in one version: when its people are present and what it pays.

    `kind` is early, middle, late, long or night. The meal break of `break_minutes` is
    taken once, inside `break_window`; without a window nobody leaves the floor for it.
    `barred_next` holds the ids of shifts that may not follow on the next day.
    """

    id: str
    code: str
    kind: str
    segments: tuple[Span, ...]
    paid_minutes: int
    break_minutes: int = 0
    break_window: Span | None = None
    barred_next: frozenset[str] = frozenset()

    @property
    def start(self) -> int:
        return self.segments[0][0]

    @property
    def end(self) -> int:
        return self.segments[-1][1]


@dataclass(frozen=True, slots=True)
class Absence:
    """Time a worker is away on a day; the whole day when it spans 0 to 1440."""

    day: int
    start: int = 0
    end: int = DAY

    @property
    def is_whole_day(self) -> bool:
        return self.start <= 0 and self.end >= DAY


@dataclass(frozen=True)
class Limits:
    """What one person's month may hold; None where nothing of her own is agreed.

    Paid minutes of the month's days; working days in a row at most and at least, days off
    in a row at least; weekends worked at most; of each shift id so many at most.
    """

    least_minutes: int | None = None
    most_minutes: int | None = None
    most_run: int | None = None
    least_run: int | None = None
    least_rest: int | None = None
    most_weekends: int | None = None
    shift_most: dict[str, int] = field(default_factory=dict)


NO_LIMITS = Limits()


@dataclass(frozen=True)
class Worker:
    """A person of the hall as the solver sees her.

    `levels` maps station to skill level (1 lowest). `shifts[day]` holds the ids she may
    work that day, empty outside her contract. `week_targets` are the minutes wanted in
    each of `Problem.weeks`, holidays and leave already taken off. `history` holds the
    shift ids of the `HISTORY_DAYS` days before day 0, oldest first, None for a day off.
    `carried` says how far she is above (+) or below (-) a fair share in earlier months:
    shifts for early, late, weekend, holiday; minutes for minutes. `wish_percent` scales
    the price of her refused wishes.
    """

    id: str
    name: str
    is_manager: bool
    levels: dict[str, int]
    shifts: tuple[frozenset[str], ...]
    weekly_minutes: int
    week_targets: tuple[int, ...]
    is_protected: bool = False
    absences: tuple[Absence, ...] = ()
    history: tuple[str | None, ...] = (None,) * HISTORY_DAYS
    bank_minutes: int = 0
    carried: dict[str, int] = field(default_factory=dict)
    wish_percent: int = 100
    limits: Limits = NO_LIMITS

    def is_employed_on(self, day: int) -> bool:
        return bool(self.shifts[day])

    @cached_property
    def available_days(self) -> tuple[int, ...]:
        """The days of the month on which she may work some shift and is not away all day."""
        away = {absence.day for absence in self.absences if absence.is_whole_day}
        return tuple(day for day, may in enumerate(self.shifts) if may and day not in away)

    @cached_property
    def has_history(self) -> bool:
        """Whether any shift is known of the days before the month; without one they tell nothing."""
        return any(self.history)


@dataclass(frozen=True, slots=True)
class Demand:
    """People needed at a station during one interval of one day."""

    day: int
    start: int
    end: int
    station: str
    needed: int
    is_peak: bool = False
    level: int = 0


@dataclass(frozen=True, slots=True)
class Headcount:
    """People wanted on a shift type that begins on a day, whatever their stations.

    `short` is the price of each head missing, `over` that of each head too many.
    """

    day: int
    shift: str
    needed: int
    short: int
    over: int = 0


@dataclass(frozen=True, slots=True)
class Pin:
    """A cell a build may not change; `shift` None pins a day off."""

    worker: str
    day: int
    shift: str | None


@dataclass(frozen=True, slots=True)
class Wish:
    """Prefer or avoid a shift on a day; `shift` None speaks of working at all."""

    worker: str
    day: int
    shift: str | None
    prefers: bool
    strength: int = 1


@dataclass(frozen=True)
class Problem:
    """Everything a roster is built from and judged by.

    `rules` maps a rule's name to its settings; a rule that is absent does not count.
    `weekends` and `holidays` are days of the month (a make-up workday is no weekend).
    `open` lists each day's open intervals.
    """

    first_day: date
    days: int
    shifts: tuple[Shift, ...]
    workers: tuple[Worker, ...]
    open: tuple[tuple[Span, ...], ...]
    demand: tuple[Demand, ...]
    rules: dict[str, dict[str, Any]]
    weekends: frozenset[int] = frozenset()
    holidays: frozenset[int] = frozenset()
    pins: tuple[Pin, ...] = ()
    wishes: tuple[Wish, ...] = ()
    headcounts: tuple[Headcount, ...] = ()

    @cached_property
    def shift_by_id(self) -> dict[str, Shift]:
        return {shift.id: shift for shift in self.shifts}

    @cached_property
    def worker_by_id(self) -> dict[str, Worker]:
        return {worker.id: worker for worker in self.workers}

    @cached_property
    def weeks(self) -> tuple[range, ...]:
        """Monday-to-Sunday weeks that touch the month, cut at its end, whole at its start.

        The first range may begin with negative (history) days. A last week that runs into
        the next month holds only the days of this one.
        """
        return tuple(weeks_of(self.first_day, self.days))

    @cached_property
    def demand_slices(self) -> "tuple[Slice[Need], ...]":
        """The month's stretches with demand in which nothing changes: same shifts present, same needs."""
        from .timeline import Need, slices_of

        rows = [(row, Need(row.station, row.needed, row.is_peak, row.level)) for row in self.demand]
        return slices_of(self, [(row.day, row.start, row.end, need) for row, need in rows])

    @cached_property
    def open_slices(self) -> "tuple[Slice[None], ...]":
        """The month's open stretches in which nothing changes: the same shifts are present."""
        from .timeline import slices_of

        return slices_of(self, [(day, *span, None) for day, spans in enumerate(self.open) for span in spans])

    @cached_property
    def chances(self) -> dict[tuple[str, str], int]:
        """What `equal_shares.chances_of` has counted, by worker and kind: trials ask for it over and over."""
        return {}

    def date_of(self, day: int) -> date:
        return self.first_day + timedelta(days=day)


def half_up(amount: int, unit: int) -> int:
    """The amount in units, rounded to the nearest, halves up: how every price is rounded."""
    return (2 * amount + unit) // (2 * unit)


def weeks_of(first_day: date, days: int) -> Iterator[range]:
    """The weeks of a month as ranges of days, as `Problem.weeks` describes them."""
    start = -first_day.weekday()
    while start < days:
        yield range(start, min(start + 7, days))
        start += 7
