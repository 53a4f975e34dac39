"""Quiet hours on a hall's clock, over midnight and where the clock changes."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.quiet import quiet_until

NIGHT, NOON = (time(22), time(7)), (time(12), time(13, 30))
SHANGHAI, NEW_YORK, KIRITIMATI = "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati"


def moment(text: str, zone: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


@pytest.mark.parametrize(
    ("at", "quiet", "zone", "until"),
    [
        ("2026-03-05 21:59", NIGHT, SHANGHAI, None),
        ("2026-03-05 22:00", NIGHT, SHANGHAI, "2026-03-06 07:00"),
        ("2026-03-06 06:59", NIGHT, SHANGHAI, "2026-03-06 07:00"),
        ("2026-03-06 07:00", NIGHT, SHANGHAI, None),
        ("2026-02-28 23:00", NIGHT, SHANGHAI, "2026-03-01 07:00"),
        ("2026-03-05 12:30", NOON, SHANGHAI, "2026-03-05 13:30"),
        ("2026-03-05 11:59", NOON, SHANGHAI, None),
        # The night in which an hour is left out, and the one in which an hour comes twice.
        ("2026-03-07 23:00", NIGHT, NEW_YORK, "2026-03-08 07:00"),
        ("2026-03-08 01:00", (time(22), time(2, 30)), NEW_YORK, "2026-03-08 03:30"),
        ("2026-10-31 23:00", NIGHT, NEW_YORK, "2026-11-01 07:00"),
    ],
)
def test_quiet_hours_end_on_the_halls_clock(at, quiet, zone, until):
    expected = until and moment(until, zone)

    assert quiet_until(moment(at, zone).astimezone(UTC), quiet, zone) == expected


def test_quiet_hours_end_in_the_hour_in_which_they_are_asked_for():
    quiet = (time(22), time(1, 30))
    for fold in (0, 1):
        at = moment("2026-11-01 01:10", NEW_YORK, fold).astimezone(UTC)

        assert quiet_until(at, quiet, NEW_YORK) == at + timedelta(minutes=20)


def test_nobody_is_quiet_who_has_not_said_so():
    assert quiet_until(moment("2026-03-05 23:00", SHANGHAI), None, SHANGHAI) is None


@given(
    st.integers(0, 366 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.lists(st.times().map(lambda clock: clock.replace(second=0, microsecond=0)), min_size=2, max_size=2, unique=True),
    st.sampled_from([SHANGHAI, NEW_YORK, KIRITIMATI]),
)
def test_quiet_hours_end_within_a_day_and_later_than_now(at, quiet, zone):
    until = quiet_until(at, (quiet[0], quiet[1]), zone)

    if until is not None:
        assert at < until <= at + timedelta(hours=25)
