"""The stretches of whole months that completion is looked at in: a month, a quarter, a year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from staff.months import shifted

from .recurring import MONTHLY, MONTHS, QUARTERLY, YEARLY, next_start, start_of

MONTH, QUARTER, YEAR = "month", "quarter", "year"
PERIODS: Mapping[str, str] = {MONTH: MONTHLY, QUARTER: QUARTERLY, YEAR: YEARLY}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """A month, a quarter or a year of the calendar, known by its first day."""

    first: date
    kind: str = MONTH

    @classmethod
    def around(cls, day: date, kind: str = MONTH) -> "Span":
        """The one of its kind in which the day lies; of a kind that there is not, the month."""
        kind = kind if kind in PERIODS else MONTH
        return cls(start_of(PERIODS[kind], day), kind)

    @property
    def last(self) -> date:
        return next_start(PERIODS[self.kind], self.first) - ONE_DAY

    @cached_property
    def months(self) -> list[date]:
        return [shifted(self.first, n) for n in range(MONTHS[PERIODS[self.kind]])]

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    @cached_property
    def previous(self) -> "Span":
        return Span.around(self.first - ONE_DAY, self.kind)

    @property
    def next(self) -> "Span":
        return Span.around(self.last + ONE_DAY, self.kind)

    @property
    def number(self) -> int:
        """Which quarter of its year it is."""
        return (self.first.month + 2) // 3

    @property
    def code(self) -> str:
        """As files are named: 2026-03, 2026-Q1, 2026."""
        return {MONTH: f"{self.first:%Y-%m}", QUARTER: f"{self.first:%Y}-Q{self.number}"}.get(
            self.kind, f"{self.first:%Y}"
        )

    @property
    def query(self) -> str:
        """As addresses ask for it."""
        month = f"month={self.first:%Y-%m}"
        return month if self.kind == MONTH else f"{month}&span={self.kind}"

    def choices(self, today: date) -> list["Span"]:
        """The month, the quarter and the year that one would look at from here: today's where they hold today."""
        day = today if self.first <= today <= self.last else self.first
        return [self if kind == self.kind else Span.around(day, kind) for kind in PERIODS]
