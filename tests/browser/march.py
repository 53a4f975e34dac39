"""What browser tests ask of the grid of March 2026 and do to it."""

from collections.abc import Callable
from datetime import date

from playwright.sync_api import expect

from tests import make

ADDRESS = "/halls/east/rosters/2026-03/"


def cell(page, name: str, day: int):
    """A cell that can have the focus: before the page's own scripts run, a key pressed would be lost."""
    return page.locator("tbody tr", has_text=name).locator("td[data-v][tabindex]").nth(day - 1)


def texts(page, name: str, first: int, last: int) -> list[str]:
    return [cell(page, name, day).inner_text().strip() for day in range(first, last + 1)]


def shows(page, name: str, first: int, wanted: list[str]) -> None:
    for day, text in enumerate(wanted, first):
        expect(cell(page, name, day)).to_have_text(text)


def stand(roster, *rows: str, first: int = 2) -> None:
    """Shifts of Ann, Bea and Cho from a day on, a letter a day; a point is an empty cell."""
    types = {row.code: row for row in roster.hall.shift_types.all()}
    for person, row in zip(roster.hall.employees.order_by("code"), rows, strict=False):
        for day, code in enumerate(row, first):
            if code != ".":
                make.assignment(roster, person, date(2026, 3, day), types.get(code))


def wait_until(page, condition: Callable[[], object]) -> None:
    """Until what the browser asks of this process has come to it."""
    for _ in range(3000):
        if condition():
            return
        page.wait_for_timeout(20)
    raise AssertionError("waited in vain")


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def drag(page, start, end, *, drop: bool = True) -> None:
    start.scroll_into_view_if_needed()
    place, target = start.bounding_box(), end.bounding_box()
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    page.mouse.down()
    page.mouse.move(target["x"] + 8, target["y"] + 8, steps=4)
    page.mouse.move(target["x"] + target["width"] / 2, target["y"] + target["height"] / 2)
    if drop:
        page.mouse.up()
