"""Why a cell is so and how to get out of a short hour, beside the grid in a real browser."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def grid(page, log_in, manager, roster, hall):
    """March 2026 of East Gate: two are needed, Ann works the first Monday and Bea is off."""
    counter = make.station(hall)
    make.demand(counter, 2)
    ann, _ = (
        make.employee(hall, code, name=name, stations=(counter,)) for code, name in (("E1", "Ann"), ("E2", "Bea"))
    )
    make.assignment(roster, ann, date(2026, 3, 2), make.shift_type(hall, "D"))
    page.set_viewport_size({"width": 1440, "height": 900})
    log_in(manager)
    page.goto("/halls/east/rosters/2026-03/")
    return page


def test_why_of_a_cell_opens_beside_the_grid(grid):
    grid.locator("tbody tr", has_text="Ann").locator("td[data-v]").nth(1).click()
    grid.get_by_role("link", name="Why this shift? Who else could?").click()

    expect(grid.locator("#panel h2")).to_have_text("Ann · March 2")
    expect(grid.locator("#panel h2")).to_be_focused()
    expect(grid.locator("#panel")).to_contain_text("Cheapest instead: Bea, who is off (±0)")
    expect(grid.locator("#cell-card")).to_be_hidden()

    grid.keyboard.press("Escape")
    expect(grid.locator("#panel")).to_be_hidden()


def test_ways_out_open_from_the_day_and_lead_back_to_it(grid):
    grid.locator("thead a[href*='?day=2026-03-02']").click()
    grid.locator("#panel").get_by_role("link", name="Ways out").first.click()

    expect(grid.locator("#panel h2")).to_have_text("Short hour · March 2")
    expect(grid.locator("#panel")).to_contain_text("Make-up shift: Bea works D on March 2.")

    grid.get_by_role("link", name="Back to the day").click()
    expect(grid.locator("#panel h2")).to_contain_text("March 2 Monday")


def test_who_else_could_takes_the_shift_with_one_press_and_gives_it_back(grid):
    ann, bea = (grid.locator("tbody tr", has_text=name).locator("td[data-v]").nth(1) for name in ("Ann", "Bea"))
    ann.click()
    grid.get_by_role("link", name="Why this shift? Who else could?").click()
    grid.get_by_role("button", name="Let her take it: Bea").click()

    expect(bea).to_have_text("D")
    expect(ann).to_have_text("–")

    grid.get_by_role("button", name="Undo", exact=True).click()
    expect(ann).to_have_text("D")
