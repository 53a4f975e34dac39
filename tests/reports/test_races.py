"""Several send the same summary at the same moment, each with a connection of its own."""

from datetime import timedelta

import pytest

from notices.models import Notice
from reports.models import Summary
from reports.sending import send_changes, send_summary
from tests import make
from tests.together import at_once

from .conftest import MARCH, NOW, on, staffed

pytestmark = pytest.mark.django_db(transaction=True)


def test_summaries_sent_at_the_same_moment_are_one(transactional_db):
    hall = make.hall()
    roster = staffed(hall, people=1)
    make.post(make.user("manager"), "manager", hall)
    make.post(make.user("department"), "management")

    first = at_once(lambda: send_summary(MARCH, hall=hall, now=NOW).pk, times=3)
    whole = at_once(lambda: send_summary(MARCH, now=NOW).pk, times=3)
    roster.assignments.filter(date=on(2)).delete()
    make.publish(roster, at=NOW)
    second = at_once(lambda: send_changes(MARCH, hall=hall, now=NOW + timedelta(hours=1)).number, times=3)

    assert len(set(first)) == len(set(whole)) == 1
    assert second == [2, 2, 2]
    assert Summary.objects.count() == 3
    assert Notice.objects.count() == 3
