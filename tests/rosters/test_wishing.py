"""Wishes that people enter themselves: within the window, within their points; and who is reminded."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.models import Notice
from rosters.models import RuleSettings, Wish
from rosters.wishes.wishing import NotWishable, is_closed, points_spent, take_back, window_of, wish
from rosters.wishes.wishreminders import remind_everywhere
from staff.absences import NotAbsent, ask
from staff.models import Absence, Employee
from staff.months import shifted
from tests import make

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


@pytest.fixture
def ann(hall) -> Employee:
    return make.employee(hall, "ann", name="Ann", user=make.post(make.user("ann"), "clerk", hall))


@pytest.fixture
def month(hall) -> date:
    return shifted(hall.today().replace(day=1), 1)


def asked(person: Employee, month: date, number: int = 0, **more) -> Wish:
    return Wish(employee=person, date=month + timedelta(days=number), **more)


def test_window_opens_and_closes_to_the_second(ann, month):
    window = window_of(ann.hall, month)
    moments = {"before": window.opens - SECOND, "first": window.opens, "last": window.closes - SECOND}
    moments["after"] = window.closes

    answers = {}
    for number, (name, now) in enumerate(moments.items()):
        try:
            wish(asked(ann, month, number), by=ann.user, now=now)
            answers[name] = "taken"
        except NotWishable as refusal:
            answers[name] = refusal.reason

    assert answers == {"before": "not_open", "first": "taken", "last": "taken", "after": "closed"}
    with pytest.raises(NotWishable):
        take_back(Wish.objects.first(), by=ann.user, now=window.closes)


def test_points_run_out_and_come_back(ann, month):
    RuleSettings.objects.update(wish_points=5)
    now = window_of(ann.hall, month).opens
    first = wish(asked(ann, month, 0, strength=3), by=ann.user, now=now)

    with pytest.raises(NotWishable) as refusal:
        wish(asked(ann, month, 1, strength=3), by=ann.user, now=now)
    wish(asked(ann, month, 1, strength=2), by=ann.user, now=now)
    spent = points_spent(ann, month)
    take_back(first, by=ann.user, now=now)

    assert refusal.value.sentence.startswith("You have 2 points left")
    assert (spent, points_spent(ann, month)) == (5, 2)


def test_pressing_twice_enters_one_wish_and_nobody_wishes_for_others(ann, month, manager):
    now = window_of(ann.hall, month).opens
    twice = [wish(asked(ann, month), by=ann.user, now=now) for _ in range(2)]

    with pytest.raises(NotWishable) as refusal:
        wish(asked(ann, month, 1), by=manager, now=now)

    assert len({row.pk for row in twice}) == 1
    assert refusal.value.reason == "not_yours"


def test_leave_of_a_closed_month_waits_for_its_roster_or_a_manager(ann, month):
    hall, closes = ann.hall, window_of(ann.hall, month).closes
    days = (month, month + timedelta(days=2))
    before = [is_closed(hall, *days, now=now) for now in (closes - SECOND, closes)]

    make.publish(make.roster(hall, month))

    assert before == [False, True]
    assert not is_closed(hall, *days, now=closes)
    assert not is_closed(hall, hall.today(), hall.today(), now=closes)


def test_what_a_manager_enters_after_closing_is_marked_late(client, ann, manager):
    this_month = ann.hall.today().replace(day=1)
    client.force_login(manager)
    row = {"employee": ann.pk, "prefers": "1", "strength": "2"}

    client.post(reverse("rosters:wish-new", args=["east"]), row | {"date": this_month})
    client.post(reverse("rosters:wish-new", args=["east"]), row | {"date": shifted(this_month, 3)})

    assert list(Wish.objects.order_by("date").values_list("is_late", flat=True)) == [True, False]


def test_those_who_have_said_nothing_are_reminded_once_two_days_before(ann, hall, month):
    others = {code: make.employee(hall, code, user=make.user(code)) for code in ("bob", "cat", "dan")}
    make.employee(hall, "eve")
    Wish.objects.create(employee=others["bob"], date=month)
    Absence.objects.create(employee=others["cat"], first_day=month, last_day=month)
    Absence.objects.create(employee=others["dan"], first_day=month, last_day=month, state="withdrawn")
    closes = window_of(hall, month).closes

    told = [remind_everywhere(closes - timedelta(days=n)) for n in (3, 2, 1)]

    assert told == [0, 2, 0]
    assert {notice.user for notice in Notice.objects.all()} == {ann.user, others["dan"].user}


def test_leave_before_and_after_the_month_says_nothing_of_it(ann, hall, month):
    for first in (shifted(month, -2), shifted(month, 2)):
        Absence.objects.create(employee=ann, first_day=first, last_day=first)

    assert remind_everywhere(window_of(hall, month).closes - timedelta(days=1)) == 1


def test_own_page_shows_the_window_and_the_points(client, ann, month):
    client.force_login(ann.user)
    coming = shifted(month, 1)
    RuleSettings.objects.update(wish_points=9)
    Wish.objects.create(employee=ann, date=coming, strength=2)
    url = reverse("rosters:my-wishes") + f"?month={coming:%Y-%m}"

    page = client.get(url)
    refused = client.post(url, {"date": coming + timedelta(1), "strength": "2"})

    assert "Opens on" in page.text
    assert "7 of 9 points left" in page.text
    assert refused.status_code == 422
    assert "open on" in refused.text
    assert Wish.objects.count() == 1


def test_staff_hear_that_leave_is_closed_in_words(ann, month, hall, monkeypatch):
    closes = window_of(hall, month).closes
    monkeypatch.setattr(timezone, "now", lambda: closes)

    with pytest.raises(NotAbsent) as refusal:
        ask(Absence(employee=ann, first_day=month, last_day=month), by=ann.user)

    assert refusal.value.reason == "closed"
    assert "manager can enter it" in refusal.value.sentence


def test_own_page_says_which_wishes_the_published_roster_grants(client, ann, hall, month):
    early = make.shift_type(hall, "E")
    days = [month + timedelta(days=n) for n in range(4)]
    for n, (shift_type, prefers) in enumerate([(None, False), (None, True), (early, True), (early, False)]):
        asked(ann, month, n, shift_type=shift_type, prefers=prefers).save()
    address = f"/me/wishes/?month={month:%Y-%m}"
    client.force_login(ann.user)
    before = [one.is_granted for one in client.get(address).context["wishes"]]
    roster = make.roster(hall, month)
    for day in days[1:]:
        make.assignment(roster, ann, day, early)
    make.publish(roster)

    after = [one.is_granted for one in client.get(address).context["wishes"]]

    assert before == [None] * 4
    assert after == [True, True, True, False]
