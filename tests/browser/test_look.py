"""Every page, light and dark, on a desk and on a phone, and in each language."""

from collections.abc import Callable, Iterable

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.browser.pages import PAGES, Page, World, make_world

pytestmark = pytest.mark.browser
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")
# What people do on a phone, standing or on the bus.
ON_PHONES = ["/me/", "/me/leave/", "/swaps/", "/halls/east/today/", "/halls/east/leave/", "/halls/east/plans/work/"]


@pytest.fixture
def world(transactional_db) -> World:
    return make_world()


@pytest.fixture
def faults_of(page, log_in, world, live_server):
    """`faults_of(look, language)` opens each page once as its reader, and lists all that `look` finds there."""

    # Colours that are still fading would be measured halfway.
    page.emulate_media(reduced_motion="reduce")

    def faults_of(look: Callable, language: str, pages: Iterable[Page] = PAGES) -> str:
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        found, reader = [], ""
        for one in sorted(pages, key=lambda one: one.user):
            if one.user != reader:
                log_in(world.users[one.user])
                reader = one.user
            answer = page.goto(world.address(one.path))
            assert (str(one), answer.status) == (str(one), one.status)
            found += [f"{one}: {fault}" for fault in look(page)]
        return "\n".join(found)

    return faults_of


def test_every_page_is_accessible_on_light_and_dark_and_fits_a_window_made_narrow(page, faults_of):
    def look(page) -> list[str]:
        return broken_rules(page) + dark_faults(page) + overflow_made_narrow(page)

    page.set_viewport_size(DESK)

    assert faults_of(look, "zh-hans") == ""


def test_every_page_is_accessible_and_fits_on_a_phone(page, faults_of):
    page.set_viewport_size(PHONE)

    assert faults_of(lambda page: broken_rules(page) + overflow(page), "en") == ""


def test_targets_of_a_phone_are_as_high_as_a_fingertip(page, faults_of):
    page.set_viewport_size(PHONE)

    assert faults_of(small_targets, "zh-hans", [one for one in PAGES if one.path in ON_PHONES]) == ""


def test_every_page_is_accessible_and_fits_a_phone_in_other_characters(page, faults_of):
    page.set_viewport_size(PHONE)

    assert faults_of(lambda page: broken_rules(page) + overflow(page), "zh-hant") == ""


def broken_rules(page, only: tuple[str, ...] = WCAG) -> list[str]:
    """Rules that the page breaks, each with the first place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": only, "resultTypes": ["violations"]}
    found = page.evaluate("async options => (await axe.run(options)).violations", options)
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]} {rule['nodes'][0]['failureSummary']}" for rule in found]


def dark_faults(page) -> list[str]:
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    return [f"dark {fault}" for fault in broken_rules(page, ("color-contrast",))]


def overflow(page) -> list[str]:
    """Whether a phone would have to scroll sideways."""
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{over} px too wide"] if over > 0 else []


def small_targets(page) -> list[str]:
    """Buttons, tabs and fields lower than a fingertip; links within text are as high as their line."""
    return page.evaluate("""() => [...document.querySelectorAll(
        ".button, .tabs a, summary, select, input:not([type=checkbox], [type=radio], [type=hidden])")]
      .filter(target => target.checkVisibility({visibilityProperty: true}) && !target.closest(".only-heard"))
      .map(target => [target.getBoundingClientRect(), target.outerHTML.slice(0, 120)])
      .filter(([box]) => box.width > 1 && box.height < 43.5)
      .map(([box, html]) => `only ${Math.round(box.height)} px high: ${html}`)""")


def overflow_made_narrow(page) -> list[str]:
    page.set_viewport_size(PHONE)
    found = overflow(page)
    page.set_viewport_size(DESK)
    return found


@pytest.mark.parametrize("window", [DESK, PHONE], ids=["desk", "phone"])
def test_hours_of_the_day_stand_above_their_bars(page, log_in, world, window):
    page.set_viewport_size(window)
    log_in(world.users["manager"])
    page.goto("/halls/east/today/")

    hours, bar = (page.locator(part).first.bounding_box() for part in (".today-hours div", ".today-bar"))

    assert (hours["x"], hours["width"]) == pytest.approx((bar["x"], bar["width"]), abs=1)


def test_skip_link_leads_past_the_rail(page, log_in, world):
    log_in(world.users["manager"])
    page.goto("/")

    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to content"
    page.keyboard.press("Enter")

    expect(page.locator("#content")).to_be_focused()


def test_rail_is_reached_by_the_keyboard_and_shows_where_it_is(page, log_in, world):
    log_in(world.users["manager"])
    page.goto("/")

    page.keyboard.press("Tab")
    reached = []
    for _ in range(9):
        page.keyboard.press("Tab")
        reached.append(page.locator(":focus").inner_text().strip())
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"

    assert reached == ["Month", "Roster", "Today", "Swaps", "Plan", "Reports", "Set-up", "Notices", "Account"]


def test_account_menu_opens_and_closes_by_the_keyboard(page, log_in, world):
    log_in(world.users["manager"])
    page.goto("/")

    page.get_by_role("button", name="Account").press("Enter")
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Log out")).to_be_hidden()


def test_theme_changes_at_once_and_stays(page, log_in, world):
    log_in(world.users["manager"])
    page.goto("/")
    light = page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor")

    page.get_by_role("button", name="Account").click()
    with page.expect_response("**/accounts/theme/"):
        page.get_by_role("button", name="Dark", exact=True).click()
    page.locator("html[data-theme=dark]").wait_for()
    dark = page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor")
    page.reload()

    assert light != dark
    assert page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor") == dark


def test_language_changes_the_page_and_stays(page, log_in, world, live_server):
    log_in(world.users["manager"])
    page.goto("/me/")

    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="繁體中文").click()

    expect(page.locator("html")).to_have_attribute("lang", "zh-hant")
    expect(page).to_have_url(f"{live_server.url}/me/")


def test_system_that_asks_for_dark_gets_it(page, live_server):
    page.emulate_media(color_scheme="dark")
    page.goto("/accounts/login/")

    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(14, 17, 20)"


def test_login_form_leads_home(page, world):
    page.goto("/accounts/login/")

    page.get_by_label("Username").fill("manager")
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Log in").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("East Gate")


def test_message_leaves_by_itself_or_when_told(page, log_in, world):
    log_in(world.users["manager"])
    page.goto("/accounts/password/change/")
    page.get_by_label("Current Password").fill("secret")
    for label in ("New Password", "New Password (again)"):
        page.get_by_label(label, exact=True).fill("another-word-2")
    page.get_by_role("button", name="Save").click()

    toast = page.get_by_role("status").filter(has_text="Password")
    toast.get_by_role("button", name="Close").click()

    expect(toast).to_have_count(0)
