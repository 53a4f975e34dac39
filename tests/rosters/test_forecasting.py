"""The arithmetic of the forecast: people for a queue, customers from past days."""

from datetime import date, timedelta
from math import exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosters.forecasting.profile import ComingDay, PastDay, Profile, accuracy_of, robust_mean
from rosters.forecasting.staffing import Target, erlang_b, erlang_c, part_within, staffing_for

MONDAY = date(2026, 1, 5)
KINDS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOADS, PEOPLE = st.floats(0.01, 60), st.integers(1, 80)
CUSTOMERS, HANDLING = st.floats(0, 120), st.floats(0.5, 40)
TARGETS = st.builds(Target, st.floats(0.01, 0.99), st.floats(0, 60))


def kinds_of(day):
    return (KINDS[day.weekday()], "weekend" if day.weekday() >= 5 else "weekday")


def past(days, count, first=MONDAY, **more):
    """Days from the first on, with `count(day, start)` customers at 9:00, 9:30 and 10:00."""
    dates = [first + timedelta(days=n) for n in range(days)]
    return [
        PastDay(day, kinds_of(day), {start: count(day, start) for start in (540, 570, 600)}, **more) for day in dates
    ]


def coming(day, **more):
    return ComingDay(day, kinds_of(day), (540, 570, 600), **more)


@given(st.floats(0.05, 12), st.integers(1, 15))
def test_recursion_is_the_sum_that_defines_it(load, people):
    terms = [load**k / factorial(k) for k in range(people + 1)]
    waiting = terms[-1] * people / (people - load) if load < people else None

    assert erlang_b(load, people) == pytest.approx(terms[-1] / sum(terms))
    if waiting:
        assert erlang_c(load, people) == pytest.approx(waiting / (sum(terms[:-1]) + waiting))


def test_one_server_is_the_textbook_queue():
    assert erlang_c(0.6, 1) == pytest.approx(0.6)
    assert part_within(0.6, 1, 5, 10) == pytest.approx(1 - 0.6 * exp(-0.4 * 10 / 5))
    assert staffing_for(3.6, 30, 5, Target(0.7, 10)).wait == pytest.approx(0.6 * 5 / 0.4)


@given(LOADS, PEOPLE)
def test_part_who_wait_is_a_part_and_falls_with_people(load, people):
    assert 0 <= erlang_c(load, people + 1) <= erlang_c(load, people) <= 1


@given(CUSTOMERS, CUSTOMERS, HANDLING, TARGETS)
def test_more_customers_never_need_fewer_people(some, more, handling, target):
    few, many = sorted((some, more))

    assert staffing_for(few, 30, handling, target).people <= staffing_for(many, 30, handling, target).people


@given(CUSTOMERS, HANDLING, TARGETS, st.integers(0, 5))
def test_people_are_the_fewest_who_keep_up_and_meet_the_target(customers, handling, target, least):
    found = staffing_for(customers, 30, handling, target, least)

    assert found.people >= least
    assert found.occupancy < 1
    assert found.met >= target.part
    if found.people > max(least, 0) and found.load:
        assert part_within(found.load, found.people - 1, handling, target.within) < target.part


def test_nobody_is_needed_for_nobody_beyond_the_least():
    assert staffing_for(0, 30, 8, Target()).people == 0
    assert staffing_for(0, 30, 8, Target(), least=2).people == 2


def test_usual_weeks_are_expected_again():
    days = past(8 * 7, lambda day, start: (day.weekday() + 1) * (2 if start == 570 else 1) * 10)

    found = Profile(days).expected(coming(date(2026, 3, 7)))

    assert found == pytest.approx({540: 60, 570: 120, 600: 60}, rel=0.1)


def test_a_day_gone_wrong_and_a_day_half_counted_hardly_matter():
    days = past(8 * 7, lambda day, start: 10)
    storm, broken = days[20], days[30]
    storm.counts[570], broken.counts[570], broken.counts[600], broken.counts[540] = 500, 0, 0, 3

    profile = Profile(days)

    assert profile.dropped == [broken.date]
    assert sum(profile.expected(coming(date(2026, 3, 3))).values()) == pytest.approx(30, rel=0.1)


def test_growth_goes_on_for_a_while():
    days = past(12 * 7, lambda day, start: 10 * 1.02 ** ((day - MONDAY).days / 7))

    profile = Profile(days)
    soon, late = (sum(profile.expected(coming(MONDAY + timedelta(weeks=12 + weeks))).values()) for weeks in (0, 30))

    assert 30 * 1.02**11 < soon < 30 * 1.02**13
    assert soon < late < 30 * 1.02**20


def test_holiday_is_like_its_own_kind_and_leans_on_what_it_is_like():
    days = past(8 * 7, lambda day, start: 10)
    holiday = date(2026, 2, 17)
    days = [
        PastDay(day.date, ("holiday", "sun"), {540: 4, 570: 4, 600: 4}) if day.date == holiday else day for day in days
    ]

    found = Profile(days).expected(ComingDay(date(2026, 4, 5), ("holiday", "sun"), (540, 570, 600)))

    assert 12 < sum(found.values()) < 30


def test_makeup_workday_never_seen_is_like_a_weekday():
    days = past(8 * 7, lambda day, start: 10 if day.weekday() < 5 else 40)

    found = Profile(days).expected(ComingDay(date(2026, 3, 7), ("makeup", "weekday"), (540, 570, 600)))

    assert sum(found.values()) == pytest.approx(30, rel=0.15)


def test_promotion_is_taken_out_of_the_past_and_put_on_what_comes():
    days = past(8 * 7, lambda day, start: 10)
    days[40] = PastDay(days[40].date, days[40].kinds, {540: 30, 570: 30, 600: 30}, promotion=3.0)

    usual, promoted = (
        sum(Profile(days).expected(coming(date(2026, 3, 3), promotion=one)).values()) for one in (1.0, 1.5)
    )

    assert usual == pytest.approx(30, rel=0.02)
    assert promoted == pytest.approx(1.5 * usual)


def test_accuracy_is_measured_on_weeks_that_were_held_back():
    flat = past(10 * 7, lambda day, start: 10)
    noisy = past(10 * 7, lambda day, start: 10 + (day.toordinal() * 7 + start // 30 * 3) % 9)

    assert accuracy_of(flat).wape == pytest.approx(0, abs=0.01)
    found = accuracy_of(noisy)
    assert found.wape < found.naive
    assert found.by_day <= found.wape


def test_accuracy_is_not_claimed_from_little_history():
    assert accuracy_of(past(7 * 7, lambda day, start: 10)) is None
    assert accuracy_of([]) is None
    with pytest.raises(ValueError, match="no history"):
        Profile([])


@given(st.lists(st.floats(1, 100), min_size=1, max_size=30))
def test_robust_mean_lies_among_the_values(values):
    assert min(values) - 1e-9 <= robust_mean(values) <= max(values) + 1e-9
