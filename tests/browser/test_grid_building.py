"""A build from the button to the workbook, by a real worker, as a manager sees it."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from rosters.models import Assignment, Build
from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.django_db(transaction=True)]

SLOW = 60_000


@pytest.fixture
def month(hall) -> date:
    return (hall.today().replace(day=1) + timedelta(days=32)).replace(day=1)


@pytest.fixture
def people(hall):
    """Enough people for a counter that needs one on weekdays."""
    counter = make.station(hall)
    make.demand(counter, 1)
    make.shift_type(hall, "D")
    return [make.employee(hall, f"E{n}", name=f"Person {n}", stations=(counter,), is_manager=n < 2) for n in range(3)]


@pytest.fixture
def grid(page, log_in, manager, hall, month, people):
    page.set_viewport_size({"width": 1440, "height": 900})
    log_in(manager)
    page.goto(f"/halls/{hall.code}/rosters/{month:%Y-%m}/")
    return page


def test_build_is_watched_and_lands_in_the_grid_and_the_workbook(worker, grid, hall, people):
    grid.get_by_role("button", name="Build the roster").click()

    expect(grid.locator("#build[data-status=done]")).to_be_visible(timeout=SLOW)
    expect(grid.locator("#panel")).to_contain_text("Built")
    expect(grid.locator("tbody td i", has_text="D").first).to_be_visible()
    expect(grid.locator("td.is-new").first).to_be_visible()
    with grid.expect_download() as download:
        grid.get_by_role("link", name="Export").click()
    book = openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    shown = {str(value) for row in book.worksheets[0].iter_rows(values_only=True) for value in row if value}
    assert {person.name for person in people} <= shown
    assert Assignment.objects.filter(shift_type__isnull=False).count() > 0


def test_build_keeps_what_is_pinned(worker, grid, hall, people, month):
    first = grid.locator("tbody tr", has_text="Person 2").locator("td[data-v]").first
    first.focus()
    grid.keyboard.press("Delete")
    grid.keyboard.press("p")
    expect(first.locator(".p")).to_be_visible()

    grid.reload()
    grid.get_by_role("button", name="Rebuild what is not pinned").click()

    expect(grid.locator("#build[data-status=done]")).to_be_visible(timeout=SLOW)
    pinned = Assignment.objects.get(employee=people[2], date=month)
    assert (pinned.day_off, pinned.is_pinned) == ("rest", True)


def test_build_without_a_worker_waits_and_can_be_called_off(grid):
    grid.get_by_role("button", name="Build the roster").click()
    expect(grid.locator("#panel")).to_contain_text("Waiting for a worker")
    expect(grid.locator("#panel")).to_contain_text("No worker is running", timeout=20_000)

    grid.get_by_role("button", name="Do not build").click()

    expect(grid.locator("#panel")).to_contain_text("stopped before a worker had begun")
    assert Build.objects.get().is_finished


def test_stopping_keeps_the_best_so_far(worker, grid, hall, settings):
    counter = hall.stations.get()
    for n in range(3, 24):
        make.employee(hall, f"E{n:02}", name=f"Person {n:02}", stations=(counter,))
    make.shift_type(hall, "L", kind="late", colour="violet")
    grid.reload()
    grid.get_by_role("button", name="Build the roster").click()
    expect(grid.locator("#build .build-figures")).to_contain_text("for ", timeout=SLOW)

    grid.get_by_role("button", name="Stop and keep the best so far").click()

    expect(grid.locator("#build[data-status=done]")).to_be_visible(timeout=SLOW)
    build = Build.objects.get()
    assert build.elapsed < build.seconds
    assert Assignment.objects.filter(shift_type__isnull=False).exists()
