"""A sheet and a table of people on their way in and out again; customers become demand; a month becomes a summary."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from reports.models import Summary
from rosters.models import Assignment, Demand
from staff.months import shifted
from tests import make
from tests.imports import files

pytestmark = pytest.mark.browser


@pytest.fixture
def hall(transactional_db, log_in):
    """A hall whose manager is logged in, with two people and two shifts."""
    hall = make.hall()
    log_in(make.post(make.user("manager"), "manager", hall))
    counter = make.station(hall)
    make.employee(hall, "E1", name="王芳", stations=(counter,), is_manager=True)
    make.employee(hall, "E2", name="李娜娜", stations=(counter,))
    make.shift_type(hall, "早", letter="A", start=time(9), end=time(17))
    make.shift_type(hall, "中", letter="B", start=time(10), end=time(18))
    return hall


def upload(page, label: str, button: str, name: str, content: bytes) -> None:
    page.get_by_label(label).set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
    page.get_by_role("button", name=button).click()


def test_sheet_is_read_corrected_applied_and_undone(page, hall):
    month = shifted(hall.today().replace(day=1), 1)
    make.roster(hall, month)
    page.goto(reverse("rosters:import", args=["east", month]))
    upload(page, "File", "Read the sheet", "old.xlsx", files.xlsx(title=f"{month.month}月"))
    page.get_by_text("3 cells of the roster would change.").wait_for()

    page.get_by_label("李娜").select_option("E2")
    page.get_by_role("button", name="Remember and look again").click()
    page.get_by_text("6 cells of the roster would change.").wait_for()
    page.get_by_role("button", name="Apply").click()
    page.get_by_text("This sheet has been put into the roster.").wait_for()
    assert Assignment.objects.filter(roster__month=month).count() == 6

    with page.expect_navigation():
        page.get_by_role("button", name="Undo").click()
    assert not Assignment.objects.exists()


def test_table_of_people_is_previewed_applied_and_taken_back(page, hall):
    address = reverse("rosters:table-import", args=["east", "people"])
    rows = [["工号", "姓名", "入职日期"], ["E2", "李小娜", ""], ["E9", "张敏", "2026-01-05"]]
    page.goto(address)
    upload(page, "File", "Show what would change", "people.xlsx", files.xlsx(rows))
    page.get_by_role("row", name="E9").get_by_text("new").wait_for()

    page.get_by_role("button", name="Put in force").click()
    page.get_by_text("“Import” can take it back.").wait_for()
    assert set(hall.employees.values_list("name", flat=True)) == {"王芳", "李小娜", "张敏"}

    page.goto(address)
    page.get_by_role("button", name="Undo the import").click()
    page.get_by_text("“people.xlsx” is taken back.").wait_for()
    assert set(hall.employees.values_list("name", flat=True)) == {"王芳", "李娜娜"}


def test_forecast_of_past_customers_becomes_demand(page, hall):
    monday = hall.today() - timedelta(days=hall.today().weekday())
    for weeks in range(1, 7):
        make.arrivals(hall, monday - timedelta(weeks=weeks), {540 + 30 * n: 20 for n in range(16)})
    page.goto(reverse("rosters:forecast", args=["east"]))

    page.get_by_role("link", name="Take over").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Put in force").click()

    assert Demand.objects.filter(hall=hall).exists()


def test_summary_is_previewed_sent_and_leads_to_its_workbook(page, hall):
    month = shifted(hall.today().replace(day=1), 1)
    roster = make.roster(hall, month)
    make.assignment(roster, hall.employees.get(code="E1"), month, hall.shift_types.get(code="早"))
    make.publish(roster)
    page.goto(reverse("reports:cycle", args=["east", month]))
    page.get_by_role("button", name="Send now").click()
    page.get_by_text("Summary no. 1 was sent.").first.wait_for()

    page.goto(reverse("reports:hall", args=[month, "east"]))
    page.get_by_text("Its figures are frozen.").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").click()

    assert download.value.suggested_filename == f"summary-east-{month:%Y-%m}.xlsx"
    assert Summary.objects.get().number == 1
