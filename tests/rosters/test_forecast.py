"""A hall's month forecast from what was counted."""

import json
from datetime import date, time, timedelta

import pytest
from django.core.management import CommandError, call_command

from rosters.models import ForecastSettings, Promotion, RuleSettings, Workload
from rosters.needs.forecast import Forecast, NoHistory
from staff.models import CalendarDay, OpeningHours, SpecialDay
from tests import make

FIRST = date(2025, 12, 29)
OPEN = range(540, 1080, 30)


@pytest.fixture
def counter(hall):
    return make.station(hall)


@pytest.fixture
def counted(hall, counter):
    """Eight weeks of ten customers each half hour, twenty on Saturdays and Sundays."""
    for n in range(8 * 7):
        day = FIRST + timedelta(days=n)
        make.arrivals(hall, day, dict.fromkeys(OPEN, 20 if day.weekday() >= 5 else 10))
    return hall


def on(forecast, day):
    return [one for one in forecast.expected if one.date == day]


def customers(forecast, day):
    return sum(one.customers for one in on(forecast, day))


def run(capsys, *more):
    call_command("forecast", "east", "2026-03", *more)
    return capsys.readouterr().out


def test_month_has_every_open_interval_with_customers_and_people(counted, counter, capsys):
    SpecialDay.objects.create(hall=counted, date=date(2026, 3, 10), is_closed=True)

    told = json.loads(run(capsys, "--json"))

    assert (told["hall"], told["month"], len(told["intervals"])) == ("east", "2026-03", 30 * 18)
    one = told["intervals"][0]
    assert (one["date"], one["start"], one["station"]) == ("2026-03-01", "2026-03-01T09:00:00+08:00", "counter")
    assert one["arrivals"] == pytest.approx(20, rel=0.1)
    assert (one["people"], one["occupancy"] < 1) == (7, True)
    assert told["accuracy"]["wape"] == pytest.approx(0, abs=0.05)
    assert told["made_of"]["days"] == 56


def test_forecast_is_told_in_words(counted, capsys):
    lines = run(capsys).splitlines()

    assert lines[0].startswith("Made of 12,960 customers on 56 days")
    assert lines[1].startswith("Tried on the last 4 weeks")
    assert "09:00–09:30 Counter" in lines[2]


def test_hall_without_customers_is_refused(hall, counter, capsys):
    with pytest.raises(CommandError) as refused:
        run(capsys, "--json")

    assert refused.value.returncode == 3
    assert json.loads(capsys.readouterr().out)["status"] == "refused"


def test_customers_are_those_of_the_hall_before_the_month(counted, elsewhere):
    make.arrivals(elsewhere, FIRST, dict.fromkeys(OPEN, 500))
    make.arrivals(counted, date(2026, 3, 3), dict.fromkeys(OPEN, 500))

    assert customers(Forecast(counted, date(2026, 3, 1)), date(2026, 3, 3)) == pytest.approx(180, rel=0.1)
    with pytest.raises(NoHistory):
        Forecast(counted, date(2025, 12, 1))


def test_longer_and_shorter_intervals_are_put_into_the_halls_step(hall, counter):
    RuleSettings.objects.update(demand_step=30)
    for n in range(14):
        make.arrivals(hall, FIRST + timedelta(days=n), {540: 8}, minutes=60)
        make.arrivals(hall, FIRST + timedelta(days=n), {600: 3, 615: 5}, minutes=15)

    found = Forecast(hall, date(2026, 2, 1)).history.together[0].counts

    assert [found[start] for start in (540, 570, 600, 630)] == [4, 4, 8, 0]


def test_who_queues_before_the_doors_open_is_served_then(hall, counter):
    make.arrivals(hall, FIRST, {500: 6, 300: 9, 540: 1}, minutes=30)

    history = Forecast(hall, date(2026, 2, 1)).history

    assert history.together[0].counts[540] == 7
    assert history.outside == 9


def test_past_midnight_belongs_to_the_day_that_opened(hall, counter):
    OpeningHours.objects.update(opens=time(18), closes=time(2), closes_next_day=True)
    make.arrivals(hall, FIRST, {1080: 3})
    make.arrivals(hall, FIRST + timedelta(days=1), {30: 4})

    forecast = Forecast(hall, date(2026, 2, 1))

    assert forecast.history.together[0].counts[1470] == 4
    assert {one.end for one in on(forecast, date(2026, 2, 2))} >= {1560}


def test_holiday_is_like_holidays_and_makeup_workday_like_weekdays(counted):
    CalendarDay.objects.create(date=date(2026, 2, 17), kind="statutory_holiday", name="春节")
    CalendarDay.objects.create(date=date(2026, 3, 14), kind="makeup_workday", name="")
    CalendarDay.objects.create(date=date(2026, 3, 17), kind="statutory_holiday", name="")
    counted.arrivals.filter(date=date(2026, 2, 17)).update(count=2)

    forecast = Forecast(counted, date(2026, 3, 1))

    assert customers(forecast, date(2026, 3, 14)) == pytest.approx(180, rel=0.15)
    assert customers(forecast, date(2026, 3, 17)) < 150 < customers(forecast, date(2026, 3, 18))


def test_promotion_brings_more(counted):
    Promotion.objects.create(
        hall=counted, name="Sale", first_day=date(2026, 3, 7), last_day=date(2026, 3, 8), percent=150
    )

    forecast = Forecast(counted, date(2026, 3, 1))

    assert customers(forecast, date(2026, 3, 7)) == pytest.approx(1.5 * customers(forecast, date(2026, 3, 14)))


def test_stations_share_the_customers_of_whom_none_is_known(counted, counter):
    consult, vip = make.station(counted, "consult", "Consult"), make.station(counted, "vip", "VIP")
    Workload.objects.create(station=counter, share=75, handling_minutes=10, least=2)
    Workload.objects.create(station=consult, share=25, handling_minutes=5, least=0)
    make.arrivals(counted, FIRST, {540: 4}, station=vip)

    forecast = Forecast(counted, date(2026, 3, 1))
    first = {one.station.code: one for one in on(forecast, date(2026, 3, 2))[:3]}

    assert first["counter"].customers == pytest.approx(3 * first["consult"].customers)
    assert first["counter"].people > first["consult"].people
    assert set(first) == {"counter", "consult", "vip"}


def test_minutes_are_those_that_were_measured_until_the_hall_says_others(counted, counter):
    counted.arrivals.update(served=10, handling_seconds=10 * 4 * 60)
    assert Forecast(counted, date(2026, 3, 1)).works[0].handling == 4

    Workload.objects.create(station=counter, share=100, handling_minutes=12)
    assert Forecast(counted, date(2026, 3, 1)).works[0].handling == 12


def test_sharper_target_needs_more_people(counted):
    usual = Forecast(counted, date(2026, 3, 1)).expected
    ForecastSettings.objects.create(hall=counted, percent=95, within_minutes=1)
    sharp = Forecast(counted, date(2026, 3, 1)).expected

    assert sum(one.people for one in sharp) > sum(one.people for one in usual)
    assert all(one.staffing.met >= 0.95 for one in sharp)


def test_forecast_asks_the_database_the_same_whatever_the_history(counted, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        assert Forecast(counted, date(2026, 3, 1)).as_json()
