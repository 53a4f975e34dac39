"""Who is told what of a roster's life."""

from datetime import date

import pytest

from notices.models import Notice
from rosters.edits import editing
from rosters.edits.editing import CellValue
from rosters.publications import confirming, publishing, reviewing
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(hall, clerk):
    return make.employee(hall, "ann", user=clerk, stations=(make.station(hall),))


@pytest.fixture
def bob(hall, ann, duty):
    return make.employee(hall, "bob", user=duty, stations=(hall.stations.get(),))


@pytest.fixture
def filled(roster, ann, bob):
    make.employee(roster.hall, "eve", stations=(roster.hall.stations.get(),))
    make.assignment(roster, ann, roster.month, make.shift_type(roster.hall))
    return roster


def told(kind: str) -> list[str]:
    return sorted(notice.user.username for notice in Notice.objects.filter(kind=kind, user__isnull=False))


def test_everybody_who_can_log_in_is_told_of_the_first_publication(filled, manager):
    publishing.publish(filled, by=manager)

    assert told("roster_published") == ["clerk", "duty"]
    assert told("days_changed") == []


def test_later_each_person_is_told_her_own_days_and_nobody_elses(filled, ann, bob, manager):
    publishing.publish(filled, by=manager)
    shift = filled.hall.shift_types.get()
    editing.set_cell(filled, bob, date(2026, 3, 5), CellValue(shift), by=manager)

    publishing.publish(filled, by=manager)

    (notice,) = Notice.objects.filter(kind="days_changed")
    assert (notice.user, notice.url) == (bob.user, "/me/?month=2026-03")
    assert notice.facts["days"] == [{"date": "2026-03-05", "before": "", "after": "D"}]


def test_everybody_is_told_of_a_withdrawal_and_of_each_one(filled, manager):
    for _ in range(2):
        publishing.publish(filled, by=manager)
        publishing.withdraw(filled, by=manager)

    assert told("roster_withdrawn") == ["clerk", "clerk", "duty", "duty"]


def test_those_who_have_not_confirmed_are_reminded_and_no_others(filled, ann, clerk, manager):
    publication = publishing.publish(filled, by=manager)
    confirming.confirm(ann, publication, by=clerk)

    confirming.remind(filled, by=manager)

    assert told("please_confirm") == ["duty"]


def test_reviewers_are_told_and_the_asker_of_what_is_sent_back(filled, hall, manager, department, outsider):
    second = make.post(make.user("second"), "manager", hall)

    reviewing.submit(filled, by=manager, note="week 2")
    reviewing.send_back(filled, by=second, reason="nobody on the 5th")

    assert told("review_asked") == ["department", "second"]
    (answer,) = Notice.objects.filter(kind="review_returned")
    assert (answer.user, answer.facts["person"], answer.facts["reason"]) == (manager, "Second", "nobody on the 5th")
