from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from rosters.cycles.cycle import due_moments, due_moments_of
from rosters.cycles.cycledays import due_day
from rosters.models import CycleSettings, Step
from staff.models import CalendarDay
from staff.months import shifted
from staff.seeding import seed_calendar
from tests import make

EVERY_DAY = {"is_workday": lambda day: True}
WEEKDAYS = {"is_workday": lambda day: day.weekday() < 5}


def days(hall, month: date) -> dict[str, date]:
    return {step.value: moment.date() for step, moment in due_moments(hall, month).items()}


@pytest.mark.parametrize(
    ("month", "day", "expected"),
    [
        (date(2026, 1, 1), 31, date(2026, 1, 31)),
        (date(2026, 2, 1), 31, date(2026, 2, 28)),
        (date(2028, 2, 1), 30, date(2028, 2, 29)),
        (date(2026, 4, 1), 31, date(2026, 4, 30)),
    ],
)
def test_day_that_a_month_lacks_is_its_last(month, day, expected):
    assert due_day(month, day, **EVERY_DAY) == expected


def test_day_off_gives_way_to_the_workday_before():
    assert due_day(date(2026, 2, 1), 28, **WEEKDAYS) == date(2026, 2, 27)
    assert due_day(date(2026, 3, 1), 29, **WEEKDAYS) == date(2026, 3, 27)


def test_day_off_without_a_workday_before_in_its_month_gives_way_to_the_first_after():
    assert due_day(date(2026, 2, 1), 1, **WEEKDAYS) == date(2026, 2, 2)
    assert due_day(date(2026, 2, 1), 9, is_workday=lambda day: False) == date(2026, 2, 9)


@pytest.mark.django_db
def test_steps_fall_into_the_month_before_and_closing_into_the_one_after(hall):
    moments = due_moments(hall, date(2026, 7, 1))

    zone = ZoneInfo("Asia/Shanghai")
    assert moments == {
        Step.WISHES_OPEN: datetime(2026, 6, 10, 9, tzinfo=zone),
        Step.WISHES_CLOSE: datetime(2026, 6, 19, 18, tzinfo=zone),  # the 20th is a Saturday
        Step.BUILD: datetime(2026, 6, 25, 9, tzinfo=zone),
        Step.REVIEW: datetime(2026, 6, 25, 18, tzinfo=zone),
        Step.PUBLISH: datetime(2026, 6, 26, 18, tzinfo=zone),
        Step.CONFIRM: datetime(2026, 6, 26, 18, tzinfo=zone),  # the 28th is a Sunday
        Step.SUMMARY: datetime(2026, 6, 30, 18, tzinfo=zone),
        Step.CLOSE: datetime(2026, 8, 5, 18, tzinfo=zone),
    }


@pytest.mark.django_db
def test_february_has_its_last_workday_for_the_summary(hall):
    assert days(hall, date(2026, 3, 1))["summary"] == date(2026, 2, 27)
    assert days(hall, date(2028, 3, 1))["summary"] == date(2028, 2, 29)


@pytest.mark.django_db
def test_national_day_and_its_swapped_workdays_are_heeded(hall):
    seed_calendar(2026)
    CycleSettings.objects.create(hall=hall, wishes_open_day=3, wishes_close_day=10, close_day=2)

    november = days(hall, date(2026, 11, 1))

    assert CalendarDay.objects.get(date=date(2026, 10, 10)).kind == "makeup_workday"
    assert november["wishes_open"] == date(2026, 10, 8)  # no workday before it in October
    assert november["wishes_close"] == date(2026, 10, 10)  # a Saturday that is worked
    assert days(hall, date(2026, 9, 1))["close"] == date(2026, 10, 8)  # never before September is over


@pytest.mark.django_db
def test_halls_own_calendar_goes_before_the_nations(hall):
    CalendarDay.objects.create(date=date(2026, 6, 25), kind="rest_day")
    assert days(hall, date(2026, 7, 1))["build"] == date(2026, 6, 24)

    CalendarDay.objects.create(hall=hall, date=date(2026, 6, 25), kind="workday")
    assert days(hall, date(2026, 7, 1))["build"] == date(2026, 6, 25)


@pytest.mark.django_db
def test_steps_that_give_way_to_one_day_keep_their_order(hall):
    CycleSettings.objects.create(hall=hall, build_day=27, build_time=time(17), review_day=28, review_time=time(9))

    moments = due_moments(hall, date(2026, 7, 1))

    assert moments[Step.BUILD].date() == moments[Step.REVIEW].date() == date(2026, 6, 26)
    assert list(moments.values()) == sorted(moments.values())


@pytest.mark.django_db
def test_hall_follows_the_department_until_it_has_days_of_its_own(hall, elsewhere):
    assert days(hall, date(2026, 7, 1))["build"] == date(2026, 6, 25)

    CycleSettings.objects.create(build_day=23, wishes_close_day=18)
    CycleSettings.objects.create(hall=elsewhere, build_day=22)

    assert days(hall, date(2026, 7, 1))["build"] == date(2026, 6, 23)
    assert days(elsewhere, date(2026, 7, 1))["build"] == date(2026, 6, 22)
    assert days(elsewhere, date(2026, 7, 1))["wishes_close"] == date(2026, 6, 19)


@pytest.mark.django_db
@pytest.mark.parametrize("own", [True, False])
def test_hall_and_department_have_one_setting_each(hall, own):
    CycleSettings.objects.create(hall=hall if own else None)

    with pytest.raises(IntegrityError), transaction.atomic():
        CycleSettings.objects.create(hall=hall if own else None)


@pytest.mark.django_db
def test_settings_refuse_a_step_before_the_one_that_it_follows(hall):
    with pytest.raises(ValidationError) as refused:
        CycleSettings(hall=hall, publish_day=24).full_clean()

    assert list(refused.value.message_dict) == ["publish_day"]


@pytest.mark.django_db
def test_moments_of_many_halls_and_months_take_two_queries(hall, elsewhere, django_assert_num_queries):
    months = [shifted(date(2026, 1, 1), n) for n in range(12)]
    halls = [hall, elsewhere, *(make.hall(f"h{n}", f"Hall {n}") for n in range(8))]

    with django_assert_num_queries(2):
        moments = due_moments_of(halls, months)

    assert len(moments) == len(halls) * len(months)
