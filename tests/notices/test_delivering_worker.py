"""Notices that go out through a real worker process and its queue."""

import time

import pytest
from django.conf import settings

from notices import tasks
from notices.delivering import LOST_AFTER
from notices.models import Delivery
from tests.listeners import HookServer, MailServer, listening
from tests.notices.events import make_due, make_robot, pass_time, states, tell_of

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def outside(monkeypatch):
    """A mail server and a chat service that worker processes know from their environment."""
    with listening(MailServer()) as mail, listening(HookServer()) as hook:
        monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{mail.port}")
        monkeypatch.setenv("WECOM_URL", hook.url)
        yield mail, hook


def wait_until_sent(seconds: float = 60, besides: str = "sent") -> None:
    deadline = time.monotonic() + seconds
    while Delivery.objects.exclude(state__in=["sent", besides]).exists():
        assert time.monotonic() < deadline, states()
        time.sleep(0.1)


def test_worker_sends_what_is_due_once_though_asked_three_times(outside, hall, ann, request):
    mail, hook = outside
    request.getfixturevalue("worker")
    make_robot(hall)
    tell_of(ann, hall=hall)
    make_due()

    for _ in range(3):
        tasks.sweep_deliveries.delay()

    wait_until_sent()
    assert [one["To"] for one in mail.mails] == ["ann@example.com"]
    assert len(hook.asked) == 1


@pytest.mark.skipif(bool(settings.REDIS_URL), reason="takes the queue's folder away")
def test_nothing_is_lost_while_the_queue_is_down(outside, hall, ann, request):
    mail, _ = outside
    messages = settings.BROKER_DIR / "messages"
    away = messages.rename(messages.with_name("away"))
    tell_of(ann, hall=hall)
    make_due()

    away.rename(messages)
    request.getfixturevalue("worker")
    tasks.sweep_deliveries.delay()

    wait_until_sent()
    assert len(mail.mails) == 1


def test_message_of_a_worker_that_was_killed_stays_unsure_and_all_others_are_sent(outside, hall, clerk, ann, request):
    mail, hook = outside
    worker = request.getfixturevalue("worker")
    hook.is_silent = True
    make_robot(hall)
    tell_of(clerk, hall=hall)
    tasks.sweep_deliveries.delay()
    wait_until_asked(hook)

    worker.kill()

    assert states() == [("sending", 1)]
    hook.is_silent = False
    tell_of(ann, hall=hall, key="another", kind="swap_asked", facts={"person": "Bob"})
    pass_time(minutes=LOST_AFTER.seconds // 60 + 1)
    worker.start()
    tasks.sweep_deliveries.delay()
    wait_until_sent(besides="unsure")
    assert states() == [("unsure", 1), ("sent", 1)]
    assert (len(hook.asked), len(mail.mails)) == (1, 1)


def wait_until_asked(hook: HookServer, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not hook.asked:
        assert time.monotonic() < deadline, states()
        time.sleep(0.1)
