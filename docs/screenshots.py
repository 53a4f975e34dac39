"""Remakes the pictures of docs/ from the running program: `make screenshots`.

Starts the program on demo data in a folder of its own, has the real worker build a month, and saves what
Chromium shows of it. Nothing of the developer's own data is touched.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PORT = int(os.environ.get("PORT") or 8119)
ADDRESS = f"http://localhost:{PORT}"
PASSWORD = "only-for-pictures"
SECONDS = 30
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="scheduling-pictures-") as folder:
        own = {"VAR_DIR": folder, "DATABASE_URL": "", "REDIS_URL": "", "PORT": str(PORT), "DEBUG": "1"}
        more = {"DEMO_PASSWORD": PASSWORD, "SOLVER_SECONDS": str(SECONDS), "LANGUAGE_CODE": "zh-hans"}
        environment = os.environ | own | more
        for command in (["migrate", "--verbosity", "0"], ["demo"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
        program = subprocess.Popen([sys.executable, "manage.py", "run"], cwd=ROOT, env=environment)
        try:
            wait_until_ready()
            with sync_playwright() as playwright:
                take_all(playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"]))
        finally:
            program.send_signal(signal.SIGINT)
            program.wait(timeout=60)


def wait_until_ready(seconds: int = 90) -> None:
    """Until web, broker and workers answer."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{ADDRESS}/readyz", timeout=5).close()
        except OSError:
            time.sleep(1)
        else:
            return
    sys.exit("The program was not ready in time.")


def chromium() -> str:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return path or sys.exit("There is no Chromium on this machine.")


def take_all(browser: Browser) -> None:
    take(window(browser, ""), "/accounts/login/", "login")
    manager = window(browser, "manager")
    take(manager, "/", "home")
    coming = str(manager.locator(".home-step a").get_attribute("href"))
    take_build(manager, coming)
    take(manager, coming, "grid")
    take(window(browser, "manager", color_scheme="dark"), coming, "grid-dark")
    take(window(browser, "clerk", viewport=PHONE, device_scale_factor=2), "/me/", "me")
    take(manager, f"{coming}print/", "paper")
    take(window(browser, "department"), "/", "department")


def window(browser: Browser, username: str, **more: Any) -> Page:
    """A window of its own, logged in as the demo user."""
    page = browser.new_context(**{"base_url": ADDRESS, "locale": "zh-CN", "viewport": DESK} | more).new_page()
    if username:
        page.goto("/accounts/login/")
        page.locator("#id_login").fill(username)
        page.locator("#id_password").fill(PASSWORD)
        page.locator("main form.form [type=submit]").click()
        page.wait_for_url("**/")
    return page


def take(page: Page, path: str, name: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=ROOT / "docs" / f"{name}.png")


def take_build(page: Page, path: str) -> None:
    """A picture halfway through the build of the month, then wait for its end."""
    page.goto(path)
    page.locator("#build-form button.is-main").click()
    page.locator("#build[data-status=running]").wait_for()
    page.wait_for_timeout(SECONDS * 500)
    page.screenshot(path=ROOT / "docs" / "build.png")
    page.locator("#build[data-status=done]").wait_for(timeout=SECONDS * 4000)


if __name__ == "__main__":
    main()
