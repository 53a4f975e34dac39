"""A hall is set up from nothing, in a browser and mostly with the keyboard."""

import pytest

from rosters.models import Demand, ShiftType
from staff.models import AuditEntry, Employee, Hall, Post
from tests import make
from tests.drawn import wait_until_drawn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def admin(transactional_db):
    return make.user("admin", is_staff=True, is_superuser=True)


def fill(page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).first.fill(text)


def send(page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")
    wait_until_drawn(page)


def save(page, name: str = "Save") -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).press("Enter")
    wait_until_drawn(page)


def follow(page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name).last.press("Enter")
    wait_until_drawn(page)


def go_on(page) -> None:
    follow(page, "Overview")
    follow(page, "Continue")


def test_new_hall_is_set_up_from_nothing_to_buildable(page, log_in, admin):
    log_in(admin)
    page.goto("/halls/new/")
    fill(page, "Code", "north")
    fill(page, "Name", "North Gate")
    send(page)

    go_on(page)
    fill_week(page)
    save(page, "Save the opening hours")

    go_on(page)
    follow(page, "New station")
    fill(page, "Code", "counter")
    fill(page, "Name", "Counter")
    send(page)

    go_on(page)
    add_manager(page)

    go_on(page)
    add_shift(page)

    go_on(page)
    fill_demand(page)

    follow(page, "Overview")
    page.get_by_text("Everything that a roster needs is there.").wait_for()
    hall = Hall.objects.get(code="north")
    assert hall.opening_hours.count() == 7
    assert Employee.objects.get().skills.get().level == 3
    assert ShiftType.objects.get().paid_minutes == 480
    assert Post.objects.filter(hall=hall, role="manager").count() == 1
    assert set(Demand.objects.values_list("start", "needed")) == {(540, 1), (570, 2), (600, 3)}
    assert AuditEntry.objects.filter(hall=hall, by=admin).exists()


def fill_week(page) -> None:
    for weekday in ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]:
        fill(page, f"{weekday}: Opens", "09:00")
        fill(page, f"{weekday}: Closes", "18:00")


def add_manager(page) -> None:
    follow(page, "New employee")
    fill(page, "Code", "E1")
    fill(page, "Name", "Li Na")
    page.get_by_label("Manager on site", exact=True).press("Space")
    page.get_by_role("radiogroup", name="Counter").get_by_label("senior").press("Space")
    save(page)
    follow(page, "Li Na")
    page.get_by_label("User name").fill("lina")
    page.get_by_label("First password").fill("a-long-word-1")
    page.get_by_label("Role", exact=True).select_option("manager")
    save(page, "Create the login")


def add_shift(page) -> None:
    follow(page, "New shift type")
    fill(page, "Code", "早")
    fill(page, "Key", "z")
    fill(page, "Name", "Day")
    page.get_by_label("Kind", exact=True).select_option("early")
    fill(page, "Start", "18:00")
    fill(page, "End", "09:00")
    fill(page, "Meal break, minutes", "60")
    save(page)
    page.get_by_text("The end is not after the start.").wait_for()
    fill(page, "Start", "09:00")
    fill(page, "End", "18:00")
    save(page)


def fill_demand(page) -> None:
    page.get_by_label("Counter 09:00–09:30").focus()
    for number in ("1", "2", "3"):
        page.keyboard.type(number)
        page.keyboard.press("ArrowDown")
    assert page.locator("[data-sum-all]").inner_text() == "3"
    save(page)


def test_demand_takes_a_block_from_a_spreadsheet(page, log_in, hall, manager):
    make.station(hall, "counter", "Counter")
    make.station(hall, "greeter", "Greeter")
    log_in(manager)
    page.goto("/halls/east/setup/demand/")

    page.get_by_label("Counter 09:00–09:30").focus()
    page.evaluate(
        """text => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text", text);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
        }""",
        "1\t2\r\n3\t4\r\n",
    )

    times = ("09:00–09:30", "09:30–10:00")
    values = [
        page.get_by_label(f"{station} {time}").input_value() for time in times for station in ("Counter", "Greeter")
    ]
    assert values == ["1", "2", "3", "4"]
    assert page.locator("[data-total]").all_inner_texts()[:2] == ["3", "7"]


def test_shift_is_drawn_while_it_is_typed(page, log_in, hall, manager):
    log_in(manager)
    page.goto("/halls/east/setup/shift-types/new/")

    fill(page, "Start", "08:00")
    fill(page, "End", "20:00")
    page.locator("[name=gap_start]").fill("12:00")
    page.locator("[name=gap_end]").fill("16:00")

    shape = "bars => bars.map(bar => [bar.getAttribute('x'), bar.getAttribute('width')])"
    bars = page.locator(".timeline-shift").evaluate_all(shape)
    assert bars == [["480", "240"], ["960", "240"]]


def test_login_that_is_asked_for_with_two_clicks_is_made_once(page, log_in, transactional_db):
    hall = make.hall()
    person = make.employee(hall, "E1", name="Li")
    log_in(make.post(make.user("manager"), "manager", hall))
    page.goto(f"/halls/{hall.code}/setup/employees/{person.pk}/")
    page.get_by_label("User name").fill("li")
    page.get_by_label("First password").fill("Zebra-crossing-7")

    page.locator("form:has([name=password]) [type=submit]").dblclick()

    page.get_by_text("“Li” can log in now.").wait_for()
    assert Employee.objects.get().user.username == "li"
