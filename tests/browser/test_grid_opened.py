"""What opens on the roster page, for the eye, the keyboard and those who hear it; how it fits; how it prints."""

import re
from datetime import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from rosters.models import Build, Roster, ShiftType, WhatIf
from tests import make

from .test_look import DESK, broken_rules, dark_faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "/halls/east/rosters/2026-03/"


@pytest.fixture
def size() -> int:
    """How many people there are, where it does not matter."""
    return 4


@pytest.fixture
def crowd(hall, roster, size):
    """People on six shift types, three of them managers."""
    counter = make.station(hall)
    make.demand(counter, 3)
    shifts = [make.shift_type(hall, letter, start=time(6 + n)) for n, letter in enumerate("ABCDEF")]
    people = [
        make.employee(hall, f"E{n:02}", stations=(counter,), home_station=counter, is_manager=n < 3)
        for n in range(size)
    ]
    for n, person in enumerate(people):
        for day in roster.days:
            if (day.day + n) % 7 < 5:
                make.assignment(roster, person, day, shifts[(day.day + n) % 6])
    roster.assignments.filter(date__day=1).update(is_pinned=True)
    return people


@pytest.fixture
def grid(page, log_in, manager, crowd):
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size(DESK)
    log_in(manager)
    page.goto(ADDRESS)
    return page


def first_cell(grid):
    return grid.locator("tbody td[data-v]").first


def open_card(grid):
    first_cell(grid).focus()
    grid.keyboard.press("Enter")
    expect(grid.locator("#cell-card")).to_be_visible()


def open_day(grid):
    grid.locator("thead a").nth(2).focus()
    grid.keyboard.press("Enter")
    expect(grid.locator("#panel h2")).to_have_text(re.compile("March 3"))


def open_keys(grid):
    grid.locator("#show-keys").press("Enter")
    expect(grid.locator("#keys")).to_be_visible()


def open_faults(grid):
    grid.locator(".fault-list summary").first.press("Enter")


def open_running_build(grid):
    open_build(grid, status="running", started_at=timezone.now())


def open_finished_build(grid):
    open_build(grid, status="done", finished_at=timezone.now())


def open_what_if(grid):
    figures = {"penalty": 50, "short_minutes": 120, "uneven_minutes": 60, "paid_minutes": 0, "granted_wishes": 1}
    figures |= {"handovers": 9, "overtime_minutes": 60, "wishes": 2}
    build = Build.objects.create(
        roster=Roster.objects.get(), revision=0, problem={}, seconds=9, status="offered", is_what_if=True, result={}
    )
    then = figures | {"penalty": 40, "handovers": 11}
    asks = [{"kind": "limit", "limit": "rest_minutes", "amount": 720}]
    WhatIf.objects.create(build=build, asks=asks, base={}, figures={"base": figures, "then": then})
    grid.goto(f"{ADDRESS}what-if/{build.pk}/")
    expect(grid.locator(".what-if-figures")).to_be_visible()


def open_build(grid, **fields):
    shift = ShiftType.objects.first()
    short = {
        "date": "2026-03-04",
        "start": 540,
        "end": 780,
        "station": "counter",
        "needed": 2,
        "have": 1,
        "reasons": [],
    }
    trace = [[1.0, 90, 10], [4.0, 50, 20]]
    rules = [{"name": "cover", "penalty": 40}, {"name": "wishes", "penalty": 10}]
    build = Build.objects.create(
        roster=Roster.objects.get(),
        revision=0,
        problem={},
        seconds=60,
        penalty=50,
        bound=20,
        result={"E00": {"0": str(shift.pk)}},
        progress={"best": 1, "trace": trace, "rules": rules, "shortfalls": [short], "changed": 3},
        **fields,
    )
    grid.goto(f"{ADDRESS}builds/{build.pk}/")
    expect(grid.locator("#build .chart")).to_be_visible()


@pytest.mark.parametrize(
    "opened", [open_card, open_day, open_keys, open_faults, open_running_build, open_finished_build, open_what_if]
)
def test_what_opens_is_accessible_on_light_and_dark(grid, opened):
    opened(grid)

    assert broken_rules(grid) + dark_faults(grid) == []


