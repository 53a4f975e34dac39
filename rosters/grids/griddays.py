"""The columns of a month: dates, what kind of days they are, what they are called."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from django.utils.translation import pgettext, pgettext_lazy

from staff.models import CalendarDay

from ..month import Month

MONDAY, SATURDAY = 0, 5
DayKind = CalendarDay.Kind

WEEKDAYS = [
    pgettext_lazy("over a narrow column", "Mo"),
    pgettext_lazy("over a narrow column", "Tu"),
    pgettext_lazy("over a narrow column", "We"),
    pgettext_lazy("over a narrow column", "Th"),
    pgettext_lazy("over a narrow column", "Fr"),
    pgettext_lazy("over a narrow column", "Sa"),
    pgettext_lazy("over a narrow column", "Su"),
]


@dataclass(frozen=True)
class GridDay:
    """A column: a date, what kind of day it is, and what it is called when it has a name."""

    number: int
    date: date
    kind: str
    name: str
    is_today: bool
    is_open: bool

    @property
    def weekday(self) -> str:
        """The weekday in one or two letters."""
        return str(WEEKDAYS[self.date.weekday()])

    @property
    def is_weekend(self) -> bool:
        return self.date.weekday() >= SATURDAY and self.kind == DayKind.REST_DAY and not self.name

    @property
    def is_holiday(self) -> bool:
        """A statutory holiday, or a day off that belongs to one."""
        return self.kind == DayKind.STATUTORY_HOLIDAY or (self.kind == DayKind.REST_DAY and not self.is_weekend)

    @property
    def is_makeup(self) -> bool:
        return self.kind == DayKind.MAKEUP_WORKDAY

    @cached_property
    def css(self) -> str:
        """Classes of every cell in the column: weekend, holiday, make-up day, Monday, today."""
        marks = (
            ("w", self.is_weekend),
            ("h", self.is_holiday),
            ("k", self.is_makeup),
            ("m", self.date.weekday() == MONDAY),
            ("t", self.is_today),
        )
        return " ".join(name for name, holds in marks if holds)


def days_of(month: Month) -> list[GridDay]:
    today = month.roster.hall.today()
    return [
        GridDay(number, day, month.calendar[day].kind, month.calendar[day].name, day == today, bool(month.open[day]))
        for number, day in enumerate(month.days)
    ]


@dataclass(frozen=True)
class Tag:
    """A name over one column or several."""

    name: str
    span: int
    css: str


def tags_of(days: list[GridDay]) -> Iterator[Tag]:
    """Names over the days: neighbours of one name and look share theirs."""
    for (name, css), run in groupby(days, key=lambda day: (tag_name(day), tag_css(day))):
        same = list(run)
        yield from [Tag(name, len(same), css)] if name else (Tag("", 1, day.css) for day in same)


def tag_name(day: GridDay) -> str:
    if day.is_makeup:
        return pgettext("make-up workday, over a narrow column", "wk")
    return day.name


def tag_css(day: GridDay) -> str:
    return "k" if day.is_makeup else "h" if day.is_holiday else ""
