from datetime import date

import pytest

from staff.months import last_day_of, shifted


@pytest.mark.parametrize(
    ("month", "by", "expected"),
    [
        (date(2026, 1, 1), 1, date(2026, 2, 1)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 2, 1), -3, date(2025, 11, 1)),
        (date(2026, 5, 31), 0, date(2026, 5, 1)),
    ],
)
def test_shifted_month_is_a_first_day(month, by, expected):
    assert shifted(month, by) == expected


@pytest.mark.parametrize(("month", "days"), [(date(2026, 2, 1), 28), (date(2028, 2, 1), 29), (date(2026, 12, 1), 31)])
def test_last_day_of_a_month(month, days):
    assert last_day_of(month) == month.replace(day=days)
