"""Several sweeps at the same moment, each with a connection of its own."""

import pytest

from notices.delivering import sweep_deliveries
from tests.notices.events import make_due, make_robot, states, tell_of
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
