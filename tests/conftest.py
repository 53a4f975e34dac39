import gc
import os
import shutil
from collections.abc import Iterator

import hypothesis
import pytest
import redis
from django.conf import settings
from django.db import transaction
from django.test import TransactionTestCase
from hypothesis.internal.conjecture import providers

from rosters.models import Roster
from staff.models import Hall, User
from tests import make
from tests.drawn import drawn_after, new_reader
from tests.emptying import empty_what_is_filled
from tests.workers import Worker

# Nothing is timed in tests: a busy machine must not turn a sound property into a failure. The same
# examples are drawn each time, so that a failure is of the change it stands beside; `make fuzz` draws new ones.
hypothesis.settings.register_profile(
    "untimed",
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.data_too_large],
)
hypothesis.settings.register_profile(
    "fuzz", hypothesis.settings.get_profile("untimed"), derandomize=False, print_blob=True
)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "untimed")
hypothesis.settings.load_profile(PROFILE)
if PROFILE == "untimed":
    # It would read all sources that are loaded for numbers and words to try, in each process anew, and what it draws
    # would depend on which other tests a process has read.
    providers._get_local_constants = lambda: providers._local_constants

TransactionTestCase._fixture_teardown = empty_what_is_filled

LONG = 20
USES_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server", "worker"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, so that exactly these run again on PostgreSQL."""
    for item in items:
        if item.get_closest_marker("django_db") or USES_DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


def pytest_collection_finish() -> None:
    """Thousands of tests and all modules stay to the end: the collector need not look at them again and again."""
    gc.collect()
    gc.freeze()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A file is named for what it is, not by its bytes: a workbook's hold the moment in which it was made.

    Processes that share the tests out would not agree on their names.
    """
    return argname if isinstance(val, bytes) and len(val) > LONG else None


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None, django_db_keepdb: bool) -> bool:
    """Whether the database is there already: a copy of the file that `tests/__main__.py` has migrated."""
    database = settings.DATABASES["default"]
    if migrated := "sqlite" in database["ENGINE"] and os.environ.get("TEST_MIGRATED_FILE"):
        shutil.copy(migrated, database["TEST"]["NAME"])
    return bool(migrated) or django_db_keepdb


@pytest.fixture(scope="module")
def kept_rows(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """What fixtures of a module write is there for all of its tests, and gone after the last.

    What a test itself does is undone after it, as ever.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


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

    expect.set_options(timeout=60_000)

    # Playwright's event loop runs in this thread, where Django would refuse database work.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", *quiet])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def reader(chromium, live_server):
    """The browser of one reader, who has the style sheets and scripts in its cache."""
    context = new_reader(chromium, live_server.url)
    yield context
    context.close()


@pytest.fixture
def page(reader, live_server):
    """A fresh window on the running program; an error of a script or of the content policy fails the test."""
    page = reader.new_page()
    for way in ("goto", "reload", "go_back"):
        setattr(page, way, drawn_after(page, getattr(page, way)))
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if is_fault(message) else None)
    yield page
    for window in reader.pages:
        window.close()
    reader.clear_cookies()
    reader.clear_permissions()
    assert errors == []


def is_fault(message) -> bool:
    """An answer of 4xx is on the console too, and is often what a test asks for."""
    return message.type == "error" and not message.text.startswith("Failed to load resource")


@pytest.fixture
def log_in(page, client, live_server):
    """`log_in(user)` opens the window's session for that user, without the login form."""

    def log_in(user) -> None:
        # What the page before still asks for would end the session that begins.
        page.goto("about:blank")
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])

    return log_in
