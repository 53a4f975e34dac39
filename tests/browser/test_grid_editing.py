"""The roster in a real browser: keys, the card of a cell, a phone."""

import re
from datetime import date, time

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from rosters.models import Assignment
from tests import make
from tests.browser.march import ADDRESS, cell

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def counter(hall):
    return make.station(hall)


@pytest.fixture
def day_shift(hall):
    return make.shift_type(hall, "D")


@pytest.fixture
def late_shift(hall):
    return make.shift_type(hall, "L", start=time(14), end=time(23), kind="late", colour="violet")


@pytest.fixture
def people(hall, counter, day_shift, late_shift):
    make.demand(counter, 1)
    names = ["Ann", "Bea", "Cho"]
    return [make.employee(hall, f"E{n}", name=name, stations=(counter,)) for n, name in enumerate(names)]


@pytest.fixture
def grid(page, log_in, manager, roster, people):
    """March 2026 of East Gate, open in the manager's window."""
    page.set_viewport_size({"width": 1440, "height": 900})
    log_in(manager)
    page.goto(ADDRESS)
    return page


def chosen(page):
    return page.locator("td:focus")


def stands(person, day: int) -> str:
    found = Assignment.objects.filter(employee=person, date=date(2026, 3, day)).first()
    return "" if found is None else found.shift_type.code if found.shift_type else found.day_off


def test_letters_set_shifts_and_arrows_move(grid, people):
    cell(grid, "Ann", 2).focus()

    grid.keyboard.press("d")
    expect(cell(grid, "Ann", 2)).to_have_text("D")
    grid.keyboard.press("ArrowRight")
    grid.keyboard.press("ArrowDown")
    grid.keyboard.press("l")
    expect(cell(grid, "Bea", 3)).to_have_text("L")

    assert (stands(people[0], 2), stands(people[1], 3)) == ("D", "L")


def test_delete_gives_a_day_off_and_backspace_empties(grid, people):
    cell(grid, "Ann", 2).focus()

    grid.keyboard.press("d")
    grid.keyboard.press("Delete")
    expect(cell(grid, "Ann", 2)).to_have_text("–")
    grid.keyboard.press("Backspace")
    expect(cell(grid, "Ann", 2)).to_have_text("")

    assert stands(people[0], 2) == ""


def test_p_pins_and_unpins(grid, people):
    cell(grid, "Ann", 2).focus()
    grid.keyboard.press("d")

    grid.keyboard.press("p")
    expect(cell(grid, "Ann", 2)).to_have_attribute("aria-label", "D, changed by hand, pinned")
    grid.keyboard.press("p")
    expect(cell(grid, "Ann", 2)).to_have_attribute("aria-label", "D, changed by hand")

    assert not Assignment.objects.get().is_pinned


def test_fast_keys_arrive_in_order(grid, people):
    cell(grid, "Ann", 2).focus()

    for key in ("d", "ArrowRight", "l", "ArrowRight", "d", "ArrowRight", "Delete"):
        grid.keyboard.press(key)
    expect(cell(grid, "Ann", 5)).to_have_text("–")

    assert [stands(people[0], day) for day in (2, 3, 4, 5)] == ["D", "L", "D", "rest"]


def test_an_edit_that_breaks_a_rule_is_marked_and_said_at_once(grid):
    cell(grid, "Ann", 8).focus()
    grid.keyboard.press("l")
    expect(cell(grid, "Ann", 8)).to_have_text("L")
    grid.keyboard.press("ArrowRight")
    grid.keyboard.press("d")

    expect(grid.locator(".toast.is-error")).to_contain_text("10 h of rest between L on March 8 and D on March 9")
    expect(grid.locator("#faults")).to_contain_text("1 rule broken")
    expect(cell(grid, "Ann", 8).locator(".x")).to_be_visible()
    expect(cell(grid, "Ann", 9).locator(".x")).to_be_visible()


def test_undoing_by_hand_mends_it_again(grid):
    for key in ("l", "ArrowRight", "d"):
        cell(grid, "Ann", 8).focus() if key == "l" else None
        grid.keyboard.press(key)
    expect(grid.locator("#faults")).to_contain_text("1 rule broken")

    grid.keyboard.press("Backspace")

    expect(grid.locator("#faults")).to_contain_text("No rule broken")
    expect(grid.locator(".toast.is-success, .toast.is-warning")).to_contain_text("Mended")


