"""Leave on a phone: asked for, decided beside its cover, and read by the one who asked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from staff.models import Absence
from staff.months import shifted
from tests import make

pytestmark = pytest.mark.browser


def test_leave_is_asked_for_and_approved_in_one_tap_on_a_phone(page, log_in, live_server, transactional_db):
    hall = make.hall()
    manager = make.post(make.user("manager"), "manager", hall)
    clerk = make.post(make.user("clerk"), "clerk", hall)
    make.employee(hall, "E1", name="Ann", user=clerk)
    first = shifted(hall.today().replace(day=1), 2)
    page.set_viewport_size({"width": 390, "height": 844})

    log_in(clerk)
    page.goto(live_server.url + reverse("rosters:me"))
    page.get_by_role("link", name="Ask for leave").click()
    page.get_by_label("first day").fill(first.isoformat())
    page.get_by_label("last day").fill((first + timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_text("Your leave is asked for.").wait_for()

    log_in(manager)
    page.goto(live_server.url + reverse("rosters:leave", args=["east"]))
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_text("Nothing waits for you").wait_for()

    log_in(clerk)
    page.goto(live_server.url + reverse("staff:my-leave"))
    assert page.locator("article .badge").inner_text() == "approved"
    assert Absence.objects.get().decided_by == manager
