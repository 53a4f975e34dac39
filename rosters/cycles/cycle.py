"""When the steps of the monthly cycle fall due in a hall."""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.timezone import get_default_timezone

from staff.models import CalendarDay, Hall
from staff.months import last_day_of, shifted
from staff.workdays import Day, days_from

from ..models import CycleSettings, Step
from .cycledays import due_day, in_order

# The month in which a step is done, counted from the roster's.
BEFORE, AFTER = -1, 1
Moments = dict[Step, datetime]


def due_moments(hall: Hall, month: date) -> Moments:
    """When each step of the roster's month falls due, on the hall's clock; no step before the one it follows."""
    return due_moments_of([hall], [month])[hall.pk, month]


def due_moments_of(halls: Iterable[Hall], months: Iterable[date]) -> dict[tuple[int, date], Moments]:
    """The moments of many halls and months, by hall's primary key and month; two queries, however many."""
    halls, months = list(halls), list(months)
    if not halls or not months:
        return {}
    settings = CycleSettings.of_all(halls)
    calendars = calendars_of(halls, shifted(min(months), BEFORE), last_day_of(shifted(max(months), AFTER)))
    return {
        (hall.pk, month): moments_in(month, settings[hall.pk], calendars[hall.pk], ZoneInfo(hall.time_zone))
        for hall in halls
        for month in months
    }


def moments_in(month: date, settings: CycleSettings, calendar: dict[date, Day], zone: tzinfo) -> Moments:
    def moment(step: Step) -> datetime:
        day, time = settings.when(step)
        when = due_day(month_of(step, month), day, lambda date: calendar[date].is_workday)
        return datetime.combine(when, time, zone)

    return dict(zip(Step, in_order(moment(step) for step in Step), strict=True))


def month_of(step: Step, month: date) -> date:
    """The month in which a step of the roster's month is done."""
    return shifted(month, AFTER if step == Step.CLOSE else BEFORE)


def calendars_of(halls: list[Hall], first: date, last: date) -> dict[int, dict[date, Day]]:
    """Each hall's calendar of these days, by its primary key; halls without days of their own share one."""
    rows = CalendarDay.objects.filter(Q(hall__in=halls) | Q(hall__isnull=True), date__range=(first, last))
    known = list(rows.values_list("date", "hall", "kind", "name"))
    national = [row for row in known if row[1] is None]
    own: dict[int, list[tuple[date, int | None, str, str]]] = {}
    for row in known:
        if row[1] is not None:
            own.setdefault(row[1], []).append(row)
    common = days_from(national, first, last)
    return {hall.pk: days_from([*national, *own[hall.pk]], first, last) if hall.pk in own else common for hall in halls}


def department_due(month: date) -> datetime:
    """When the department's summary of the month falls due, by its own days, the nation's calendar and its clock."""
    settings = CycleSettings.objects.filter(hall__isnull=True).first() or CycleSettings()
    first, last = shifted(month, BEFORE), last_day_of(shifted(month, AFTER))
    rows = CalendarDay.objects.filter(hall__isnull=True, date__range=(first, last))
    calendar = days_from(rows.values_list("date", "hall", "kind", "name"), first, last)
    return moments_in(month, settings, calendar, get_default_timezone())[Step.SUMMARY]
