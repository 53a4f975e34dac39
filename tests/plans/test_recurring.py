"""Periods of a rule lie side by side, whatever stretch of days is asked for in whatever pieces."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.recurring import LONGEST_REST, Period, Rule, periods

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
ONE_DAY = timedelta(days=1)


@st.composite
def rules(draw) -> Rule:
    begins = draw(DAYS)
    ends = draw(st.none() | st.integers(0, 900).map(lambda days: begins + timedelta(days=days)))
    return Rule(
        period=draw(st.sampled_from(["daily", "weekly", "monthly", "quarterly", "yearly"])),
        valid_from=begins,
        valid_to=ends,
        weekday=draw(st.integers(0, 6)),
        day=draw(st.integers(1, 31)),
        month=draw(st.integers(1, 12)),
        moves=draw(st.sampled_from(["stays", "before", "after"])),
    )


def weekdays(day: date) -> bool:
    return day.weekday() < 5


def always(day: date) -> bool:
    return True


@given(rules(), DAYS, st.integers(0, 500))
def test_periods_neither_overlap_nor_leave_a_gap(rule, first, length):
    last = first + timedelta(days=length)

    found = periods(rule, first, last, weekdays)

    covered = [one.first + timedelta(days=n) for one in found for n in range((one.last - one.first).days + 1)]
    wanted = [first + timedelta(days=n) for n in range(length + 1)]
    assert len(covered) == len(set(covered))
    assert {day for day in wanted if rule.valid_from <= day <= (rule.valid_to or last)} <= set(covered)
    assert all(rule.valid_from <= day <= (rule.valid_to or day) for day in covered)


@given(rules(), DAYS, st.lists(st.integers(0, 120), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_periods_are_the_same_in_whatever_pieces_and_order_they_are_asked_for(rule, first, lengths, chance):
    edges = [first]
    for length in lengths:
        edges.append(edges[-1] + timedelta(days=length + 1))
    pieces = list(pairwise(edges))
    chance.shuffle(pieces)

    found = {one for start, end in pieces for one in periods(rule, start, end - ONE_DAY, weekdays)}

    assert sorted(found) == periods(rule, first, edges[-1] - ONE_DAY, weekdays)


@given(rules(), DAYS, st.integers(0, 500), st.sets(DAYS, max_size=40))
def test_due_day_is_a_workday_wherever_one_is_near_and_never_lost(rule, first, length, holidays):
    def is_workday(day: date) -> bool:
        return day.weekday() < 5 and day not in holidays

    plain = Rule(**{**vars(rule), "moves": "stays"})
    last = first + timedelta(days=length)

    for found, unmoved in zip(
        periods(rule, first, last, is_workday), periods(plain, first, last, is_workday), strict=True
    ):
        assert unmoved.first <= unmoved.due <= unmoved.last
        assert abs((found.due - unmoved.due).days) < LONGEST_REST
        assert rule.moves == "stays" or is_workday(found.due)


@pytest.mark.parametrize(
    ("rule", "day", "expected"),
    [
        (Rule("monthly", date(2026, 1, 1), day=31), date(2026, 2, 10), date(2026, 2, 28)),
        (Rule("monthly", date(2026, 1, 1), day=30), date(2028, 2, 10), date(2028, 2, 29)),
        (Rule("monthly", date(2026, 1, 1), day=15), date(2026, 4, 1), date(2026, 4, 15)),
        (Rule("weekly", date(2026, 1, 1), weekday=4), date(2026, 3, 2), date(2026, 3, 6)),
        (Rule("quarterly", date(2026, 1, 1), month=2, day=31), date(2026, 6, 1), date(2026, 5, 31)),
        (Rule("yearly", date(2026, 1, 1), month=12, day=25), date(2026, 6, 1), date(2026, 12, 25)),
        (Rule("yearly", date(2026, 1, 1), month=2, day=30), date(2026, 6, 1), date(2026, 2, 28)),
    ],
)
def test_due_day_is_the_one_asked_for_or_the_month_s_last(rule, day, expected):
    assert [one.due for one in periods(rule, day, day, always)] == [expected]


@pytest.mark.parametrize(
    ("moves", "expected"), [("stays", date(2026, 3, 1)), ("before", date(2026, 2, 27)), ("after", date(2026, 3, 2))]
)
def test_due_day_on_a_sunday_moves_as_asked_even_out_of_its_period(moves, expected):
    rule = Rule("daily", date(2026, 3, 1), moves=moves)

    assert periods(rule, date(2026, 3, 1), date(2026, 3, 1), weekdays) == [
        Period(date(2026, 3, 1), date(2026, 3, 1), expected)
    ]


def test_due_day_stays_where_no_workday_is_near():
    rule = Rule("daily", date(2026, 3, 1), moves="after")

    assert periods(rule, date(2026, 3, 1), date(2026, 3, 1), lambda day: False)[0].due == date(2026, 3, 1)


def test_first_and_last_period_are_cut_where_the_rule_begins_and_ends():
    rule = Rule("monthly", date(2026, 3, 10), date(2026, 4, 5), day=8)

    assert periods(rule, date(2026, 1, 1), date(2026, 12, 31), always) == [
        Period(date(2026, 3, 10), date(2026, 3, 31), date(2026, 3, 31)),
        Period(date(2026, 4, 1), date(2026, 4, 5), date(2026, 4, 5)),
    ]
