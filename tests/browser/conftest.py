"""March 2026 of a small hall with three people, open in its manager's window."""

from datetime import time

import pytest

from tests import make
from tests.browser.march import ADDRESS


@pytest.fixture
def early(hall):
    return make.shift_type(hall, "D")


@pytest.fixture
def late(hall):
    return make.shift_type(hall, "L", start=time(14), end=time(23), kind="late", colour="violet")


@pytest.fixture
def people(hall, early, late):
    counter = make.station(hall)
    make.demand(counter, 1)
    return [
        make.employee(hall, f"E{n}", name=name, stations=(counter,)) for n, name in enumerate(["Ann", "Bea", "Cho"])
    ]


@pytest.fixture
def grid(page, log_in, manager, roster, people):
    """The page of the month, which may use the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size({"width": 1440, "height": 900})
    log_in(manager)
    page.goto(ADDRESS)
    return page
