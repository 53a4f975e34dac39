"""Three rosters side by side, looked at on the grid, and one of them taken."""

import re

import pytest
from playwright.sync_api import expect

from rosters.builds.building import finish_build, start_build
from rosters.models import Assignment, Build
from tests.browser.pages import World, make_world
from tests.browser.test_look import DESK, PHONE, broken_rules, dark_faults, overflow
from tests.drawn import wait_until_drawn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(transactional_db) -> World:
    return make_world()


@pytest.fixture
def offered(world) -> Build:
    build = start_build(world.coming, by=world.users["manager"], seconds=3, candidates=True, send=False)
    finish_build(build.pk)
    return Build.objects.get()


@pytest.fixture
def choice(page, log_in, world, offered):
    """The page of the three, opened from the roster."""
    # Colours that are still fading would be measured halfway.
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size(DESK)
    log_in(world.users["manager"])
    page.goto(f"/halls/east/rosters/{world.coming.month:%Y-%m}/")
    page.get_by_role("link", name="Three to choose from").click()
    expect(page.get_by_role("region", name="Fairest")).to_be_visible()
    wait_until_drawn(page)
    return page


def test_way_to_three_is_beside_the_build_button(page, log_in, world):
    page.set_viewport_size(DESK)
    log_in(world.users["manager"])
    page.goto(f"/halls/east/rosters/{world.coming.month:%Y-%m}/")

    page.get_by_role("button", name="Other ways to build").click()
    page.get_by_role("button", name="Three to choose from").click()

    expect(page.locator("#build")).to_be_visible()
    assert Build.objects.get().wants_candidates


def test_candidate_is_looked_at_and_taken(choice, world, offered):
    fair = choice.get_by_role("region", name="Fairest")
    fair.get_by_role("link", name="Look at it").click()
    expect(choice.locator("table.roster")).to_have_class(re.compile("is-preview"))
    expect(choice.locator("#panel")).to_contain_text("Uneven hours")

    choice.get_by_role("button", name="Take this one").click()

    expect(choice.locator("#build[data-status=done]")).to_be_visible()
    wanted = offered.candidates.get(leaning="fair").cells
    assert Assignment.objects.filter(roster=world.coming, shift_type__isnull=False).count() == sum(
        len(shifts) for shifts in wanted.values()
    )


def test_candidates_are_accessible_on_light_dark_and_a_phone(choice):
    faults = broken_rules(choice) + dark_faults(choice)
    choice.set_viewport_size(PHONE)

    assert faults + broken_rules(choice) + overflow(choice) == []
