"""A month's overtime in the time banks: once, and again only what differs."""

from datetime import date, time, timedelta

import pytest

from rosters.models import Posting, Publication
from rosters.timebanks import posting
from rosters.timebanks.posting import NotPostable, post, post_due
from staff.models import AuditEntry, TimeBankEntry, TimeBankSettings
from tests import make
from tests.make import MONTH
from tests.together import at_once


def day(number: int) -> date:
    return MONTH + timedelta(days=number - 1)


@pytest.fixture
def ann(hall):
    return make.employee(hall, "ann")


@pytest.fixture
def worked(hall, ann):
    """A published month that is over, in which ann has worked a sixth day."""
    roster, shift = make.roster(hall), make.shift_type(hall)
    for n in range(2, 8):
        make.assignment(roster, ann, day(n), shift)
    make.publish(roster)
    return roster


def entries():
    return list(TimeBankEntry.objects.order_by("pk").values_list("kind", "minutes", "month", "version", "date"))


EARNED = ("earned", 480, MONTH, 1, date(2026, 3, 31))


def test_month_is_posted_with_its_version(worked, manager):
    post(worked, by=manager)

    assert entries() == [EARNED]
    assert Posting.objects.get().version == 1


def test_posting_twice_changes_nothing(worked, manager):
    post(worked, by=manager)
    post(worked, by=manager)

    assert entries() == [EARNED]
    assert AuditEntry.objects.filter(act="overtime_posted").count() == 1


def test_later_publication_posts_only_the_difference(worked, manager):
    post(worked, by=manager)
    worked.assignments.filter(date=day(7)).update(shift_type=None, day_off="rest")
    make.publish(worked)

    post(worked, by=manager)

    assert entries() == [EARNED, ("earned", -480, MONTH, 2, date(2026, 3, 31))]


def test_what_was_spent_meanwhile_is_not_taken_below_the_limit(worked, ann, manager):
    post(worked, by=manager)
    TimeBankEntry.objects.create(employee=ann, date=day(31), minutes=-400)
    worked.assignments.filter(date=day(7)).update(shift_type=None, day_off="rest")
    make.publish(worked)

    done = post(worked, by=manager)

    assert ann.bank_entries.all().total() == 0
    assert done.open_minutes == 400


def test_time_off_without_minutes_is_counted_as_open(hall, ann, manager):
    roster = make.roster(hall)
    make.assignment(roster, ann, day(3), day_off="lieu")
    make.publish(roster)

    done = post(roster, by=manager)

    assert (entries(), done.open_minutes) == ([], 480)


def test_time_off_is_taken_in_advance_as_far_as_the_hall_allows(hall, ann, manager):
    TimeBankSettings.objects.create(hall=hall, most_owing_minutes=300)
    roster = make.roster(hall)
    make.assignment(roster, ann, day(3), day_off="lieu")
    make.publish(roster)

    done = post(roster, by=manager)

    assert (ann.bank_entries.all().total(), done.open_minutes) == (-300, 180)


def test_draft_and_unfinished_month_are_refused(hall, manager):
    draft = make.roster(hall)
    running = make.roster(hall, hall.today().replace(day=1))
    make.publish(running)

    for roster, code in ((draft, "not_published"), (running, "month_not_over")):
        with pytest.raises(NotPostable) as refused:
            post(roster, by=manager)
        assert refused.value.code == code


def test_due_months_are_posted_once(worked, hall):
    make.publish(make.roster(hall, hall.today().replace(day=1)))

    assert [post_due(), post_due()] == [1, 0]
    assert entries() == [EARNED]


def test_month_that_cannot_be_read_does_not_keep_the_others_from_the_banks(worked, elsewhere):
    broken = make.roster(elsewhere, MONTH - timedelta(days=28))
    make.publish(broken)
    Publication.objects.filter(roster=broken).update(cells=[{"employee": "not one"}])

    assert post_due() == 1
    assert entries() == [EARNED]


def test_new_version_is_due_again(worked):
    post_due()
    make.publish(worked)

    assert [roster.month for roster in posting.due()] == [MONTH]


@pytest.mark.django_db(transaction=True)
def test_postings_at_the_same_moment_book_once():
    hall = make.hall()
    ann, shift, roster = make.employee(hall, "ann"), make.shift_type(hall, end=time(18)), make.roster(hall)
    for n in range(2, 8):
        make.assignment(roster, ann, day(n), shift)
    make.publish(roster)

    at_once(lambda: post(roster, by=None).version)

    assert entries() == [EARNED]
    assert AuditEntry.objects.filter(act="overtime_posted").count() == 1
