"""The roster as Chromium prints it."""

import re
from datetime import time, timedelta

import pytest

from rosters.models import Assignment, Roster
from staff.models import Employee, TimeBankEntry
from tests import make

pytestmark = pytest.mark.browser
MONTH = make.MONTH
# What lies between the margins, in the browser's pixels of a 96th of an inch.
WIDTH = {"a4": round((297 - 16) / 25.4 * 96), "a3": round((420 - 20) / 25.4 * 96)}

CLIPPED = """() => [...document.querySelectorAll('.paper-table :is(th, td)')]
  .filter((cell) => cell.scrollWidth > cell.clientWidth + 1 && cell.innerText.trim())
  .map((cell) => cell.innerText)"""


@pytest.fixture
def world(transactional_db):
    """Sixty people on thirty-one days, with six shift types."""
    hall = make.hall("east", "城东营业厅")
    counter = make.station(hall, name="业务受理台席")
    types = [
        make.shift_type(hall, code, letter=letter, start=time(8 + n), end=time(16 + n), colour=colour)
        for n, (code, letter, colour) in enumerate(
            zip("早中晚长行备", "EMLABC", ["sky", "green", "violet"] * 2, strict=True)
        )
    ]
    roster = make.roster(hall, MONTH)
    for n in range(60):
        person = make.employee(hall, f"E{n:02}", name=f"欧阳慕{n:02}", home_station=counter, is_manager=n < 4)
        TimeBankEntry.objects.create(employee=person, date=MONTH.replace(year=2025), minutes=-1234, reason="x")
        for day in roster.days:
            if (n + day.day) % 7 < 5:
                make.assignment(roster, person, day, types[(n + day.day) % 6])
    make.publish(roster)
    return make.post(make.user("manager"), "manager", hall)


def printed(page, paper: str, figures: int) -> bytes:
    page.goto(f"/halls/east/rosters/{MONTH:%Y-%m}/print/?paper={paper}&figures={figures}")
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": WIDTH[paper], "height": 700})
    return page.pdf(prefer_css_page_size=True)


def sheets(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page, in millimetres."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)) for width, height in boxes]


@pytest.mark.parametrize("figures", [0, 1])
@pytest.mark.parametrize(("paper", "expected"), [("a4", [(297, 210)] * 2), ("a3", [(420, 297)] * 2)])
def test_sixty_people_fit_their_paper(page, log_in, world, paper, expected, figures):
    log_in(world)

    pdf = printed(page, paper, figures)

    assert sheets(pdf) == expected
    assert page.evaluate(CLIPPED) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH[paper]


def test_forty_eight_people_fit_one_a3(page, log_in, world):
    Assignment.objects.filter(employee__code__gte="E48").delete()
    Employee.objects.filter(code__gte="E48").update(left_on=MONTH - timedelta(days=1))
    make.publish(Roster.objects.get())
    log_in(world)

    assert sheets(printed(page, "a3", 1)) == [(420, 297)]
    assert page.evaluate(CLIPPED) == []


def test_paper_is_black_on_white_whatever_the_theme(page, log_in, world):
    log_in(world)
    printed(page, "a4", 0)

    colours = page.evaluate(
        """() => [...document.querySelectorAll('.paper-table td, .paper p, .paper-legend')].flatMap((cell) =>
          [getComputedStyle(cell).color, getComputedStyle(cell).backgroundColor])"""
    )

    greys = [re.findall(r"\d+", colour)[:3] for colour in colours]
    assert [grey for grey in greys if len(set(grey)) > 1] == []


def test_rows_of_the_head_stand_on_every_sheet(page, log_in, world):
    log_in(world)
    printed(page, "a4", 0)

    assert (
        page.evaluate("getComputedStyle(document.querySelector('.paper-table thead')).display") == "table-header-group"
    )
    assert page.locator(".p-title").inner_text().startswith("城东营业厅 · ")
    assert "version 1" in page.locator(".p-title").inner_text()


def test_sheet_says_month_version_legend_and_place_for_signatures(page, log_in, world):
    log_in(world)
    page.goto(f"/halls/east/rosters/{MONTH:%Y-%m}/print/")

    assert page.locator(".paper-legend li").count() == 8
    assert page.locator(".paper-signatures dt").all_inner_texts() == ["Drawn up by", "Approved by", "Signed on"]
    assert page.locator("svg.qr").get_attribute("aria-label").endswith(f"/halls/east/rosters/{MONTH:%Y-%m}/")


def test_print_button_prints(page, log_in, world):
    log_in(world)
    page.add_init_script("window.print = () => { document.title = 'printing'; }")
    page.goto(f"/halls/east/rosters/{MONTH:%Y-%m}/print/")

    page.get_by_role("button", name="Print").click()

    assert page.title() == "printing"
