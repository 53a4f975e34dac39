"""A build from the button to the workbook, by a real worker, as a manager sees it."""

import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from rosters.models import Assignment, Build, Roster
from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.django_db(transaction=True)]

# A worker that starts, searches and lays its roster in, on a machine that does much else.
SLOW = 180_000


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
    expect(grid.locator("table.roster")).not_to_have_class(re.compile("is-preview"))
    expect(grid.locator("td.is-new")).to_have_count(0)
    with grid.expect_download() as download:
        grid.get_by_role("link", name="Export").click()
    book = openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    shown = {str(value) for row in book.worksheets[0].iter_rows(values_only=True) for value in row if value}
    assert {person.name for person in people} <= shown
    assert Assignment.objects.filter(shift_type__isnull=False).count() > 0


def test_month_is_built_edited_and_published_by_keyboard_alone(worker, grid, hall, month):
    tab_to(grid, grid.get_by_role("button", name="Build the roster"))
    grid.keyboard.press("Enter")
    expect(grid.locator("#build[data-status=done]")).to_be_visible(timeout=SLOW)
    grid.reload()

    tab_to(grid, grid.locator("tbody td[data-v][tabindex='0']"))
    grid.keyboard.press("Control+Home")
    grid.keyboard.press("Delete")
    expect(grid.locator("tbody td[data-v]").first).to_have_text("–")

    tab_to(grid, grid.get_by_role("link", name="Publish", exact=True))
    grid.keyboard.press("Enter")
    expect(grid.get_by_text("Everybody in the hall is told of it")).to_be_visible()
    for reason in grid.locator("main textarea:visible").all():
        tab_to(grid, reason)
        grid.keyboard.type("the hall has agreed")
    tab_to(grid, grid.get_by_role("button", name="Publish", exact=True))
    grid.keyboard.press("Enter")

    expect(grid.locator(".topbar")).to_contain_text("published")
    assert Roster.objects.get(hall=hall, month=month).is_published


def tab_to(page, target) -> None:
    """Press Tab until the target has the focus; no way on from anywhere is a dead end."""
    for _ in range(80):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not come to {target}")


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


def test_rebuild_marks_what_has_changed(worker, grid, hall, people, month):
    workday = next(day for day in (month + timedelta(days=n) for n in range(7)) if day.weekday() < 5)
    roster = make.roster(hall, month)
    for person in people:
        make.assignment(roster, person, workday, hall.shift_types.get())
    grid.reload()

    grid.get_by_role("button", name="Rebuild what is not pinned").click()

    expect(grid.locator("#build[data-status=done]")).to_be_visible(timeout=SLOW)
    expect(grid.locator("td.is-new").first).to_be_visible()
    expect(grid.locator("#panel")).to_contain_text("cells are new or have changed")


def test_build_that_is_under_way_is_not_begun_again_before_the_page_knows(grid):
    grid.route("**/*part=table*", lambda route: None)
    grid.get_by_role("button", name="Build the roster").click()
    expect(grid.locator("#panel")).to_contain_text("Waiting for a worker")

    expect(grid.locator("#build-form button:enabled")).to_have_count(0)


def test_build_without_a_worker_waits_and_can_be_called_off(grid):
    """By keyboard alone: a panel that renews itself each second keeps the focus."""
    grid.get_by_role("button", name="Build the roster").press("Enter")
    expect(grid.locator("#panel")).to_contain_text("Waiting for a worker")
    expect(grid.locator("#panel")).to_be_focused()
    grid.keyboard.press("Tab")
    expect(grid.locator("#panel")).to_contain_text("No worker is running")
    expect(grid.get_by_role("button", name="Do not build")).to_be_focused()

    grid.keyboard.press("Enter")

    expect(grid.locator("#panel")).to_contain_text("stopped before a worker had begun")
    assert Build.objects.get().is_finished


@pytest.fixture
def long_search(hall, people, settings):
    """More people and shift types, and time for them: a search that is still at work however slow the machine is."""
    settings.SOLVER_SECONDS = 600
    counter = hall.stations.get()
    for n in range(3, 24):
        make.employee(hall, f"E{n:02}", name=f"Person {n:02}", stations=(counter,))
    make.shift_type(hall, "L", kind="late", colour="violet")


