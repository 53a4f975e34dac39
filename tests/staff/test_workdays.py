from datetime import date, time

import pytest

from staff.models import CalendarDay, OpeningHours, SpecialDay
from staff.workdays import Day, calendar_of, open_spans

pytestmark = pytest.mark.django_db

Kind = CalendarDay.Kind
FRIDAY, SATURDAY, SUNDAY = date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 8)


def test_calendar_without_rows_follows_the_weekday(hall):
    days = calendar_of(hall, FRIDAY, SUNDAY)

    assert list(days.values()) == [
        Day(FRIDAY, Kind.WORKDAY),
        Day(SATURDAY, Kind.REST_DAY),
        Day(SUNDAY, Kind.REST_DAY),
    ]


def test_calendar_takes_national_days(hall):
    CalendarDay.objects.create(date=SATURDAY, kind=Kind.MAKEUP_WORKDAY, name="Make-up")

    day = calendar_of(hall, SATURDAY, SATURDAY)[SATURDAY]

    assert day == Day(SATURDAY, Kind.MAKEUP_WORKDAY, "Make-up")
    assert (day.is_workday, day.is_holiday, day.is_rest) == (True, False, False)


@pytest.mark.parametrize("own_first", [True, False])
def test_calendar_prefers_the_halls_own_row(hall, own_first):
    rows = [
        CalendarDay(hall=hall, date=FRIDAY, kind=Kind.REST_DAY, name="Moving house"),
        CalendarDay(date=FRIDAY, kind=Kind.STATUTORY_HOLIDAY, name="National"),
    ]
    CalendarDay.objects.bulk_create(rows if own_first else rows[::-1])

    assert calendar_of(hall, FRIDAY, FRIDAY)[FRIDAY].name == "Moving house"


def test_calendar_ignores_another_halls_rows(hall, elsewhere):
    CalendarDay.objects.create(hall=elsewhere, date=FRIDAY, kind=Kind.STATUTORY_HOLIDAY)

    assert calendar_of(hall, FRIDAY, FRIDAY)[FRIDAY].is_workday


def test_calendar_costs_one_query_whatever_the_span(hall, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(calendar_of(hall, date(2026, 1, 1), date(2026, 12, 31))) == 365


def test_open_spans_follow_the_weekday(hall):
    OpeningHours.objects.filter(hall=hall, weekday=6).delete()

    assert open_spans(hall, SATURDAY, SUNDAY) == {SATURDAY: ((540, 1080),), SUNDAY: ()}


def test_open_spans_prefer_special_days(hall):
    SpecialDay.objects.create(hall=hall, date=FRIDAY, is_closed=True)
    SpecialDay.objects.create(hall=hall, date=SATURDAY, opens=time(10), closes=time(2), closes_next_day=True)

    assert open_spans(hall, FRIDAY, SATURDAY) == {FRIDAY: (), SATURDAY: ((600, 1560),)}
