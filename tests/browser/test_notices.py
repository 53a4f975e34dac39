"""Being told, on a phone: the bell, the inbox, a notice followed, everything read."""

import pytest
from playwright.sync_api import expect

from notices.models import Notice
from tests.browser.pages import make_world
from tests.browser.test_look import PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def clerk_at_home(page, log_in, transactional_db):
    page.set_viewport_size(PHONE)
    log_in(make_world().users["clerk"])
    page.goto("/me/")
    return page


def test_bell_leads_to_what_is_new_and_counts_it_down(clerk_at_home, live_server):
    page = clerk_at_home
    bell = page.get_by_role("link", name="Notices")

    unread = Notice.objects.filter(user__username="clerk").unread().count()
    expect(bell).to_have_accessible_name(f"Notices {unread} unread")
    bell.click()
    page.get_by_role("link", name="Your days in").click()

    expect(page).to_have_url(f"{live_server.url}/me/")
    expect(bell).to_have_accessible_name(f"Notices {unread - 1} unread")


def test_everything_is_read_with_one_press(clerk_at_home):
    page = clerk_at_home
    page.goto("/notices/")

    page.get_by_role("button", name="Mark all as read").click()

    expect(page.get_by_role("link", name="Notices")).to_have_accessible_name("Notices")
    expect(page.get_by_role("button", name="Mark")).to_have_count(0)


def test_one_notice_is_read_by_the_keyboard(clerk_at_home):
    page = clerk_at_home
    page.goto("/notices/")

    unread = page.get_by_role("button", name="Mark as read")
    before = unread.count()

    page.get_by_role("button", name="Mark as read: The roster").press("Enter")

    expect(unread).to_have_count(before - 1)
    expect(page.get_by_role("button", name="Mark as read: The roster")).to_have_count(0)


def test_quiet_hours_are_chosen_and_kept(clerk_at_home):
    page = clerk_at_home
    page.goto("/notices/preferences/")

    page.get_by_label("quiet from").fill("22:00")
    page.get_by_label("quiet until").fill("07:00")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Your choice is saved.")).to_be_visible()
    expect(page.get_by_label("quiet from")).to_have_value("22:00")
