from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from notices.kinds import PUBLIC, Kind
from notices.models import Delivery, Notice, Preferences
from tests import make
from tests.notices.events import make_robot, tell_of
from tests.together import at_once

pytestmark = pytest.mark.django_db


def test_tell_leaves_each_person_one_unread_notice(hall, ann, bob):
    new = tell_of(ann, bob, hall=hall)

    assert new == 2
    assert [(row.user, row.kind, row.read_at) for row in Notice.objects.order_by("user__username")] == [
        (ann, "roster_published", None),
        (bob, "roster_published", None),
    ]


def test_tell_of_the_same_event_again_reaches_only_those_who_have_not_heard(hall, ann, bob):
    tell_of(ann, hall=hall)

    new = tell_of(ann, bob, hall=hall)

    assert new == 1
    assert Notice.objects.count() == Delivery.objects.count() == 2


def test_person_named_twice_is_told_once(hall, ann):
    assert tell_of(ann, ann, hall=hall) == 1


def test_tell_is_undone_with_the_act_that_it_is_part_of(hall, ann):
    with transaction.atomic():
        tell_of(ann, hall=hall)
        transaction.set_rollback(True)

    assert not Notice.objects.exists()


def test_person_who_has_left_is_told_nothing(hall, ann):
    ann.is_active = False
    ann.save()

    assert tell_of(ann, hall=hall) == 0


def test_unknown_kind_is_refused(hall, ann):
    with pytest.raises(ValueError, match="gossip"):
        tell_of(ann, hall=hall, kind="gossip")


def test_person_without_an_address_gets_no_mail(hall, clerk):
    tell_of(clerk, hall=hall)

    assert not Delivery.objects.exists()


def test_person_who_wants_no_mail_gets_none(hall, ann, bob):
    Preferences.objects.create(user=ann, by_mail=False)
    Preferences.objects.create(user=bob, mail_groups=["requests"])

    tell_of(ann, bob, hall=hall)
    tell_of(ann, bob, hall=hall, key="swap", kind="swap_asked")

    assert [row.notice.user for row in Delivery.objects.all()] == [bob]


def test_robot_tells_what_concerns_everybody_once_however_many_are_told(hall, elsewhere, ann, bob):
    robot = make_robot(hall)
    make_robot(elsewhere)

    tell_of(ann, hall=hall)
    tell_of(bob, hall=hall)

    assert [row.robot for row in Notice.objects.filter(robot__isnull=False)] == [robot]


@pytest.mark.parametrize("kind", sorted(set(Kind) - set(PUBLIC)))
def test_robot_keeps_quiet_about_single_people(hall, ann, kind):
    make_robot(hall, kinds=list(Kind))

    tell_of(ann, hall=hall, kind=kind)

    assert not Notice.objects.filter(robot__isnull=False).exists()


def test_robot_tells_only_what_its_manager_has_chosen(hall, ann):
    make_robot(hall, kinds=["step_late"])
    make_robot(hall, name="asleep", is_active=False)

    tell_of(ann, hall=hall)

    assert not Notice.objects.filter(robot__isnull=False).exists()


def test_late_step_is_told_to_people_and_to_robots_in_words(hall, ann):
    make_robot(hall, kinds=["step_late"])
    facts = {"month": date(2026, 3, 1), "step": "publish", "due": date(2026, 2, 26)}

    tell_of(ann, hall=hall, kind="step_late", facts=facts)

    with override("en"):
        titles = [notice.words.title for notice in Notice.objects.all()]
    assert titles == ["Late since February 26: Announce the roster, March 2026"] * 2
    assert sorted(Delivery.objects.values_list("channel", flat=True)) == ["mail", "robot"]


def test_tell_asks_as_often_for_many_as_for_one(hall, ann, django_assert_num_queries):
    many = [make.user(f"u{n}", email=f"u{n}@example.com") for n in range(30)]

    with django_assert_num_queries(7):
        tell_of(ann, hall=hall, key="one")
    with django_assert_num_queries(7):
        tell_of(*many, hall=hall, key="many")


def test_notice_is_for_a_person_or_a_robot_and_never_for_both(hall, ann):
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(user=ann, robot=make_robot(hall), hall=hall, kind="swap_asked", key="both")


@pytest.mark.django_db(transaction=True)
def test_event_told_at_the_same_moment_is_told_once(hall, ann):
    answers = at_once(lambda: tell_of(ann, hall=hall))

    assert sorted(answers) == [0, 0, 0, 1]
    assert Notice.objects.count() == Delivery.objects.count() == 1
