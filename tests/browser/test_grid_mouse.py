"""Dragging with the mouse and with a finger in a real browser."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from rosters.models import Edit
from tests import make
from tests.browser.march import cell, drag, press, shows, stand
from tests.drawn import stretch_timers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_dragging_moves_and_a_drop_on_a_shift_swaps(grid, roster):
    stand(roster, "D.", ".L")
    grid.reload()

    drag(grid, cell(grid, "Ann", 2), cell(grid, "Bea", 2))
    shows(grid, "Bea", 2, ["D", "L"])
    expect(cell(grid, "Ann", 2)).to_have_text("")
    drag(grid, cell(grid, "Bea", 2), cell(grid, "Bea", 3))

    shows(grid, "Bea", 2, ["L", "D"])
    expect(grid.locator("#cell-card")).to_be_hidden()
    assert list(Edit.objects.values_list("what", flat=True)) == ["swapped", "moved"]


def test_dragging_with_ctrl_copies(grid, roster):
    stand(roster, "D")
    grid.reload()

    grid.keyboard.down("Control")
    drag(grid, cell(grid, "Ann", 2), cell(grid, "Cho", 5))
    grid.keyboard.up("Control")

    shows(grid, "Cho", 5, ["D"])
    shows(grid, "Ann", 2, ["D"])


def test_cells_show_how_they_would_take_what_is_dragged(grid, roster, early):
    stand(roster, "L", "...")
    make.assignment(roster, roster.hall.employees.get(code="E1"), date(2026, 3, 3), early)
    grid.reload()

    drag(grid, cell(grid, "Ann", 2), cell(grid, "Bea", 2), drop=False)
    expect(cell(grid, "Bea", 2)).to_have_class(re.compile("breaks"))
    expect(cell(grid, "Cho", 2)).to_have_class(re.compile("fits|warns"))
    grid.keyboard.press("Escape")
    grid.mouse.up()

    expect(grid.locator("td:is(.fits, .warns, .breaks)")).to_have_count(0)
    shows(grid, "Ann", 2, ["L"])

    cell(grid, "Ann", 1).focus()
    press(grid, "Shift+ArrowRight")
    drag(grid, cell(grid, "Ann", 2), cell(grid, "Bea", 2), drop=False)
    expect(cell(grid, "Bea", 1)).to_have_class(re.compile("breaks"))
    expect(cell(grid, "Bea", 2)).to_have_class(re.compile("breaks"))
    grid.keyboard.press("Escape")
    grid.mouse.up()

    expect(grid.locator("td:is(.fits, .warns, .breaks)")).to_have_count(0)


def test_dragging_from_an_empty_cell_selects(grid):
    drag(grid, cell(grid, "Ann", 2), cell(grid, "Cho", 4))

    expect(grid.locator("td[aria-selected=true]")).to_have_count(9)
    cell(grid, "Ann", 6).click(modifiers=["Shift"])
    expect(grid.locator("td[aria-selected=true]")).to_have_count(5)


def test_escape_drops_nothing(grid, roster):
    stand(roster, "D")
    grid.reload()

    drag(grid, cell(grid, "Ann", 2), cell(grid, "Cho", 5), drop=False)
    grid.keyboard.press("Escape")
    grid.mouse.up()

    shows(grid, "Ann", 2, ["D"])
    assert not Edit.objects.exists()


@pytest.fixture
def fingers(grid):
    """`fingers("Start" | "Move" | "End", point)`: what a touch screen tells the browser."""
    screen = grid.context.new_cdp_session(grid)
    screen.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def touch(kind: str, point=None) -> None:
        screen.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": [point] if point else []})

    return touch


def middle(cell) -> dict[str, float]:
    box = cell.bounding_box()
    return {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}


def test_a_finger_that_rests_lifts_a_shift_and_swaps_it(grid, roster, fingers):
    stand(roster, "D", "L")
    grid.reload()

    fingers("Start", middle(cell(grid, "Ann", 2)))
    expect(cell(grid, "Ann", 2)).to_have_class(re.compile("is-cut"))
    fingers("Move", middle(cell(grid, "Bea", 2)))
    expect(cell(grid, "Bea", 2)).to_have_class(re.compile("is-target"))
    fingers("End")

    shows(grid, "Ann", 2, ["L"])
    shows(grid, "Bea", 2, ["D"])


def test_a_finger_that_goes_on_at_once_moves_nothing(grid, roster, fingers):
    stand(roster, "D", "L")
    stretch_timers(grid, least=100)
    grid.reload()

    # Found out first: asking where a cell is would let the finger rest.
    start, on = middle(cell(grid, "Ann", 2)), middle(cell(grid, "Bea", 3))
    fingers("Start", start)
    fingers("Move", on)
    fingers("End")
    cell(grid, "Cho", 9).focus()
    press(grid, "d")
    shows(grid, "Cho", 9, ["D"])

    assert [edit.what for edit in Edit.objects.all()] == ["set"]


def test_a_finger_selects_from_an_empty_cell_and_copies_and_pastes_by_the_card(grid, roster, fingers):
    stand(roster, "L")
    grid.reload()
    card = grid.locator("#cell-card")

    fingers("Start", middle(cell(grid, "Ann", 9)))
    expect(grid.locator("td[aria-selected=true]")).to_have_count(1)
    fingers("Move", middle(cell(grid, "Bea", 10)))
    expect(grid.locator("td[aria-selected=true]")).to_have_count(4)
    fingers("End")
    expect(card).to_contain_text("for all that are selected")
    card.locator(".pick", has_text="D").first.click()
    shows(grid, "Ann", 9, ["D", "D"])
    shows(grid, "Bea", 9, ["D", "D"])

    fingers("Start", middle(cell(grid, "Ann", 2)))
    expect(cell(grid, "Ann", 2)).to_have_class(re.compile("is-cut"))
    fingers("End")
    expect(card.get_by_role("button", name="Paste")).to_be_hidden()
    card.get_by_role("button", name="Copy").click()
    cell(grid, "Cho", 5).click()
    card.get_by_role("button", name="Paste").click()

    shows(grid, "Cho", 5, ["L"])
    shows(grid, "Ann", 2, ["L"])
