"""Several sweeps at the same moment, each with a connection of its own."""

from threading import Thread

import pytest
from django.db import connection

from notices.delivering import LOST_AFTER, sweep_deliveries
from tests.notices.events import make_due, make_robot, pass_time, states, tell_of
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_due_is_sent_once_whoever_sweeps(hall, ann, bob, mail_server, hook_server):
    make_robot(hall)
    tell_of(ann, bob, hall=hall)
    tell_of(ann, hall=hall, key="changed", kind="days_changed")
    make_due()

    sent = at_once(sweep_deliveries)

    assert sum(sent) == 3
    assert sorted(mail["To"] for mail in mail_server.mails) == ["ann@example.com", "bob@example.com"]
    assert len(hook_server.asked) == 1
    assert states() == [("sent", 1)] * 4


@pytest.fixture
def sweeping(mail_server, settings):
    """A sweep that has begun, and is called dead because the mail server keeps it waiting for so long."""
    settings.EMAIL_TIMEOUT = 20

    def sweep() -> None:
        sweep_deliveries()
        connection.close()

    thread = Thread(target=sweep)

    def begun(mood: str) -> Thread:
        mail_server.mood = mood
        thread.start()
        assert mail_server.called.wait(20)
        pass_time(minutes=LOST_AFTER.seconds // 60 + 1)
        mail_server.mood = "well"
        return thread

    yield begun
    mail_server.let_go.set()
    thread.join()


def test_mail_that_a_slow_server_has_taken_is_sent_by_no_other(hall, ann, mail_server, sweeping):
    tell_of(ann, hall=hall)
    make_due()
    slow = sweeping("slow")

    assert sweep_deliveries() == 0
    assert states() == [("unsure", 1)]
    mail_server.let_go.set()
    slow.join()

    assert states() == [("sent", 1)]
    assert len(mail_server.mails) == 1


def test_mail_that_another_has_sent_meanwhile_is_not_given_to_a_server_that_wakes_up(hall, ann, mail_server, sweeping):
    tell_of(ann, hall=hall)
    make_due()
    late = sweeping("late")

    assert sweep_deliveries() == 1
    mail_server.let_go.set()
    late.join()

    assert states() == [("sent", 2)]
    assert len(mail_server.mails) == 1
