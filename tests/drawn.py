"""Windows of a browser that take keys as soon as they are there, and keep what they say until it has been read."""

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from playwright.sync_api import Browser, BrowserContext, Page

# What leaves by itself is made for a reader; on a busy machine a test that looks for it may be slower than one.
SHORT = 5000


def new_reader(browser: "Browser", address: str) -> "BrowserContext":
    """The windows of one more reader of the running program."""
    reader = browser.new_context(base_url=address, locale="en", timezone_id=settings.TIME_ZONE)
    reader.set_default_timeout(60_000)
    stretch_timers(reader)
    return reader


def wait_until_drawn(page: "Page") -> None:
    """Chromium drops keys that are pressed before a page has been drawn for the first time."""
    page.wait_for_load_state()
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def drawn_after(page: "Page", go: "Callable[..., Any]") -> "Callable[..., Any]":
    """The way to go to a page, which returns once that page has been drawn."""

    def go_and_wait(*args: "Any", **options: "Any") -> "Any":
        answer = go(*args, **options)
        wait_until_drawn(page)
        return answer

    return go_and_wait


def stretch_timers(target: "Page | BrowserContext", least: int = SHORT) -> None:
    """On pages loaded from now on, what is to happen after so many milliseconds or more happens ten times later."""
    target.add_init_script(f"""(() => {{
        const later = window.setTimeout;
        window.setTimeout = (act, wait, ...rest) => later(act, wait >= {least} ? 10 * wait : wait, ...rest);
    }})()""")
