"""On a phone: one asks, the other agrees, the manager approves, and takes it back."""

import pytest
from playwright.sync_api import expect

from tests import make
from tests.swaps.world import make_world

pytestmark = pytest.mark.browser


def test_swap_is_asked_agreed_and_approved_on_a_phone(page, log_in, transactional_db):
    page.set_viewport_size({"width": 390, "height": 844})
    hall = make.hall()
    others = {f"{name}-of-the-counter": "L" for name in ("cat", "dan", "eve", "fay", "gus", "hal")}
    world = make_world(hall, {"ann": "E.", "bob": "L.", **others})
    manager = make.post(make.user("manager"), "manager", hall)

    log_in(world.users["ann"])
    page.goto("/swaps/")
    page.get_by_role("link", name="Swap a shift").first.click()
    page.locator(".swap-choice").first.click()
    page.get_by_label("Message").fill("Doctor at ten")
    page.get_by_role("button", name="Ask Bob", exact=True).click()
    expect(page.locator(".swap-state")).to_contain_text("Waits for an answer from Bob")

    log_in(world.users["bob"])
    page.goto("/swaps/")
    page.get_by_role("button", name="Agree").click()
    expect(page.locator(".swap-state")).to_contain_text("Everybody has agreed")

    log_in(manager)
    page.goto("/swaps/")
    edges = [page.locator(one).bounding_box() for one in (".swap-lines", "text=Approve", "text=Decline", ".rail")]
    lines, approve, decline, rail = [(round(box["y"]), round(box["y"] + box["height"])) for box in edges]
    assert lines[1] <= approve[0] < approve[1] <= rail[0]  # all that she weighs, and both buttons, on the first screen
    assert (decline, rail[1]) == (approve, 844)
    page.get_by_role("button", name="Approve").press("Enter")
    expect(page.locator(".swap-state")).to_contain_text("Approved by Manager")
    expect(page.locator(".swap")).to_be_focused()
    assert world.row("ann", 1) + world.row("bob", 1) == "LE"

    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".swap-state")).to_contain_text("Everybody has agreed")
    assert world.row("ann", 1) + world.row("bob", 1) == "EL"

    page.get_by_label("Reason for declining").fill("Too few")
    page.get_by_role("button", name="Decline", exact=True).click()
    expect(page.locator(".swap-state")).to_contain_text("Declined by Manager: Too few")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
