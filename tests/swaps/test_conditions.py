"""Until when a swap can be asked for, on the hall's clock."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from rosters.edits.editing import CellValue
from rosters.models import ShiftType
from staff.models import Hall
from swaps.conditions import beginning, cut_off

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("first_day", "hour", "until"),
    [
        (date(2026, 3, 10), 24, datetime(2026, 3, 10, tzinfo=SHANGHAI)),
        (date(2026, 3, 10), 18, datetime(2026, 3, 9, 18, tzinfo=SHANGHAI)),
        (date(2026, 3, 1), 18, datetime(2026, 2, 28, 18, tzinfo=SHANGHAI)),
        (date(2028, 3, 1), 18, datetime(2028, 2, 29, 18, tzinfo=SHANGHAI)),
        (date(2027, 1, 1), 24, datetime(2027, 1, 1, tzinfo=SHANGHAI)),
    ],
)
def test_cut_off_is_a_calendar_day_before_the_earlier_shift(first_day, hour, until):
    assert cut_off(Hall(time_zone="Asia/Shanghai"), first_day, hour) == until


@pytest.mark.parametrize(
    ("first_day", "utc"),
    [
        (date(2026, 3, 29), datetime(2026, 3, 28, 17, tzinfo=ZoneInfo("UTC"))),  # the eve has winter time
        (date(2026, 3, 30), datetime(2026, 3, 29, 16, tzinfo=ZoneInfo("UTC"))),  # the eve is the day itself
        (date(2026, 10, 26), datetime(2026, 10, 25, 17, tzinfo=ZoneInfo("UTC"))),
    ],
)
def test_cut_off_is_the_same_hour_on_the_wall_when_the_clocks_change(first_day, utc):
    assert cut_off(Hall(time_zone="Europe/Berlin"), first_day, 18) == utc


def test_swap_ends_when_the_earliest_shift_begins_on_the_day_the_clocks_change():
    hall = Hall(time_zone="Europe/Berlin")
    early = CellValue(ShiftType(start=time(9), end=time(17)))
    late = CellValue(ShiftType(start=time(11), end=time(20)))

    found = beginning(hall, [(date(2026, 3, 29), late), (date(2026, 3, 29), early), (date(2026, 3, 30), early)])

    assert found == datetime(2026, 3, 29, 7, tzinfo=ZoneInfo("UTC"))
