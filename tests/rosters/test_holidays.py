"""Pay or rest of a holiday: the choice, what the build makes of it, and where it could not."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from rosters.models import HolidayChoice, RuleSettings
from rosters.problem import problem_of
from rosters.wishes.holidays import NotChoosable, choose, coming_periods, outcomes_of
from staff.models import CalendarDay, Employee
from staff.months import shifted
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(hall) -> date:
    """A Monday of the month after next, on which a holiday of three statutory days begins; workdays on both sides."""
    month = shifted(hall.today().replace(day=1), 2)
    monday = month + timedelta(days=-month.weekday() % 7)
    names = ["Eve", "Festival", "Festival"]
    rows = [CalendarDay(date=monday + timedelta(n), kind="statutory_holiday", name=names[n]) for n in range(3)]
    rows += [CalendarDay(date=monday + timedelta(n), kind="makeup_workday") for n in (-2, -1)]
    rows += [CalendarDay(date=monday + timedelta(3), kind="rest_day")]
    CalendarDay.objects.bulk_create(rows)
    return monday


def person(hall, code: str) -> Employee:
    return make.employee(hall, code, user=make.post(make.user(code), "clerk", hall))


def test_holiday_is_a_run_of_days_off_with_a_statutory_one(hall, first):
    (period,) = [one for one in coming_periods(hall) if one.first == first]

    assert (period.last, period.name) == (first + timedelta(days=3), "Festival")


def test_choice_is_made_and_changed_on_ones_own_page(client, hall, first, manager):
    ann = person(hall, "ann")
    client.force_login(ann.user)
    url = reverse("rosters:my-holiday", args=[first])

    for wanted in ("pay", "rest", "nonsense"):
        client.post(url, {"holiday": wanted})

    choice = HolidayChoice.objects.get()
    assert (choice.wants_rest, choice.last_day) == (True, first + timedelta(days=3))
    assert "Festival" in client.get(reverse("rosters:me")).text
    with pytest.raises(NotChoosable):
        choose(ann, first, wants_rest=True, by=manager)
    with pytest.raises(NotChoosable):
        choose(ann, first + timedelta(days=1), wants_rest=True, by=ann.user)


def test_build_takes_choices_for_strong_wishes(hall, first):
    ann, bob = person(hall, "ann"), person(hall, "bob")
    choose(ann, first, wants_rest=True, by=ann.user)
    choose(bob, first, wants_rest=False, by=bob.user)
    roster = make.roster(hall, first.replace(day=1))

    wishes = {(wish.worker, wish.day, wish.prefers, wish.strength) for wish in problem_of(roster).wishes}

    day = (first - roster.month).days
    assert wishes == {("ann", day + n, False, 10) for n in range(4)} | {("bob", day + n, True, 10) for n in range(3)}
    RuleSettings.objects.update(holiday_strength=0)
    roster.refresh_from_db()
    roster.hall.refresh_from_db()
    assert problem_of(roster).wishes == ()


def test_roster_says_where_a_choice_could_not_be_honoured(client, hall, first, manager):
    ann, bob, _cat = person(hall, "ann"), person(hall, "bob"), person(hall, "cat")
    choose(ann, first, wants_rest=True, by=ann.user)
    choose(bob, first, wants_rest=False, by=bob.user)
    roster, shift = make.roster(hall, first.replace(day=1)), make.shift_type(hall)
    make.assignment(roster, ann, first, shift)
    for number in range(3):
        make.assignment(roster, bob, first + timedelta(days=number), shift)

    (one,) = [one for one in outcomes_of(hall) if one.period.first == first]
    client.force_login(manager)
    page = client.get(reverse("rosters:holiday-choices", args=["east"]))

    found = {row.employee.code: (row.wants_rest, row.worked, row.missed) for row in one.people}
    assert found == {"ann": (True, 1, [first]), "bob": (False, 3, []), "cat": (None, 0, [])}
    assert page.status_code == 200
