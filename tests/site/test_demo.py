import random
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from plans.keeping import keep_up
from plans.models import HandoverItem, Occurrence, Tick
from plans.recording import sum_up
from rosters.models import ReservedTime, Roster
from rosters.problem import duties_of, problem_of
from rosters.solver.check import check
from schedulingsite.demo import designs, loading
from schedulingsite.demo.demand import capacity_of, month_minutes
from schedulingsite.demo.loading import Size
from schedulingsite.demo.names import people_names
from staff.models import Employee, Hall, SpecialDay, User
from tests import make

pytestmark = [pytest.mark.once, pytest.mark.django_db]

AFTER_NATIONAL_DAY = date(2026, 11, 22)
AFTER_SPRING_FESTIVAL = date(2026, 3, 10)


@pytest.fixture
def developers_machine(settings):
    settings.DEBUG = True


def test_people_of_a_hall_have_different_names():
    names = people_names(200, random.Random(1))

    assert len(set(names)) == 200
    assert {len(name) for name in names} == {2, 3}


def test_past_rosters_around_the_spring_festival_break_no_hard_rule():
    loading.load(Size(seed=2), AFTER_SPRING_FESTIVAL)

    for roster in Roster.objects.select_related("hall"):
        problem = problem_of(roster)
        faults = check(problem, duties_of(roster, problem))
        assert [fault for fault in faults if fault.is_hard] == []


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_next_month_is_tight(number):
    horizon = loading.horizon_of(AFTER_NATIONAL_DAY, 1)

    plan = loading.plan_hall(number, Size(), horizon)

    assert 0.90 <= month_minutes(plan, horizon) / capacity_of(plan, horizon) <= 0.93


def test_the_next_month_asks_what_its_plan_says():
    loading.load(Size(halls=1), AFTER_NATIONAL_DAY)
    horizon = loading.horizon_of(AFTER_NATIONAL_DAY, 2)

    problem = problem_of(make.roster(Hall.objects.get(), date(2026, 12, 1)))

    plan = loading.plan_hall(0, Size(), horizon)
    asked = sum((need.end - need.start) * need.needed for need in problem.demand)
    survey = ReservedTime.objects.filter(date__month=12)
    assert asked == month_minutes(plan, horizon) + sum(row.minutes for row in survey)


def test_a_month_with_the_national_day_has_its_holidays_and_a_promotion():
    loading.load(Size(halls=1), date(2026, 9, 10))

    hall = Hall.objects.get()
    problem = problem_of(make.roster(hall, date(2026, 10, 1)))
    assert problem.holidays == {0, 1, 2}
    assert hall.demand.filter(day_type="holiday").exists()
    assert hall.demand.filter(date=date(2026, 10, 10)).exists()


def test_the_eve_of_the_spring_festival_ends_early():
    loading.load(Size(halls=1), date(2027, 1, 10))

    eve = SpecialDay.objects.get(date=date(2027, 2, 5))
    assert eve.closes.hour == 17


def test_the_same_seed_gives_the_same_data():
    horizon = loading.horizon_of(AFTER_NATIONAL_DAY, 2)

    first, again = (loading.plan_hall(1, Size(seed=7), horizon) for _ in range(2))

    assert first == again
    assert first != loading.plan_hall(1, Size(seed=8), horizon)


def test_many_halls_have_codes_and_people_of_their_own():
    loading.load(Size(halls=30, staff=10, months=1), AFTER_NATIONAL_DAY)

    assert Hall.objects.count() == 30
    assert Employee.objects.count() == 300
    assert Employee.objects.order_by().values("code").distinct().count() == 300


def test_two_thousand_halls_have_different_codes():
    titles = [designs.title_of(number) for number in range(2000)]

    assert len({code for code, _name in titles}) == len({name for _code, name in titles}) == 2000


def test_the_password_comes_from_the_environment(client, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "open sesame")

    loading.load(Size(halls=1, months=1), AFTER_NATIONAL_DAY)

    client.post(reverse("account_login"), {"login": "clerk", "password": "open sesame"})
    assert client.session["_auth_user_id"] == str(User.objects.get(username="clerk").pk)


@pytest.mark.usefixtures("developers_machine")
def test_the_command_says_who_can_log_in(capsys):
    call_command("demo", halls=1, months=1)

    printed = capsys.readouterr()
    assert printed.out == ""
    assert "manager, duty, clerk" in printed.err
    assert Roster.objects.get().month == Hall.objects.get().today().replace(day=1)


def test_without_debug_the_demo_is_refused():
    with pytest.raises(CommandError) as refused:
        call_command("demo")

    assert refused.value.returncode == 3
    assert not Hall.objects.exists()


def test_with_force_the_demo_comes_without_debug():
    call_command("demo", halls=1, months=1, force=True)

    assert Hall.objects.count() == 1


@pytest.mark.usefixtures("developers_machine")
def test_a_database_with_people_refuses_the_demo(manager):
    with pytest.raises(CommandError) as refused:
        call_command("demo")

    assert refused.value.returncode == 3
    assert Hall.objects.count() == 1


@pytest.mark.usefixtures("developers_machine")
def test_the_demo_does_not_come_twice_even_with_force():
    call_command("demo", halls=1, months=1)

    with pytest.raises(CommandError) as refused:
        call_command("demo", halls=1, months=1, force=True)
    assert refused.value.returncode == 3


@pytest.mark.parametrize("wrong", [{"halls": 0}, {"halls": 2001}, {"staff": 3}, {"months": 0}])
@pytest.mark.usefixtures("developers_machine")
def test_a_size_out_of_bounds_is_wrong_usage(wrong):
    with pytest.raises(CommandError) as refused:
        call_command("demo", **wrong)

    assert refused.value.returncode == 2


def test_the_plan_of_the_demo_is_what_the_program_would_make():
    loading.load(Size(halls=1), AFTER_NATIONAL_DAY)
    rows = Occurrence.objects.order_by("task", "first_day")
    facts = ("task", "first_day", "last_day", "due_on", "closes_on", "value", "base", "is_met", "completed_on")
    before = list(rows.values_list(*facts))

    for row in rows.exclude(completed_on=None).select_related("task", "hall"):
        sum_up(row)

    assert list(rows.values_list(*facts)) == before
    assert HandoverItem.objects.open().count() == 2
    assert Tick.objects.exists()


def test_the_demo_reserves_the_time_that_the_scheduler_would():
    loading.load(Size(halls=1), timezone.localdate())
    times = ReservedTime.objects.order_by("date", "start", "label")
    before = list(times.values_list("date", "start", "end", "label", "needed"))

    keep_up()

    assert before
    assert list(times.values_list("date", "start", "end", "label", "needed")) == before