@pytest.mark.parametrize(("opened", "what"), [(open_card, "#cell-card"), (open_day, "#panel"), (open_keys, "#keys")])
def test_escape_closes_what_is_open_and_leads_back(grid, opened, what):
    opened(grid)

    grid.keyboard.press("Escape")

    expect(grid.locator(what)).to_be_hidden()
    back = {
        "#cell-card": first_cell(grid),
        "#panel": grid.locator("thead a").nth(2),
        "#keys": grid.locator("#show-keys"),
    }
    expect(back[what]).to_be_focused()


def test_panel_of_a_finished_build_closes_into_the_grid(grid):
    open_finished_build(grid)

    grid.locator("#panel [data-close-panel]").focus()
    grid.keyboard.press("Escape")

    expect(grid.locator("#panel")).to_be_hidden()
    assert grid.evaluate("document.activeElement.matches('td[data-v]')")


def test_panel_of_a_running_build_stays(grid):
    open_running_build(grid)

    grid.locator("#build button").focus()
    grid.keyboard.press("Escape")

    expect(grid.locator("#build")).to_be_visible()


@pytest.mark.parametrize("size", [24])
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_month_of_a_large_hall_fits_a_desk_with_its_figures(grid, live_server, language):
    grid.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    grid.reload()

    assert grid.evaluate("document.documentElement.scrollWidth") <= DESK["width"]
    board = grid.locator("#roster")
    assert board.evaluate("e => e.scrollWidth - e.clientWidth") == 0
    assert grid.locator(".legend").evaluate("e => e.scrollWidth - e.clientWidth") == 0
    assert grid.locator(".tools").evaluate("e => e.offsetHeight") < 36


def test_figures_give_way_to_a_panel_and_all_days_stay_in_sight(grid):
    open_running_build(grid)

    expect(grid.locator("thead .f").first).to_be_hidden()
    assert grid.locator("#roster").evaluate("e => e.scrollWidth - e.clientWidth") == 0


def test_balances_of_others_follow_an_edit(grid):
    balance = grid.locator("tbody tr").nth(3).locator("td").last
    before = balance.get_attribute("data-n")
    first_cell(grid).focus()
    for _ in range(12):
        grid.keyboard.press("Delete")
        grid.keyboard.press("ArrowRight")
    expect(grid.locator("td.is-busy")).to_have_count(0)

    shown = balance.get_attribute("data-n")
    grid.reload()

    assert shown != before
    assert shown == balance.get_attribute("data-n")


@pytest.mark.parametrize("size", [24])
def test_month_is_printed_on_one_sheet_with_what_paper_needs(grid):
    pages = re.findall(rb"/Type\s*/Page\b(?!s)", grid.pdf(format="A4", landscape=True))
    grid.emulate_media(media="print")
    grid.set_viewport_size({"width": 1062, "height": 733})

    assert len(pages) == 1
    expect(grid.locator(".paper-head")).to_contain_text("East Gate")
    expect(grid.locator(".paper-head")).to_contain_text("March 2026")
    expect(grid.locator(".legend")).to_contain_text("pinned")
    expect(grid.locator(".signatures")).to_contain_text("Approved by")
    expect(grid.locator("#find")).to_be_hidden()
    assert grid.locator("table.roster").evaluate("e => e.scrollWidth") <= 1062


def test_note_and_warning_show_in_one_cell(grid):
    chip = grid.locator("td[data-v] .c").first

    signs = {css: chip.evaluate("(chip, css) => (chip.className = css, getComputedStyle(chip).backgroundImage)", css)
             for css in ("c n", "c y", "c n y")}  # fmt: skip

    assert "linear-gradient(45deg" in signs["c n y"]
    assert "radial-gradient" in signs["c n y"]
    assert "radial-gradient" not in signs["c n"]


def test_repair_asks_only_for_what_the_event_needs(grid):
    grid.goto(f"{ADDRESS}repair/")
    asked = [grid.locator(f"[name={name}]") for name in ("employee", "shift_type", "first", "last")]

    needed = {"now": [0, 0, 0, 0], "away": [1, 0, 1, 1], "closed": [0, 1, 1, 1], "demand": [0, 0, 1, 1]}
    for what, needs in needed.items():
        grid.locator(f"[name=what][value={what}]").check()

        for field, is_needed in zip(asked, needs, strict=True):
            expect(field).to_be_visible(visible=bool(is_needed))
