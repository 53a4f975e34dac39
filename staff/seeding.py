"""The national calendar of mainland China, as far as the `holidays` package knows it."""

from collections.abc import Iterator
from datetime import date, timedelta

from holidays.countries.china import China, ChinaStaticHolidays

from .models import CalendarDay

Kind = CalendarDay.Kind

SATURDAY = 5
# How the package writes a day off that is worked on another day, and one given for a weekend.
MOVED, GIVEN = "休息日（由", "（补假"
EVE = "农历除夕"
DECREED = frozenset(ChinaStaticHolidays.special_public_holidays)


def seed_calendar(year: int) -> int:
    """Write the year's national days that the calendar does not have; how many they were.

    Days that stand are left as they are, so that what people have corrected stays. In a
    year without an official arrangement only the statutory holidays are known.
    """
    have = set(CalendarDay.objects.filter(hall__isnull=True, date__year=year).values_list("date", flat=True))
    missing = [day for day in national_days(year) if day.date not in have]
    CalendarDay.objects.bulk_create(missing, ignore_conflicts=True)  # somebody else may be at it
    return len(missing)


def has_official_arrangement(year: int) -> bool:
    """Whether the days off and the make-up workdays decreed for the year are known.

    Known to the package, or brought in since: then a national make-up workday stands.
    """
    if year in DECREED:
        return True
    return CalendarDay.objects.filter(hall__isnull=True, date__year=year, kind=Kind.MAKEUP_WORKDAY).exists()


def national_days(year: int) -> Iterator[CalendarDay]:
    """The year's statutory holidays, days off around them, and make-up workdays; not saved."""
    statutory = statutory_holidays(year)
    rows = {day: CalendarDay(date=day, kind=Kind.STATUTORY_HOLIDAY, name=name) for day, name in statutory.items()}
    if year in DECREED:
        off, makeup = days_off(year), makeup_workdays(year)
        for day in makeup:
            rows[day] = CalendarDay(date=day, kind=Kind.MAKEUP_WORKDAY, name="调休上班")
        # The days off around New Year may begin in December.
        turn = statutory_holidays(year + 1) if year + 1 in DECREED else {}
        for day, name in rests_around(statutory | turn, off, makeup).items():
            rows.setdefault(day, CalendarDay(date=day, kind=Kind.REST_DAY, name=name))
    return (rows[day] for day in sorted(rows) if day.year == year)


def statutory_holidays(year: int) -> dict[date, str]:
    """The days (13 since 2025) on which work is paid threefold, with their names."""
    known = China(years=year, observed=False, language="zh_CN")
    names = {day: name.split("（")[0] for day, name in known.items() if not name.startswith(MOVED)}
    return {day: "除夕" if name == EVE else name for day, name in names.items()}


def days_off(year: int) -> set[date]:
    """Workdays turned into days off, those of the neighbouring years too."""
    known = China(years=[year, year + 1], language="zh_CN")
    return {day for day, name in known.items() if name.startswith(MOVED) or GIVEN in name}


def makeup_workdays(year: int) -> set[date]:
    known = China(years=[year, year + 1], language="zh_CN")
    return {day for day in known.weekend_workdays if day.year == year}


def rests_around(statutory: dict[date, str], off: set[date], makeup: set[date]) -> dict[date, str]:
    """The unbroken run of days off around each statutory holiday, weekends in it included."""
    rests: dict[date, str] = {}
    for holiday, name in statutory.items():
        for step in (timedelta(days=-1), timedelta(days=1)):
            day = holiday + step
            while day in statutory or day in off or (day.weekday() >= SATURDAY and day not in makeup):
                if day not in statutory:
                    rests.setdefault(day, name)
                day += step
    return rests
