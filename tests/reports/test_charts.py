"""What the charts of a report draw."""

import pytest

from reports.charts import as_the_day_goes
from reports.figures import HourCover


@pytest.mark.parametrize(
    ("hours", "drawn"),
    [
        ([], []),
        ([9], [9]),
        ([8, 9, 10], [8, 9, 10]),
        ([8, 12, 13], [8, 12, 13]),
        ([0, 1, 21, 22, 23], [21, 22, 23, 0, 1]),
        ([0, 1, *range(8, 24)], [*range(8, 24), 0, 1]),
        (list(range(24)), list(range(24))),
    ],
)
def test_hours_are_drawn_from_opening_on(hours, drawn):
    rows = [HourCover(hour, 60, 60) for hour in hours]

    assert [row.hour for row in as_the_day_goes(rows)] == drawn
