"""Pay or rest of a holiday: the choice, what the build makes of it, and where it could not."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from rosters.models import Build, HolidayChoice, RuleSettings
from rosters.problem import problem_of
from rosters.solver.engine import solve
from rosters.wishes.holidays import NotChoosable, choose, choosing_of, coming_periods, outcomes_of
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


def test_choice_stays_with_a_holiday_that_the_calendar_moves(hall, first):
    ann = person(hall, "ann")
    choose(ann, first, wants_rest=True, by=ann.user)
    CalendarDay.objects.filter(date=first - timedelta(days=1)).update(kind="rest_day")
    CalendarDay.objects.filter(date=first + timedelta(days=3)).update(kind="makeup_workday")
    roster = make.roster(hall, first.replace(day=1))
    day = (first - roster.month).days

    (shown,) = [one for one in choosing_of(ann) if one.period.first == first - timedelta(days=1)]
    meant = {(wish.day, wish.prefers) for wish in problem_of(roster).wishes}

    assert shown.wants_rest
    assert meant == {(day + n, False) for n in range(3)}
    choose(ann, first - timedelta(days=1), wants_rest=False, by=ann.user)
    assert [row.wants_rest for row in HolidayChoice.objects.all()] == [False]
    assert {wish.prefers for wish in problem_of(roster).wishes} == {True}


def test_build_honours_choices_as_far_as_there_are_people(hall, first):
    """One person is needed each day and either could work: Ann rests, Bob is paid for the statutory days."""
    counter = make.station(hall)
    ann, bob = (
        make.employee(hall, code, user=make.post(make.user(code), "clerk", hall), stations=(counter,))
        for code in ("ann", "bob")
    )
    make.shift_type(hall)
    for day_type in ("weekday", "weekend", "holiday"):
        make.demand(counter, day_type=day_type)
    choose(ann, first, wants_rest=True, by=ann.user)
    choose(bob, first, wants_rest=False, by=bob.user)
    problem = problem_of(make.roster(hall, first.replace(day=1)))

    duties = solve(problem, seconds=1, repeatable=True).duties

    start = (first - problem.first_day).days
    worked = {id: [n for n in range(4) if duties.cells.get((id, start + n))] for id in ("ann", "bob")}
    assert worked["ann"] == []
    assert worked["bob"][:3] == [0, 1, 2]


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
    build = Build.objects.create(roster=roster, revision=0, problem={}, seconds=60, status="done", penalty=1, bound=1)
    address = reverse("rosters:build-progress", args=["east", roster.month, build.pk])
    panel = client.get(address, headers={"hx-request": "true", "accept-language": "en"}).text
    drafted = choosing_of(ann)[-1].missed
    make.publish(roster)
    client.force_login(ann.user)
    client.cookies["django_language"] = "en"
    own = client.get(reverse("rosters:me")).text

    found = {row.employee.code: (row.wants_rest, row.worked, row.missed) for row in one.people}
    assert found == {"ann": (True, 1, [first]), "bob": (False, 3, []), "cat": (None, 0, [])}
    assert page.status_code == 200
    assert "1 choice of pay or rest on a holiday could not be honoured." in panel
    assert drafted == []
    assert "The roster could not honour this on" in own
