import os
import shutil
from collections.abc import Iterator

import hypothesis
import pytest
import redis
from django.conf import settings

from rosters.models import Roster
from staff.models import Hall, User
from tests import make
from tests.workers import Worker

# Nothing is timed in tests: a busy machine must not turn a sound property into a failure.
hypothesis.settings.register_profile(
    "untimed",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.data_too_large],
)
hypothesis.settings.load_profile("untimed")

USES_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server", "worker"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, so that exactly these run again on PostgreSQL."""
    for item in items:
        if item.get_closest_marker("django_db") or USES_DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


@pytest.fixture
def hall(db: None) -> Hall:
    return make.hall("east", "East Gate")


@pytest.fixture
def elsewhere(db: None) -> Hall:
    """Another hall, of which the cast knows nothing."""
    return make.hall("west", "West Gate")


@pytest.fixture
def manager(hall: Hall) -> User:
    return make.post(make.user("manager"), "manager", hall)


@pytest.fixture
def duty(hall: Hall) -> User:
    return make.post(make.user("duty"), "duty_manager", hall)


@pytest.fixture
def clerk(hall: Hall) -> User:
    return make.post(make.user("clerk"), "clerk", hall)


@pytest.fixture
def supervisor(hall: Hall) -> User:
    return make.post(make.user("supervisor"), "supervisor", hall)


@pytest.fixture
def department(db: None) -> User:
    return make.post(make.user("department"), "management")


@pytest.fixture
def outsider(elsewhere: Hall) -> User:
    """The manager of another hall."""
    return make.post(make.user("outsider"), "manager", elsewhere)


@pytest.fixture
def admin(db: None) -> User:
    return make.user("admin", is_staff=True, is_superuser=True)


@pytest.fixture
def roster(hall: Hall) -> Roster:
    return make.roster(hall)


@pytest.fixture(scope="session", autouse=True)
def _redis_left_as_it_was() -> Iterator[None]:
    yield
    if settings.REDIS_URL:
        server = redis.Redis.from_url(settings.REDIS_URL)
        for key in server.scan_iter(match=settings.REDIS_PREFIX + "*"):
            server.delete(key)


@pytest.fixture
def worker(transactional_db: None) -> Iterator[Worker]:
    """A real Celery worker process on this test's database and queue; `worker.kill()` is SIGKILL."""
    process = Worker()
    process.start()
    yield process
    process.kill()


@pytest.fixture(scope="session")
def chromium():
    """A running Chromium, shared by the tests of this process."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import expect, sync_playwright  # only browser tests pay for it

    expect.set_options(timeout=20_000)

    # Playwright's event loop runs in this thread, where Django would refuse database work.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", *quiet])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, live_server):
    """A fresh window on the running program; an error of a script or of the content policy fails the test."""
    context = chromium.new_context(base_url=live_server.url, locale="en", timezone_id=settings.TIME_ZONE)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if is_fault(message) else None)
    yield page
    context.close()
    assert errors == []


def is_fault(message) -> bool:
    """An answer of 4xx is on the console too, and is often what a test asks for."""
    return message.type == "error" and not message.text.startswith("Failed to load resource")


@pytest.fixture
def log_in(page, client, live_server):
    """`log_in(user)` opens the window's session for that user, without the login form."""

    def log_in(user) -> None:
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])

    return log_in
