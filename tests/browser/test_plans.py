"""A service plan from its template to a record that is sent back."""

import pytest
from playwright.sync_api import expect

from plans.defining import take_template
from plans.models import Occurrence, PlanTask
from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def world(transactional_db):
    """A hall in which Ann is on duty today."""
    hall = make.hall()
    users = {role: make.post(make.user(role), role, hall) for role in ("supervisor", "clerk")}
    ann = make.employee(hall, "ann", name="Ann", user=users["clerk"])
    today = hall.today()
    roster = make.roster(hall, today.replace(day=1))
    make.assignment(roster, ann, today, make.shift_type(hall))
    make.publish(roster)
    return hall, users


def click(page, role: str, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role(role, name=name).first.click()


def sides_of_tabs(page) -> tuple[bool, bool]:
    """Whether more tabs are said to be before and after those that are seen."""
    tabs = page.locator(".tabs")
    return tuple(tabs.evaluate(f"it => it.classList.contains('has-{side}')") for side in ("before", "after"))


def test_plan_is_taken_recorded_on_a_phone_moves_the_rate_and_is_sent_back(page, log_in, world):
    hall, users = world
    log_in(users["supervisor"])
    page.goto("/plans/")
    click(page, "link", "Set up the plan")
    click(page, "button", "Take these 5 tasks")
    assert PlanTask.objects.filter(hall=hall).count() == 5

    page.set_viewport_size(PHONE)
    log_in(users["clerk"])
    page.goto("/plans/")
    assert sides_of_tabs(page) == (False, True)
    page.locator(".tabs a").last.focus()
    page.locator(".tabs.has-before:not(.has-after)").wait_for()
    rate = page.get_by_role("listitem").filter(has=page.get_by_label("customers invited"))
    rate.get_by_label("customers who took part").fill("9")
    rate.get_by_label("customers invited").fill("5")
    rate.get_by_role("button", name="Record").click()
    assert "cannot be larger" in rate.get_by_label("customers who took part").evaluate("it => it.validationMessage")
    card = page.get_by_role("listitem").filter(has=page.get_by_label("missed calls"))
    card.get_by_label("missed calls").fill("2")
    with page.expect_navigation():
        card.get_by_role("button", name="Record").click()
    expect(page.get_by_text("Recorded.")).to_be_visible()

    log_in(users["supervisor"])
    page.goto("/plans/")
    row = page.get_by_role("row").filter(has_text="Handle customer calls")
    assert "100 %" in row.inner_text()
    assert "target not met" in row.text_content()
    click(page, "link", "Handle customer calls")
    click(page, "link", "Handle customer calls")
    page.get_by_label("Reason").fill("Which calls?")
    click(page, "button", "Send back")

    occurrence = Occurrence.objects.get(task__code="calls", due_on=hall.today())
    assert occurrence.verdict == "returned"
    log_in(users["clerk"])
    page.goto(f"/halls/{hall.code}/plans/work/")
    expect(page.get_by_text("sent back")).to_be_visible()


def test_form_of_a_task_asks_only_for_what_it_needs(page, log_in, world):
    hall, users = world
    log_in(users["supervisor"])
    page.goto(f"/halls/{hall.code}/plans/tasks/new/")
    field = {name: page.locator(f"[name={name}]") for name in ("period", "weekday", "month", "measure", "target")}
    expect(field["weekday"]).to_be_hidden()

    field["period"].select_option("weekly")
    field["measure"].select_option("rate")

    expect(field["weekday"]).to_be_visible()
    expect(field["target"]).to_be_visible()
    expect(field["month"]).to_be_hidden()


def test_tools_are_one_row_on_a_phone_and_the_rest_behind_a_button(page, log_in, world):
    hall, users = world
    department = make.post(make.user("department"), "management")
    take_template(hall, by=users["supervisor"])
    for user, path in ((users["supervisor"], f"/halls/{hall.code}/plans/"), (department, "/plans/")):
        log_in(user)
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(path)
        expect(page.get_by_role("link", name="Workbook")).to_be_visible()
        expect(page.get_by_role("button", name="More tools")).to_be_hidden()

        page.set_viewport_size(PHONE)
        expect(page.get_by_role("link", name="Workbook")).to_be_hidden()
        assert page.locator(".toolbar").bounding_box()["height"] < 50
        page.get_by_role("button", name="More tools").click()
        expect(page.get_by_role("link", name="Workbook")).to_be_visible()
        page.get_by_role("button", name="What the figures say").click()
        box = page.locator("#definitions").bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= PHONE["height"]
