"""Minutes at each rate, read from what is published."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosters.timebanks.overtime import Overtime, overtime_of
from rosters.timebanks.posting import hours_of
from staff.models import Absence, CalendarDay, OvertimeChoice, TimeBankEntry, TimeBankSettings
from tests import make
from tests.make import MONTH


def day(number: int) -> date:
    """Days of March 2026; the 2nd is a Monday, 0 and below are in February."""
    return MONTH + timedelta(days=number - 1)


@pytest.fixture
def ann(hall):
    return make.employee(hall, "ann", stations=(make.station(hall),))


@pytest.fixture
def work(hall, ann):
    """Publishes March, and February with it, with ann on these shifts; gives her overtime in March."""

    def publish(shifts, month=MONTH) -> Overtime:
        rosters = {first: make.roster(hall, first) for first in {when.replace(day=1) for when in shifts} | {MONTH}}
        for when, what in shifts.items():
            make.assignment(rosters[when.replace(day=1)], ann, when, what)
        for roster in rosters.values():
            make.publish(roster)
        return overtime_of(rosters[month])[ann]

    return publish


@pytest.fixture
def plain(hall):
    return make.shift_type(hall)


@pytest.fixture
def long(hall):
    return make.shift_type(hall, "L", end=time(20), paid_minutes=600)


def holiday(when: date) -> None:
    CalendarDay.objects.create(date=when, kind="statutory_holiday", name="x")


def test_five_standard_days_are_no_overtime(work, plain):
    found = work({day(n): plain for n in range(2, 7)})

    assert (found.paid, found.total) == (2400, 0)


def test_minutes_beyond_the_standard_day_count_once(work, plain, long):
    found = work({day(2): long} | {day(n): plain for n in range(3, 7)})

    assert (found.long_day, found.further_day) == (120, 0)


def test_sixth_day_of_a_week_is_a_further_day(work, plain, long):
    found = work({day(2): long} | {day(n): plain for n in range(3, 8)})

    assert (found.long_day, found.further_day) == (120, 480)


def test_holiday_counts_whole_and_as_nothing_else(work, plain, long):
    holiday(day(4))

    found = work({day(n): plain for n in (2, 3, 5, 6)} | {day(4): long})

    assert (found.holiday, found.long_day, found.further_day) == (600, 0, 0)


def test_week_of_a_holiday_is_measured_against_the_contract(work, plain):
    """Its target is a day less, but work becomes overtime only beyond the contract."""
    holiday(day(4))

    found = work({day(n): plain for n in (2, 3, 5, 6, 7)})

    assert found.further_day == 0


def test_week_across_the_edge_belongs_to_the_month_it_ends_in(work, plain):
    shifts = {day(n): plain for n in range(-4, 2)}

    assert work(shifts).further_day == 480


def test_last_week_of_a_month_is_left_to_the_next(work, plain):
    """March 2026 ends on a Tuesday."""
    april = date(2026, 4, 1)
    shifts = {date(2026, 3, 30) + timedelta(days=n): plain for n in range(6)}

    assert work(shifts).further_day == 0
    assert overtime_of(next(r for r in plain.hall.rosters.all() if r.month == april)).popitem()[1].further_day == 480


def test_shift_past_midnight_counts_for_the_day_it_begins_on(work, hall):
    night = make.shift_type(hall, "N", start=time(20), end=time(5), ends_next_day=True)
    holiday(day(5))

    assert work({day(4): night}).holiday == 0


def test_shift_from_a_holiday_past_midnight_is_a_holidays(work, hall):
    night = make.shift_type(hall, "N", start=time(20), end=time(5), ends_next_day=True)
    holiday(day(4))

    assert work({day(4): night}).holiday == 480


def test_split_shift_counts_by_its_paid_minutes(work, hall):
    split = make.shift_type(hall, "S", end=time(22), gap_start=time(12), gap_end=time(15), paid_minutes=540)

    assert work({day(3): split}).long_day == 60


def test_unpublished_change_counts_for_nothing(work, hall, ann, plain, long):
    work({day(3): plain})
    roster = hall.rosters.get(month=MONTH)
    roster.assignments.update(shift_type=long)

    assert overtime_of(roster)[ann].long_day == 0


def test_day_off_in_lieu_takes_a_fifth_of_the_week(work, hall, ann, plain):
    roster = make.roster(hall)
    make.assignment(roster, ann, day(3), day_off="lieu")
    make.publish(roster)

    assert overtime_of(roster)[ann].taken == 480


def test_leave_in_lieu_takes_its_workdays_and_hours(work, ann):
    Absence.objects.create(employee=ann, kind="lieu", first_day=day(6), last_day=day(9), state="approved")
    Absence.objects.create(
        employee=ann, kind="lieu", first_day=day(11), last_day=day(11), state="approved", start=time(9), end=time(11)
    )

    assert work({}).taken == 2 * 480 + 120


def test_short_week_gives_back_what_was_owed_and_no_more(work, ann, plain):
    TimeBankEntry.objects.create(employee=ann, date=date(2026, 2, 1), minutes=300)
    weeks = [day(n) for n in range(-5, 29) if day(n).weekday() < 5]

    found = work({when: plain for when in weeks if when != day(10)})

    assert found.taken == 300


def test_days_that_no_roster_covers_are_not_time_taken(hall, ann, plain):
    """April begins on a Wednesday; nothing is known of the two days before it in the hall's first month."""
    TimeBankEntry.objects.create(employee=ann, date=date(2026, 2, 1), minutes=2000)
    april = make.roster(hall, date(2026, 4, 1))
    for when in april.days:
        make.assignment(april, ann, when, plain if when.weekday() < 5 else None)
    make.publish(april)

    assert overtime_of(april)[ann].taken == 0


