"""A person's own page, on a phone."""

from datetime import time

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from staff.models import ApiToken
from staff.tokens import make_token
from tests import make

pytestmark = pytest.mark.browser


@pytest.fixture
def ann(transactional_db):
    hall = make.hall("east", "East Gate")
    clerk = make.post(make.user("ann"), "clerk", hall)
    ann = make.employee(hall, "ann", name="王丽娜", user=clerk)
    month = make.roster(hall, hall.today().replace(day=1))
    make.assignment(month, ann, hall.today(), make.shift_type(hall, "D", end=time(23, 59)))
    make.publish(month)
    return ann


@pytest.fixture
def phone(page, log_in, ann):
    page.set_viewport_size({"width": 390, "height": 844})
    log_in(ann.user)
    page.goto("/me/")
    return page


def test_calendar_address_is_made_copied_and_read(phone):
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])

    phone.get_by_role("button", name="Make a calendar address").click()
    phone.get_by_role("button", name="Copy").click()
    phone.get_by_role("status").filter(has_text="Copied.").wait_for()
    copied = phone.evaluate("navigator.clipboard.readText()")

    assert copied == phone.get_by_label("Calendar address").input_value()
    assert len(Calendar.from_ical(phone.request.get(copied).body()).events) == 1


def test_calendar_address_is_taken_back(phone):
    phone.get_by_role("button", name="Make a calendar address").click()
    old = phone.get_by_label("Calendar address").input_value()

    phone.get_by_role("button", name="Take it back").click()
    phone.get_by_role("dialog").get_by_role("button", name="Take it back").click()

    expect(phone.get_by_role("button", name="Make a calendar address")).to_be_visible()
    assert phone.request.get(old).status == 404


def test_link_opens_the_calendar_program(phone):
    phone.get_by_role("button", name="Make a calendar address").click()

    link = phone.get_by_role("link", name="Open in the calendar").get_attribute("href")

    assert link == "webcal:" + phone.get_by_label("Calendar address").input_value().partition(":")[2]


def test_shift_of_today_is_the_first_thing_to_see(phone):
    box = phone.get_by_role("heading", name="Next shift").bounding_box()

    assert box["y"] < 250
    assert phone.locator(".me-week").first.locator("[aria-current=date]").inner_text().endswith("09:00")


def test_new_token_is_copied_from_its_page(page, log_in, ann):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    log_in(ann.user)
    page.goto("/accounts/tokens/")

    page.get_by_label("Name").fill("payroll")
    page.get_by_role("button", name="Make a token").click()
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("status").filter(has_text="Copied.").wait_for()

    token = page.evaluate("navigator.clipboard.readText()")
    assert page.request.get("/api/v1/", headers={"Authorization": f"Token {token}"}).status == 200


def test_token_is_revoked_after_a_question(page, log_in, ann):
    make_token(ann.user, name="payroll", scope="read", by=ann.user)
    log_in(ann.user)
    page.goto("/accounts/tokens/")

    page.get_by_role("button", name="Revoke payroll").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert ApiToken.objects.exists()
    page.get_by_role("button", name="Revoke payroll").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke", exact=True).click()
    page.get_by_role("status").wait_for()

    assert not ApiToken.objects.exists()