def test_hours_and_cover_follow_an_edit(grid):
    missing = grid.locator("tfoot tr").nth(2).locator("td").nth(1)
    expect(missing).to_have_text("9")

    cell(grid, "Ann", 2).focus()
    grid.keyboard.press("d")

    expect(missing).to_contain_text("0")
    expect(grid.locator("tbody tr", has_text="Ann").locator("td.f").first).to_contain_text("8/")


def test_enter_opens_the_choice_and_escape_leads_back(grid, people):
    cell(grid, "Ann", 2).focus()

    grid.keyboard.press("Enter")
    expect(grid.locator("#cell-card")).to_contain_text("Ann")
    expect(grid.locator(".pick:focus")).to_be_visible()
    grid.keyboard.press("Escape")
    expect(grid.locator("#cell-card")).to_be_hidden()
    expect(chosen(grid)).to_have_count(1)
    grid.keyboard.press("Enter")
    grid.locator("#cell-card .pick", has_text="L").first.click()

    expect(cell(grid, "Ann", 2)).to_have_text("L")
    assert stands(people[0], 2) == "L"


def test_a_click_opens_the_card_with_what_the_cell_breaks(grid):
    cell(grid, "Ann", 8).focus()
    for key in ("l", "ArrowRight", "d"):
        grid.keyboard.press(key)
    expect(cell(grid, "Ann", 9).locator(".x")).to_be_visible()

    cell(grid, "Ann", 9).click()

    expect(grid.locator("#cell-card .say.is-bad")).to_contain_text("11 h are needed")


def test_a_click_on_a_cell_sends_nothing(grid):
    cell(grid, "Ann", 8).focus()
    grid.keyboard.press("l")
    expect(cell(grid, "Ann", 8)).to_have_text("L")
    sent = []
    grid.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    cell(grid, "Ann", 8).click()
    expect(grid.locator("#cell-card")).to_be_visible()
    cell(grid, "Ann", 9).click()
    expect(grid.locator("#cell-card")).to_contain_text("March 9")

    assert sent == []


def test_an_answer_that_cannot_be_laid_stops_no_later_edit(grid):
    grid.route("**/edits/", lambda route: route.fulfill(json={"figures": {"E0": None}}), times=1)
    cell(grid, "Ann", 8).focus()

    grid.keyboard.press("l")
    grid.keyboard.press("ArrowRight")
    grid.keyboard.press("d")

    expect(cell(grid, "Ann", 9)).to_have_text("D")


def test_page_keys_turn_the_month(grid):
    cell(grid, "Ann", 2).focus()
    grid.keyboard.press("PageDown")

    expect(grid.locator("h1")).to_have_text("April 2026")


def test_ctrl_f_finds_a_person(grid):
    grid.keyboard.press("Control+f")
    grid.keyboard.type("cho")
    grid.keyboard.press("Enter")

    expect(grid.locator("tr:has(td:focus)")).to_contain_text("Cho")


def test_question_mark_lists_the_keys(grid):
    grid.locator("body").press("?")

    expect(grid.locator("#keys")).to_contain_text("Pin, or unpin")


def test_figures_sort_people(grid):
    cell(grid, "Cho", 2).focus()
    grid.keyboard.press("d")
    expect(cell(grid, "Cho", 2)).to_have_text("D")

    grid.get_by_role("button", name="hours/target").click()

    expect(grid.locator("tbody .name").first).to_have_text("Cho")


def test_edit_of_somebody_logged_out_leads_to_the_login_and_back(grid):
    grid.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    cell(grid, "Ann", 2).focus()
    grid.keyboard.press("d")

    grid.wait_for_url(f"**/accounts/login/?next={ADDRESS}")


def test_a_day_opens_beside_the_grid(grid):
    cell(grid, "Ann", 2).focus()
    grid.keyboard.press("d")
    expect(cell(grid, "Ann", 2)).to_have_text("D")

    grid.locator("thead a", has_text=re.compile(r"^2Mo$")).click()

    expect(grid.locator("#panel .day-shift").first).to_contain_text("Ann")
    grid.locator("tfoot .short a").first.click()
    expect(grid.locator("#panel h2")).not_to_contain_text("March 2 ")
    expect(grid.locator("#panel")).to_contain_text("Ways out")


