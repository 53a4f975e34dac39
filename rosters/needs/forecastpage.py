"""A forecast as a table of heat: intervals down, days of a typical week or of the month across."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from staff.models import Station

from .dayneeds import WEEKDAYS
from .demand_table import DayType, clock
from .forecast import KINDS, Expected, Forecast, kinds_of

TYPICAL, MONTH = "week", "month"
HOTTEST = 4


@dataclass(frozen=True)
class Cell:
    """Customers and people in one interval of a day; `level` is 0 for none, up to 4 for the most."""

    customers: float
    people: int
    wait: float
    level: int


@dataclass(frozen=True)
class Column:
    """A day of the table: a weekday or a date."""

    label: str
    note: str
    day: date
    is_rest: bool


@dataclass(frozen=True)
class Sum:
    customers: float
    hours: float


class ForecastPage:
    """`station` None shows all stations together."""

    def __init__(self, forecast: Forecast, station: Station | None, view: str) -> None:
        self.forecast, self.station, self.view = forecast, station, view
        self.columns = list(self._month() if view == MONTH else self._week())
        self.cells = self._cells()

    def _week(self) -> Iterable[Column]:
        """The day in the middle of the month's days of each kind speaks for them."""
        by_kind: dict[str, list[date]] = defaultdict(list)
        for day, info in self.forecast.calendar.items():
            if self.forecast.promotion_on(day) == 1 and self.forecast.open[day]:
                by_kind[kinds_of(info)[0]].append(day)
        names = dict(zip(KINDS, WEEKDAYS, strict=True)) | {"holiday": DayType.HOLIDAY}
        for kind, name in names.items():
            if days := by_kind.get(kind):
                yield Column(str(name.label), "", days[len(days) // 2], kind not in KINDS[:5])

    def _month(self) -> Iterable[Column]:
        for day, info in self.forecast.calendar.items():
            if self.forecast.open[day]:
                yield Column(str(day.day), date_format(day, "D"), day, not info.is_workday)

    @cached_property
    def _found(self) -> dict[tuple[date, int], list[Expected]]:
        found: dict[tuple[date, int], list[Expected]] = defaultdict(list)
        for one in self.forecast.expected:
            if self.station is None or one.station == self.station:
                found[one.date, one.start].append(one)
        return found

    def _cells(self) -> dict[tuple[date, int], Cell]:
        shown = {column.day for column in self.columns}
        sums = {
            key: (sum(one.customers for one in ones), sum(one.people for one in ones), ones)
            for key, ones in self._found.items()
            if key[0] in shown
        }
        most = max((people for _customers, people, _ones in sums.values()), default=0)
        return {
            key: Cell(customers, people, max(one.staffing.wait for one in ones), level_of(people, most))
            for key, (customers, people, ones) in sums.items()
        }

    @cached_property
    def rows(self) -> list[tuple[str, list[Cell | None]]]:
        """Each interval's label and its cells, None where the hall is closed."""
        ends = {one.start: one.end for ones in self._found.values() for one in ones}
        starts = sorted({start for _day, start in self.cells})
        return [
            (f"{clock(start)}–{clock(ends[start])}", [self.cells.get((column.day, start)) for column in self.columns])
            for start in starts
        ]

    @cached_property
    def sums(self) -> list[Sum]:
        """Customers and hours of work of each column's day."""
        return [self._sum(column.day) for column in self.columns]

    def _sum(self, day: date) -> Sum:
        ones = [one for (on, _start), found in self._found.items() if on == day for one in found]
        hours = sum(one.people * (one.end - one.start) for one in ones) / 60
        return Sum(sum(one.customers for one in ones), hours)

    @property
    def stations(self) -> list[Station]:
        return [work.station for work in self.forecast.works]

    @property
    def views(self) -> list[tuple[str, str]]:
        return [(TYPICAL, _("Typical week")), (MONTH, _("Whole month"))]

    @property
    def title(self) -> str:
        return self.station.name if self.station else _("All stations")


def level_of(people: int, most: int) -> int:
    return max(1, round(people / most * HOTTEST)) if people else 0
