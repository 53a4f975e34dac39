from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staff.models import Hall

TODAY = date(2026, 3, 11)


@pytest.fixture
def set_today(monkeypatch) -> Callable[[date], None]:
    """`set_today(day)` puts every hall's clock on that day."""

    def set_today(day: date) -> None:
        monkeypatch.setattr(Hall, "today", lambda hall, now=None: day)

    set_today(TODAY)
    return set_today


@pytest.fixture
def count_queries() -> Callable[[Callable[[], object]], int]:
    """`count_queries(act)` says how often the act asks the database."""

    def count_queries(act: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as queries:
            act()
        return len(queries)

    return count_queries