def test_arrows_reach_a_day_that_tab_passes_by(grid):
    cell(grid, "Ann", 2).focus()

    grid.keyboard.press("Shift+Tab")
    assert not grid.evaluate("document.activeElement.matches('thead a')")
    grid.keyboard.press("Tab")
    grid.keyboard.press("Shift+ArrowUp")
    expect(cell(grid, "Ann", 2)).to_be_focused()
    grid.keyboard.press("ArrowUp")
    grid.keyboard.press("ArrowRight")
    grid.keyboard.press("Enter")
    expect(grid.locator("#panel h2")).to_be_focused()
    expect(grid.locator("#panel h2")).to_contain_text("March 3")
    grid.keyboard.press("Escape")
    grid.keyboard.press("ArrowDown")

    expect(cell(grid, "Ann", 3)).to_be_focused()


def test_publishing_and_withdrawing(grid):
    cell(grid, "Ann", 2).focus()
    grid.keyboard.press("d")
    expect(cell(grid, "Ann", 2)).to_have_text("D")
    grid.reload()

    grid.get_by_role("link", name="Publish").click()
    grid.get_by_role("button", name="Publish").click()
    expect(grid.locator(".topbar .badge")).to_have_text("published")
    grid.get_by_role("button", name="More", exact=True).click()
    grid.get_by_role("button", name="Withdraw").click()
    asked = grid.get_by_role("dialog", name="Withdraw")
    expect(asked).to_contain_text("everybody in it is told so")
    asked.get_by_role("button", name="Withdraw").click()

    expect(grid.locator(".topbar .badge")).to_have_text(["draft", "withdrawn"])


def test_a_phone_shows_one_day_and_edits_on_a_page_of_its_own(grid, people, roster, day_shift):
    Assignment.objects.create(roster=roster, employee=people[0], date=date(2026, 3, 2), shift_type=day_shift)
    grid.set_viewport_size({"width": 390, "height": 844})
    grid.goto(ADDRESS)

    grid.locator(".day-strip a", has_text="2").first.click()
    expect(grid.locator("table.roster")).to_be_hidden()
    grid.locator(".agenda a", has_text="Ann").click()
    grid.locator(".pick", has_text="Day off").click()

    expect(grid.locator("#agenda-title")).to_contain_text("March 2")
    assert stands(people[0], 2) == "rest"
    assert grid.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_clerk_reads_and_changes_nothing(page, log_in, clerk, roster, people, day_shift):
    Assignment.objects.create(roster=roster, employee=people[0], date=date(2026, 3, 2), shift_type=day_shift)
    make.publish(roster)
    log_in(clerk)
    page.goto(ADDRESS)

    cell(page, "Ann", 2).focus()
    page.keyboard.press("l")
    page.keyboard.press("Delete")

    expect(cell(page, "Ann", 2)).to_have_text("D")
    assert stands(people[0], 2) == "D"


def test_the_first_cell_of_a_month_brings_what_can_be_done_with_it(grid, roster):
    expect(grid.get_by_role("button", name="Build the roster")).to_be_visible()
    cell(grid, "Ann", 2).focus()

    grid.keyboard.press("d")
    expect(grid.get_by_role("button", name="Rebuild what is not pinned")).to_be_visible()
    expect(grid.get_by_role("link", name="Print")).to_be_visible()
    grid.keyboard.press("Backspace")

    expect(grid.get_by_role("button", name="Build the roster")).to_be_visible()


def test_tools_are_away_while_a_build_is_looked_at_and_there_again_when_it_has_ended(grid, roster):
    build = roster.builds.create(revision=0, problem={}, seconds=60, status="running", heartbeat_at=timezone.now())
    grid.reload()
    expect(grid.locator("table.is-preview")).to_be_visible()
    expect(grid.get_by_role("button", name="More tools")).to_be_hidden()

    roster.builds.filter(pk=build.pk).update(status="failed", reason={"reason": "took_too_long"})

    expect(grid.locator("table[data-cells]")).to_be_visible()
    expect(grid.get_by_role("button", name="More tools")).to_be_visible()


def test_the_last_day_says_what_it_breaks_in_the_next_month_that_stands(grid, hall, people, day_shift):
    april = make.roster(hall, date(2026, 4, 1))
    for number in range(1, 7):
        make.assignment(april, people[0], date(2026, 4, number), day_shift)

    cell(grid, "Ann", 31).focus()
    grid.keyboard.press("d")

    told = grid.locator("#toasts .toast.is-error")
    expect(told).to_contain_text("In April 2026: Ann works 7 days in a row from March 31 to April 6")
    told.get_by_role("link", name="April 2026").click()
    expect(grid.get_by_role("heading", name="April 2026")).to_be_visible()
