"""Waiting until a page takes keys."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def wait_until_drawn(page: "Page") -> None:
    """Chromium drops keys that are pressed before a page has been drawn for the first time."""
    page.wait_for_load_state()
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