def test_leave_in_lieu_uses_up_what_short_weeks_would_give_back(work, ann, plain):
    TimeBankEntry.objects.create(employee=ann, date=date(2026, 2, 1), minutes=480)
    Absence.objects.create(employee=ann, kind="lieu", first_day=day(10), last_day=day(10), state="approved")

    assert work({day(3): plain}).taken == 480


@pytest.mark.parametrize(
    ("is_banked", "long_may", "expected"), [(True, False, 480), (True, True, 600), (False, True, 0)]
)
def test_what_is_banked_is_hers_to_choose_within_the_halls_settings(
    work, hall, ann, plain, long, is_banked, long_may, expected
):
    TimeBankSettings.objects.create(hall=hall, banks_long_days=long_may)
    OvertimeChoice.objects.create(employee=ann, from_month=MONTH, is_banked=is_banked)
    holiday(day(20))
    work({day(2): long, day(20): plain} | {day(n): plain for n in range(3, 8)})

    sheet = hours_of(hall.rosters.get(month=MONTH))

    (line,) = sheet.lines
    assert line.banked == expected
    assert line.banked + line.paid_long_day + line.paid_further_day + line.overtime.holiday == line.overtime.total


@pytest.mark.django_db
@given(st.lists(st.sampled_from(["", "D", "L"]), min_size=31, max_size=31), st.sets(st.integers(1, 31), max_size=3))
def test_minutes_are_those_of_a_naive_recount(marks, holidays):
    from django.db import transaction

    with transaction.atomic():
        hall = make.hall("recount", "Recount")
        ann = make.employee(hall, "ann")
        types = {"D": make.shift_type(hall), "L": make.shift_type(hall, "L", end=time(20), paid_minutes=600)}
        roster = make.roster(hall)
        for n, mark in enumerate(marks, start=1):
            if mark:
                make.assignment(roster, ann, day(n), types[mark])
        for n in holidays:
            CalendarDay.objects.create(hall=hall, date=day(n), kind="statutory_holiday")
        make.publish(roster)

        found = overtime_of(roster)[ann]

        minutes = {n: {"": 0, "D": 480, "L": 600}[mark] for n, mark in enumerate(marks, start=1)}
        assert found.paid == sum(minutes.values())
        assert found.holiday == sum(minutes[n] for n in holidays)
        assert found.long_day == 120 * sum(1 for n in minutes if minutes[n] == 600 and n not in holidays)
        weeks = [[1], *([*range(start, start + 7)] for start in (2, 9, 16, 23))]
        plain = [sum(min(480, minutes[n]) for n in week if n not in holidays) for week in weeks]
        assert found.further_day == sum(max(0, total - 2400) for total in plain)
        transaction.set_rollback(True)
