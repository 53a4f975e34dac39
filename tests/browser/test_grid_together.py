"""Two managers at one roster: what each sees of the other."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from rosters.models import Assignment
from tests import make
from tests.browser.march import ADDRESS, cell, press, texts, wait_until
from tests.drawn import new_reader

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def other_grid(chromium, live_server, grid, hall):
    """The same month in the window of another manager, in a browser of her own."""
    context = new_reader(chromium, live_server.url)
    client = Client()
    client.force_login(make.post(make.user("second"), "manager", hall))
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(ADDRESS)
    yield page
    context.close()


def test_two_managers_see_each_others_edits_and_take_back_their_own_alone(grid, other_grid):
    cell(grid, "Ann", 2).focus()
    press(grid, "d")
    expect(cell(other_grid, "Ann", 2)).to_have_text("D")
    expect(cell(other_grid, "Ann", 2)).to_have_class(re.compile("is-new"))
    press(other_grid, "Control+z")
    expect(other_grid.locator(".toast")).to_contain_text("nothing of yours to take back")
    cell(other_grid, "Bea", 3).focus()
    press(other_grid, "l")
    expect(cell(grid, "Bea", 3)).to_have_text("L")

    press(grid, "Control+z")

    for page in (grid, other_grid):
        expect(cell(page, "Ann", 2)).to_have_text("")
        expect(cell(page, "Bea", 3)).to_have_text("L")


def test_of_two_managers_at_one_cell_the_later_is_refused_with_both_values(grid, other_grid, people):
    other_grid.route("**/pulse/*", lambda route: route.abort())
    cell(grid, "Ann", 2).focus()
    press(grid, "d")
    expect(cell(grid, "Ann", 2)).to_have_text("D")

    cell(other_grid, "Ann", 2).focus()
    press(other_grid, "l")

    expect(other_grid.locator(".toast.is-error")).to_contain_text("set this cell to D; you wanted L")
    other_grid.unroute("**/pulse/*")
    expect(cell(other_grid, "Ann", 2)).to_have_text("D")
    assert Assignment.objects.get(employee=people[0]).shift_type.code == "D"


def test_an_edit_of_ones_own_hides_none_that_another_made_just_before(grid, roster, people, early, hall):
    from rosters.edits import editing
    from rosters.edits.editing import CellValue

    second = make.post(make.user("second"), "manager", hall)
    grid.route("**/pulse/*", lambda route: route.abort())
    editing.set_cell(roster, people[1], date(2026, 3, 2), CellValue(early), by=second)
    cell(grid, "Ann", 2).focus()
    press(grid, "d")
    expect(cell(grid, "Ann", 2)).to_have_text("D")

    grid.unroute("**/pulse/*")

    expect(cell(grid, "Bea", 2)).to_have_text("D")
    expect(cell(grid, "Bea", 2)).to_have_class(re.compile("is-new"))


def test_a_table_drawn_before_an_edit_does_not_take_it_away(grid):
    grid.route("**/pulse/*", lambda route: route.abort())
    held = []
    grid.route(re.compile("part=table"), lambda route: held.append((route, route.fetch())))
    refresh = "import('/static/js/grid/refresh.js').then((m) => m.refresh())"
    grid.evaluate(f"void {refresh}.then(() => document.title = 'drawn')")
    wait_until(grid, lambda: held)
    cell(grid, "Ann", 2).focus()
    press(grid, "d")
    expect(cell(grid, "Ann", 2)).to_have_text("D")
    ((route, drawn),) = held
    route.fulfill(response=drawn)
    expect(grid).to_have_title("drawn")

    assert texts(grid, "Ann", 2, 2) == ["D"]


def test_a_card_follows_what_another_puts_into_its_cell(grid, roster, people, early, hall):
    from rosters.edits import editing
    from rosters.edits.editing import CellValue

    cell(grid, "Ann", 2).click()
    expect(grid.locator("#cell-card .pick[aria-pressed=true]")).to_have_count(0)
    second = make.post(make.user("second"), "manager", hall)

    editing.set_cell(roster, people[0], date(2026, 3, 2), CellValue(early), by=second)

    expect(grid.locator("#cell-card .pick[aria-pressed=true]")).to_contain_text("D")
