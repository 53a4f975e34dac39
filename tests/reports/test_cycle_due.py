"""Which halls and months the cycle looks at."""

from datetime import UTC, datetime, timedelta

import pytest

from reports.cycle.due import halls_in_cycle
from tests import make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 15, 4, tzinfo=UTC)


def test_hall_whose_people_all_have_contracts_that_end_is_in_the_cycle_until_they_do(hall):
    make.shift_type(hall)
    make.employee(hall, "E1", left_on=NOW.date() + timedelta(days=30))

    assert list(halls_in_cycle(NOW)) == [hall]
    assert list(halls_in_cycle(NOW + timedelta(days=40))) == []
