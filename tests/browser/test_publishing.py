"""From a draft to confirmed days: published, edited, published again, read on a phone."""

import pytest
from playwright.sync_api import expect

from tests import make
from tests.browser import march

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ann(hall, clerk):
    return make.employee(hall, "E1", name="Ann", user=clerk, stations=(make.station(hall),))


@pytest.fixture
def grid(page, log_in, manager, roster, ann):
    make.assignment(roster, ann, roster.month, make.shift_type(roster.hall, "D"))
    page.set_viewport_size({"width": 1440, "height": 900})
    log_in(manager)
    page.goto(march.ADDRESS)
    return page


def cell(page, day: int):
    return march.cell(page, "Ann", day)


def publish_first(page) -> None:
    """Everybody is told, so it takes a second look: a page says so and asks."""
    page.get_by_role("link", name="Publish", exact=True).click()
    expect(page.get_by_text("Everybody in the hall is told of it")).to_be_visible()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".topbar")).to_contain_text("published")


def test_roster_is_published_edited_published_again_and_confirmed_on_a_phone(grid, log_in, clerk):
    publish_first(grid)
    expect(grid.locator(".topbar")).to_contain_text("version 1")

    cell(grid, 2).focus()
    grid.keyboard.press("d")
    expect(cell(grid, 2)).to_have_class("m u")
    grid.get_by_role("link", name="Publish 1 change").click()
    grid.get_by_role("button", name="Publish 1 change").click()
    expect(grid.locator(".topbar")).to_contain_text("version 2")
    expect(cell(grid, 2)).to_have_class("m")

    grid.set_viewport_size({"width": 390, "height": 844})
    log_in(clerk)
    grid.goto("/me/?month=2026-03")
    expect(grid.locator(".me-confirm")).to_contain_text("Your days have changed")
    grid.get_by_role("button", name="I have read it").click()
    expect(grid.locator(".me-confirm")).to_have_count(0)


def test_clerk_does_not_see_what_is_not_published(grid, log_in, clerk):
    publish_first(grid)
    cell(grid, 3).focus()
    grid.keyboard.press("d")
    expect(grid.get_by_role("link", name="Publish 1 change")).to_be_visible()

    log_in(clerk)
    grid.goto(march.ADDRESS)

    expect(cell(grid, 1)).to_have_text("D")
    expect(cell(grid, 3)).to_have_text("")


def test_draft_is_kept_changed_compared_and_brought_back_by_keyboard(grid):
    grid.get_by_role("button", name="More", exact=True).press("Enter")
    grid.get_by_role("link", name="Versions").press("Enter")
    grid.get_by_label("Name").fill("before the holiday")
    grid.keyboard.press("Enter")
    expect(grid.get_by_role("row", name="before the holiday")).to_be_visible()

    grid.goto(march.ADDRESS)
    cell(grid, 1).focus()
    grid.keyboard.press("Delete")
    expect(cell(grid, 1)).to_have_text("–")
    grid.goto(f"{march.ADDRESS}versions/")
    grid.get_by_role("row", name="before the holiday").get_by_role("link", name="Compare").press("Enter")
    expect(grid.locator("tbody tr")).to_have_count(1)
    grid.go_back()
    grid.get_by_role("button", name="Take “before the holiday” as the draft").press("Enter")

    expect(cell(grid, 1)).to_have_text("D")
