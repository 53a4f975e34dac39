import random
from collections import Counter
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from rosters.models import Assignment, Demand, Roster, ShiftType, Wish
from rosters.problem import duties_of, problem_of
from rosters.solver.check import check
from schedulingsite.demo import accounts, designs, loading
from schedulingsite.demo.demand import capacity_of, month_minutes
from schedulingsite.demo.loading import Size
from schedulingsite.demo.names import people_names
from staff import workdays
from staff.models import Absence, CalendarDay, Employee, Hall, OpeningHours, Post, SpecialDay, User
from tests import make

pytestmark = pytest.mark.django_db

AFTER_NATIONAL_DAY = date(2026, 11, 22)
AFTER_SPRING_FESTIVAL = date(2026, 3, 10)


@pytest.fixture
def developers_machine(settings):
    settings.DEBUG = True


def test_the_demo_has_three_halls_of_different_size():
    loading.load(Size(), AFTER_NATIONAL_DAY)

    halls = Hall.objects.order_by("pk")
    assert [hall.employees.count() for hall in halls] == [12, 24, 46]
    assert [hall.rosters.filter(published_at__isnull=False).count() for hall in halls] == [2, 2, 2]


def test_every_row_of_the_demo_would_pass_its_form():
    loading.load(Size(months=1), AFTER_NATIONAL_DAY)

    for model in (Hall, OpeningHours, SpecialDay, ShiftType, Demand, Employee, Absence, Wish, CalendarDay, Roster):
        for row in list(model.objects.all())[:: 1 + model.objects.count() // 60]:
            row.full_clean()


def test_people_of_a_hall_have_different_names():
    names = people_names(200, random.Random(1))

    assert len(set(names)) == 200
    assert {len(name) for name in names} == {2, 3}


def test_a_demo_hall_has_the_people_a_real_one_has():
    loading.load(Size(), AFTER_NATIONAL_DAY)

    people = Hall.objects.get(code="binjiang").employees.all()
    assert people.filter(is_manager=True).count() >= 4
    assert people.filter(is_protected=True).exists()
    assert people.filter(weekly_minutes__lt=2400).exists()
    assert people.filter(left_on__range=(date(2026, 12, 2), date(2026, 12, 30))).exists()
    assert people.filter(hired_on__range=(date(2026, 10, 1), date(2026, 11, 22))).exists()


@pytest.mark.parametrize(("today", "seed"), [(AFTER_NATIONAL_DAY, 1), (AFTER_SPRING_FESTIVAL, 2)])
def test_past_rosters_break_no_hard_rule(today, seed):
    loading.load(Size(seed=seed), today)

    for roster in Roster.objects.select_related("hall"):
        problem = problem_of(roster)
        faults = check(problem, duties_of(roster, problem))
        assert [fault for fault in faults if fault.is_hard] == []


def test_past_rosters_cover_most_of_what_is_needed():
    loading.load(Size(), AFTER_NATIONAL_DAY)

    for roster in Roster.objects.select_related("hall"):
        problem = problem_of(roster)
        needed = sum((need.end - need.start) * need.needed for need in problem.demand)
        faults = check(problem, duties_of(roster, problem))
        short = sum(fault.amount for fault in faults if fault.rule == "cover" and fault.facts["kind"] == "short")
        assert short < 0.08 * needed


def test_past_rosters_leave_nobody_without_a_cell():
    loading.load(Size(months=1), AFTER_NATIONAL_DAY)

    roster = Roster.objects.get(hall__code="guangming")
    away = Counter(day for away in Absence.objects.approved() if away.is_whole_day for day in days_away(away, roster))
    for day in roster.days:
        people = sum(person.is_employed_on(day) for person in roster.hall.employees.all())
        assert roster.assignments.filter(date=day).count() == people - away[day]


def days_away(away: Absence, roster: Roster) -> list[date]:
    if away.employee.hall_id != roster.hall_id:
        return []
    return [day for day in roster.days if away.first_day <= day <= away.last_day]


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
    assert sum((need.end - need.start) * need.needed for need in problem.demand) == month_minutes(plan, horizon)


def test_demand_lies_inside_opening_hours():
    loading.load(Size(), AFTER_NATIONAL_DAY)

    for roster in Roster.objects.select_related("hall"):
        open_on = workdays.open_spans(roster.hall, roster.month, roster.last_day)
        for need in problem_of(roster).demand:
            day = roster.days[need.day]
            assert any(opens <= need.start < need.end <= closes for opens, closes in open_on[day])


def test_one_hall_has_a_desk_past_midnight():
    loading.load(Size(), AFTER_NATIONAL_DAY)

    assert set(Demand.objects.filter(end__gt=1440).values_list("hall__code", "station__code")) == {
        ("zhanqian", "hotline")
    }


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


def test_demo_accounts_are_people_of_their_halls():
    loading.load(Size(), AFTER_NATIONAL_DAY)

    posts = {(post.user.username, post.role, post.hall and post.hall.code) for post in Post.objects.all()}
    assert posts == {
        ("manager", "manager", "guangming"),
        ("duty", "duty_manager", "guangming"),
        ("clerk", "clerk", "guangming"),
        ("manager2", "manager", "binjiang"),
        ("supervisor", "supervisor", "guangming"),
        ("supervisor", "supervisor", "binjiang"),
        ("supervisor", "supervisor", "zhanqian"),
        ("department", "management", None),
    }
    assert User.objects.get(username="admin").is_superuser
    assert set(User.objects.values_list("username", flat=True)) == set(accounts.USERNAMES)
    assert User.objects.get(username="clerk").employee.hall.code == "guangming"


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


def test_past_cells_were_built():
    loading.load(Size(halls=1, months=1), AFTER_NATIONAL_DAY)

    assert set(Assignment.objects.values_list("origin", flat=True)) == {"built"}
