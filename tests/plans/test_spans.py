"""Months, quarters and years of the calendar lie side by side."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.spans import PERIODS, Span

DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))


@given(DAYS, st.sampled_from(list(PERIODS)))
def test_span_holds_its_day_and_touches_those_beside_it(day, kind):
    span = Span.around(day, kind)

    assert span.first <= day <= span.last
    assert (span.previous.last, span.next.first) == (span.first - timedelta(days=1), span.last + timedelta(days=1))
    assert (span.months[0], span.months[-1]) == (span.first, span.last.replace(day=1))
    assert (span.days[0], span.days[-1]) == (span.first, span.last)
    assert all(one.first <= span.first and span.last <= one.last for one in span.choices(day) if one.kind == "year")


@pytest.mark.parametrize(
    ("kind", "code", "query"),
    [
        ("month", "2026-03", "month=2026-03"),
        ("quarter", "2026-Q1", "month=2026-01&span=quarter"),
        ("year", "2026", "month=2026-01&span=year"),
        ("week", "2026-03", "month=2026-03"),
    ],
)
def test_span_is_named_in_files_and_addresses(kind, code, query):
    span = Span.around(date(2026, 3, 11), kind)

    assert (span.code, span.query) == (code, query)


def test_change_of_the_kind_of_span_comes_back_to_today():
    today = date(2026, 11, 22)

    assert [one.code for one in Span.around(today, "year").choices(today)] == ["2026-11", "2026-Q4", "2026"]
    assert [one.code for one in Span.around(date(2025, 1, 1), "year").choices(today)] == ["2025-01", "2025-Q1", "2025"]