def test_cells_appear_and_change_while_the_build_runs(worker, long_search, grid):
    grid.get_by_role("button", name="Build the roster").click()

    expect(grid.locator(".topbar .badge.is-accent")).to_have_text("building · view only")
    expect(grid.locator("tbody td i", has_text=re.compile("^[DL]$")).first).to_be_visible(timeout=SLOW)
    expect(grid.locator("#roster:not([data-best='1'])")).to_be_visible(timeout=SLOW)
    assert grid.locator("#build").get_attribute("data-status") == "running"
    assert not Assignment.objects.exists()
    first = grid.locator("tbody td[data-v]").first
    first.focus()
    grid.keyboard.press("Delete")
    grid.keyboard.press("Enter")
    expect(grid.locator("#cell-card")).to_be_hidden()

    later = grid.context.new_page()
    later.goto(grid.url)
    expect(later.locator("#build[data-status=running]")).to_be_visible()
    expect(later.locator("tbody td i", has_text=re.compile("^[DL]$")).first).to_be_visible()
    later.close()
    grid.bring_to_front()
    grid.get_by_role("button", name="Stop and keep the best so far").press("Enter")

    expect(grid.locator("#build[data-status=done]")).to_be_visible(timeout=SLOW)
    expect(grid.locator("table[data-cells]")).to_be_visible()
    assert Assignment.objects.exists()


def test_old_roster_is_shown_again_when_the_build_comes_to_nothing(grid, hall, people, month):
    grid.get_by_role("button", name="Build the roster").click()
    expect(grid.locator("#build[data-status=queued]")).to_be_visible()
    shift = str(hall.shift_types.get().pk)
    Build.objects.update(status="running", progress={"best": 1}, result={"E1": {"0": shift}}, started_at=timezone.now())
    expect(grid.locator("tbody td i", has_text="D")).to_have_count(1)

    Build.objects.update(status="failed", reason={"reason": "crashed", "error": "MemoryError"})

    expect(grid.locator("table[data-cells]")).to_be_visible(timeout=SLOW)
    expect(grid.locator("tbody td i", has_text="D")).to_have_count(0)
    expect(grid.locator("#panel")).to_contain_text("Nothing was changed")


def test_another_window_sees_that_a_build_has_begun(grid, hall, month):
    other = grid.context.new_page()
    other.goto(grid.url)
    grid.get_by_role("button", name="Build the roster").click()

    expect(other.locator("#build")).to_be_visible(timeout=SLOW)
    expect(other.locator("table.is-preview")).to_be_visible()


def test_stopping_keeps_the_best_so_far(worker, long_search, grid):
    grid.get_by_role("button", name="Build the roster").click()
    expect(grid.locator("#build .build-figures")).to_contain_text("for ", timeout=SLOW)

    grid.get_by_role("button", name="Stop and keep the best so far").click()

    expect(grid.locator("#build[data-status=done]")).to_be_visible(timeout=SLOW)
    build = Build.objects.get()
    assert build.elapsed < build.seconds
    assert Assignment.objects.filter(shift_type__isnull=False).exists()


def test_what_if_is_worked_out_beside_the_roster_and_looked_at(worker, grid, hall, people, month):
    grid.get_by_role("button", name="More tools").click()
    grid.get_by_role("link", name="What if…").click()
    grid.get_by_label("One more like").select_option("E1")
    grid.get_by_label("Most working days in a row").fill("3")
    grid.get_by_role("button", name="Work it out").click()

    expect(grid.locator("#what-if")).to_contain_text("1 more like Person 1")
    expect(grid.locator("#what-if[data-status=offered]")).to_be_visible(timeout=SLOW)
    expect(grid.locator(".what-if-figures tbody tr")).to_have_count(6)
    expect(grid.locator("#what-if")).to_contain_text("both were built for this comparison")
    grid.get_by_role("link", name="Show its roster").click()
    expect(grid.locator("tbody tr", has_text="New 1").locator("td i", has_text="D").first).to_be_visible()
    expect(grid.locator("table[aria-readonly]")).to_be_visible()
    assert not Assignment.objects.exists()
    grid.get_by_role("button", name="Discard").click()

    expect(grid.locator("table.roster.is-empty")).to_be_visible()
    assert Build.objects.get().status == "discarded"
