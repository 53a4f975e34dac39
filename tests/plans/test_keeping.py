"""Occurrences are made ahead, each once, and name who answers for them."""

import random
from datetime import date, timedelta

import pytest

from notices.models import Notice
from plans import keeping
from plans.assessing import send_back
from plans.keeping import AHEAD, keep_up, keep_up_hall
from plans.models import Occurrence, PlanTask
from plans.naming import turn_of
from staff.models import Absence, CalendarDay, Hall
from staff.months import shifted
from tests import make
from tests.plans.conftest import TODAY
from tests.together import at_once

pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 1)


def days_of(task: PlanTask) -> list[tuple[date, date, date]]:
    return list(task.occurrences.order_by("first_day").values_list("first_day", "last_day", "due_on"))


def test_occurrences_are_made_for_the_days_ahead(hall, set_today):
    task = make.plan_task(hall, period="daily")

    keep_up()

    assert [first for first, _last, _due in days_of(task)] == [
        FIRST + timedelta(days=n) for n in range((TODAY + AHEAD - FIRST).days + 1)
    ]


def test_occurrences_are_not_made_twice(hall, set_today):
    task = make.plan_task(hall)
    keep_up()
    before = list(task.occurrences.values_list("pk", flat=True))

    keep_up()

    assert list(task.occurrences.values_list("pk", flat=True)) == before


def test_hall_that_goes_wrong_does_not_keep_the_others_from_their_plans(hall, elsewhere):
    tasks = [make.plan_task(one, period="daily") for one in (hall, elsewhere)]
    Hall.objects.filter(pk=hall.pk).update(time_zone="Nowhere/Known")

    keep_up()

    assert [task.occurrences.exists() for task in tasks] == [False, True]


