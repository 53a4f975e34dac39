"""A forecast as demand: what each kind of day would ask for, beside what it asks for now."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from staff.models import Hall, User
from staff.workdays import Day

from .dayneeds import WEEKDAYS
from .demand_sets import TableChange, fingerprint_of, replace_tables
from .demand_table import DayKind, DayType, DemandTable, Interval, Line
from .forecast import KINDS, Forecast, kinds_of

HALVES, WEEK = "halves", "week"
WAYS = {HALVES: _("weekdays and weekends"), WEEK: _("every day of the week")}


def changes_of(forecast: Forecast, way: str) -> list[TableChange]:
    """Each kind of day that would have other demand, in order; dates are those of promotions and special hours."""
    found = [change_of(forecast, kind, days) for kind, days in wanted(forecast, way) if days]
    if way == HALVES:
        # Tables of single days of the week would go before those of weekdays and weekends.
        found += [TableChange(DemandTable(forecast.hall, DayKind(day)), []) for day in WEEKDAYS]
    return [one for one in found if one.is_real]


def wanted(forecast: Forecast, way: str) -> Iterable[tuple[DayKind, list[Day]]]:
    """The kinds of day, and the month's days that speak for each."""
    usual: dict[str, list[Day]] = defaultdict(list)
    for day in forecast.calendar.values():
        usual[kinds_of(day)[0]].append(day)
    yield DayKind(DayType.WEEKDAY), [day for kind in KINDS[:5] for day in usual[kind]]
    yield DayKind(DayType.WEEKEND), [day for kind in KINDS[5:] for day in usual[kind]]
    yield DayKind(DayType.HOLIDAY), usual["holiday"]
    if way == WEEK:
        yield from ((DayKind(day), usual[day.value]) for day in WEEKDAYS)
    yield from ((DayKind(DayType.DATE, day), [forecast.calendar[day]]) for day in own_dates(forecast))


def own_dates(forecast: Forecast) -> list[date]:
    """Open days that are like no others: with a promotion, or with opening hours of their own."""
    special = set(forecast.hall.special_days.values_list("date", flat=True))
    is_own = {day for day in forecast.calendar if day in special or forecast.promotion_on(day) != 1}
    return sorted(day for day in is_own if forecast.open[day])


def change_of(forecast: Forecast, kind: DayKind, days: list[Day]) -> TableChange:
    table = DemandTable(forecast.hall, kind)
    return TableChange(table, table.rows_from(lines_of(forecast, table, days)))


def lines_of(forecast: Forecast, table: DemandTable, days: list[Day]) -> dict[Interval, Line]:
    """People for the mean customers of the days; peaks, levels and stations without customers stay as they are."""
    promotion = forecast.promotion_on(table.kind.date) if table.kind.date else 1.0
    sums: dict[tuple[int, int, int], float] = defaultdict(float)
    for day in days:
        for one in forecast.on(day, table.spans, promotion):
            sums[one.station.pk, one.start, one.end] += one.customers / len(days)
    lines: dict[Interval, Line] = {}
    for interval in table.intervals():
        stands = table.line_at(interval)
        needed = dict(stands.needed)
        for work in forecast.works:
            customers = sums.get((work.station.pk, interval.start, interval.end))
            staffed = forecast.staffing(customers or 0.0, interval.end - interval.start, work)
            needed[work.station.pk] = 0 if customers is None else staffed.people
        lines[interval] = Line(needed, stands.is_peak, stands.level)
    return lines


@transaction.atomic
def take_over(hall: Hall, month: date, way: str, seen: str, *, by: User) -> int | None:
    """Put the forecast in force as demand if it is still what was seen; says how many kinds of day, None if not."""
    # One at a time, so that nobody slips in between the look at what stands and its replacement.
    Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)
    changes = changes_of(Forecast(hall, month), way)
    if seen != fingerprint_of(changes):
        return None
    return replace_tables(hall, changes, by=by)
