"""A demo hall as plain data; people are known by their place in `people`."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from rosters.solver.problem import Span

from .designs import HallDesign

REST = ""
SENIOR, SKILLED, JUNIOR = 3, 2, 1


@dataclass(frozen=True)
class Person:
    role: str
    is_manager: bool
    home: str
    levels: dict[str, int]
    hired_on: date
    left_on: date | None = None
    weekly_minutes: int = 2400
    is_protected: bool = False

    @property
    def is_part_timer(self) -> bool:
        return self.weekly_minutes < 2400

    def is_employed_on(self, day: date) -> bool:
        return self.hired_on <= day and (self.left_on is None or day <= self.left_on)


@dataclass(frozen=True)
class Away:
    """An absence of the person at that place; whole days unless it has a span."""

    person: int
    kind: str
    first: date
    last: date
    span: Span | None = None
    state: str = "approved"
    reason: str = ""

    @property
    def takes_whole_days(self) -> bool:
        return self.span is None and self.state == "approved"


@dataclass(frozen=True)
class WishPlan:
    person: int
    date: date
    shift: str | None
    prefers: bool
    strength: int


@dataclass(frozen=True)
class Need:
    """People needed at a station in an interval of a day type, or of the date."""

    day_type: str
    date: date | None
    station: str
    start: int
    end: int
    needed: int
    is_peak: bool
    level: int


@dataclass(frozen=True)
class Special:
    """A date with opening hours of its own; a promotion has its own demand too."""

    date: date
    open: Span
    note: str
    is_promotion: bool = False


@dataclass
class HallPlan:
    """All of a hall but the names. `cells[person, date]` is a shift code, or REST."""

    design: HallDesign
    people: list[Person]
    away: list[Away] = field(default_factory=list)
    wishes: list[WishPlan] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    specials: list[Special] = field(default_factory=list)
    reviews: list[tuple[int, date, int, int]] = field(default_factory=list)
    bank: list[tuple[int, date, int, str]] = field(default_factory=list)
    cells: dict[tuple[int, date], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Horizon:
    """The days the demo is about: months with a roster, and the month that is to be built.

    `kinds` names the calendar's kind for every date that is not what its weekday says;
    `eves` are those of the Spring Festival.
    """

    today: date
    months: tuple[date, ...]
    kinds: dict[date, str]
    eves: tuple[date, ...] = ()

    @property
    def this_month(self) -> date:
        return self.today.replace(day=1)

    @property
    def next_month(self) -> date:
        return month_after(self.this_month)

    @property
    def last_day(self) -> date:
        """The last day of the month that is to be built."""
        return month_after(self.next_month) - timedelta(days=1)

    def is_workday(self, day: date) -> bool:
        kind = self.kinds.get(day)
        return day.weekday() < 5 if kind is None else kind in ("workday", "makeup_workday")

    def is_holiday(self, day: date) -> bool:
        """Also for workdays turned into days off around a statutory holiday."""
        kind = self.kinds.get(day)
        return kind == "statutory_holiday" or (kind == "rest_day" and day.weekday() < 5)


def month_after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