@pytest.mark.parametrize(("period", "months"), [("monthly", 1), ("quarterly", 3), ("yearly", 12)])
def test_turn_moves_on_by_one_from_period_to_period(hall, period, months):
    task = make.plan_task(hall, period=period)

    turns = [turn_of(make.occurrence(task, shifted(FIRST.replace(month=1), n * months))) for n in range(4)]

    assert [turn - turns[0] for turn in turns] == [0, 1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_occurrences_made_by_several_at_once_are_there_once(transactional_db):
    hall = make.hall()
    task = make.plan_task(hall, period="daily", valid_from=hall.today())

    at_once(lambda: keep_up_hall(hall))

    assert task.occurrences.count() == AHEAD.days + 1


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("period", PlanTask.Period.values)
def test_occurrences_are_the_same_however_the_scheduler_ran(elsewhere, hall, monkeypatch, period, seed):
    chance = random.Random(seed)
    days = [chance.randrange(90) for _ in range(chance.randint(1, 6))]
    facts = {"period": period, "valid_from": FIRST, "month": 3, "month_day": 25, "moves": "before"}
    often, once = make.plan_task(elsewhere, **facts), make.plan_task(hall, **facts)

    for day in [*days, max(days)]:
        monkeypatch.setattr(Hall, "today", lambda hall, now=None, day=day: FIRST + timedelta(days=day))
        keep_up_hall(elsewhere)
    keep_up_hall(hall)

    found = days_of(often)
    covered = [first + timedelta(days=n) for first, last, _due in found for n in range((last - first).days + 1)]
    assert found == days_of(once)
    assert covered == [FIRST + timedelta(days=n) for n in range(len(covered))]
    assert covered[-1] >= FIRST + timedelta(days=max(days)) + AHEAD


def test_due_days_to_come_follow_the_calendar(hall, set_today):
    task = make.plan_task(hall, period="monthly", month_day=31, moves="before")
    keep_up()
    CalendarDay.objects.create(date=date(2026, 3, 31), kind="statutory_holiday", name="A new holiday")

    set_today(TODAY + timedelta(days=1))
    keep_up()

    assert days_of(task)[0] == (date(2026, 3, 1), date(2026, 3, 31), date(2026, 3, 30))


def test_task_that_has_ended_gets_no_more_occurrences(hall, set_today):
    task = make.plan_task(hall, period="daily", valid_to=FIRST + timedelta(days=2))

    keep_up()

    assert task.occurrences.count() == 3


def answerable_on(task: PlanTask, day: date) -> str:
    return task.occurrences.get(first_day__lte=day, last_day__gte=day).answerable_name


@pytest.fixture
def people(hall):
    return [make.employee(hall, code) for code in ("A", "B")]


@pytest.fixture
def published(hall, people):
    """A published month in which A works every day and B none."""
    roster = make.roster(hall)
    shift = make.shift_type(hall)
    for day in roster.days:
        make.assignment(roster, people[0], day, shift)
        make.assignment(roster, people[1], day)
    make.publish(roster)
    return roster


def test_task_of_whoever_is_on_duty_follows_the_published_roster(hall, people, published, set_today):
    task = make.plan_task(hall, period="daily")

    keep_up()

    assert answerable_on(task, TODAY) == "Person A"
    assert answerable_on(task, date(2026, 4, 2)) == ""


def test_task_of_whoever_is_on_duty_follows_leave(hall, people, published, set_today):
    task = make.plan_task(hall, period="daily")
    Absence.objects.create(employee=people[0], first_day=TODAY, last_day=TODAY, state="approved")

    keep_up()

    assert answerable_on(task, TODAY) == ""
    assert answerable_on(task, TODAY + timedelta(days=1)) == "Person A"


def test_people_on_duty_take_turns_and_clerks_go_before_managers(hall, people, published, set_today):
    boss = make.employee(hall, "Z", is_manager=True)
    shift = make.shift_type(hall, "E")
    published.assignments.filter(employee=people[1]).update(shift_type=shift, day_off="")
    for day in published.days:
        make.assignment(published, boss, day, shift)
    make.publish(published)
    task = make.plan_task(hall, period="daily")

    keep_up()

    names = [answerable_on(task, TODAY + timedelta(days=n)) for n in range(4)]
    assert sorted(names[:2]) == ["Person A", "Person B"]
    assert names[:2] == names[2:]


def test_change_that_is_not_published_says_nothing_about_who_is_on_duty(hall, people, published, set_today):
    published.assignments.filter(date=TODAY).delete()
    task = make.plan_task(hall, period="daily")
    keep_up()
    assert answerable_on(task, TODAY) == "Person A"

    make.publish(published)
    keep_up()

    assert answerable_on(task, TODAY) == ""


def test_task_of_one_person_has_nobody_once_she_has_left(hall, people, set_today):
    people[0].left_on = TODAY
    people[0].save()
    task = make.plan_task(hall, period="daily", who="employee", employee=people[0])

    keep_up()

    assert answerable_on(task, TODAY) == "Person A"
    assert answerable_on(task, TODAY + timedelta(days=1)) == ""


def test_weekly_task_stays_with_a_person_who_is_away_for_a_part_of_the_week(hall, people, set_today):
    Absence.objects.create(employee=people[0], first_day=date(2026, 3, 9), last_day=date(2026, 3, 14), state="approved")
    task = make.plan_task(hall, who="employee", employee=people[0])

    keep_up()

    assert answerable_on(task, TODAY) == "Person A"


def test_task_of_a_post_names_its_holder_though_she_has_no_shifts(hall, supervisor, set_today):
    task = make.plan_task(hall, who="post", role="supervisor")

    keep_up()

    assert answerable_on(task, TODAY) == "Supervisor"


def test_names_of_what_is_past_stay(hall, people, published, set_today):
    task = make.plan_task(hall, period="daily")
    keep_up()

    published.assignments.filter(date=TODAY).delete()
    make.publish(published)
    set_today(TODAY + timedelta(days=1))
    keep_up()

    assert answerable_on(task, TODAY) == "Person A"


def test_names_are_found_with_as_many_queries_for_many_tasks(hall, people, published, set_today, count_queries):
    make.plan_task(hall, "one", period="daily")
    keep_up()
    few = count_queries(lambda: keeping.name_answerable(hall))
    for n in range(5):
        make.plan_task(hall, f"more-{n}", period="daily")
    keep_up()

    assert count_queries(lambda: keeping.name_answerable(hall)) == few
    assert Occurrence.objects.exclude(answerable_name="").count() > 5


def test_person_is_told_once_on_the_day_a_weekly_task_is_due(hall, clerk, people, set_today):
    people[0].user = clerk
    people[0].save()
    make.plan_task(hall, who="employee", employee=people[0], weekday=TODAY.weekday())
    make.plan_task(hall, "daily", period="daily", who="employee", employee=people[0])

    keep_up()
    keep_up()

    assert list(Notice.objects.values_list("user", "kind")) == [(clerk.pk, "plan_task_due")]


@pytest.mark.parametrize(("days", "told"), [(2, [str(TODAY)]), (4, [])])
def test_person_is_told_late_when_the_scheduler_slept_over_the_day(hall, clerk, people, set_today, days, told):
    people[0].user = clerk
    people[0].save()
    make.plan_task(hall, who="employee", employee=people[0], weekday=TODAY.weekday())
    set_today(TODAY - timedelta(days=1))
    keep_up()

    set_today(TODAY + timedelta(days=days))
    keep_up()
    keep_up()

    assert [notice.facts["due"] for notice in Notice.objects.all()] == told


def test_what_nobody_answers_for_is_told_to_nobody(hall, manager, outsider, department, set_today):
    make.plan_task(hall, who="on_duty", weekday=TODAY.weekday())

    keep_up()

    assert Occurrence.objects.filter(due_on=TODAY, answerable=None).exists()
    assert not Notice.objects.exists()


def test_task_of_a_post_held_by_nobody_rostered_is_told_to_its_holder(hall, supervisor, outsider, set_today):
    make.plan_task(hall, who="post", role="supervisor", weekday=TODAY.weekday())

    keep_up()

    assert [notice.user for notice in Notice.objects.all()] == [supervisor]


def test_what_was_sent_back_without_anybody_is_named_until_it_closes(hall, supervisor, set_today):
    make.plan_task(hall, period="daily", grace_days=2)
    keep_up()
    first = TODAY + timedelta(days=5)
    set_today(first)
    row = Occurrence.objects.get(first_day=TODAY)
    send_back(row, "What happened?", by=supervisor)

    named = [
        set_today(day) or Occurrence.objects.filter(pk=row.pk).unnamed(day).exists()
        for day in (first, first + timedelta(days=2), first + timedelta(days=3))
    ]

    assert named == [True, True, False]
