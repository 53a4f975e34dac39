"""Working time that tasks take: reserved in the rosters to come, staffed by the build, shown in the grid."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from plans.assessing import excuse
from plans.defining import change_task, end_task, take_template
from plans.forms.tasks import TaskForm
from plans.keeping import keep_up_hall
from plans.models import PlanTask
from plans.taking import shares
from rosters.builds.building import finish_build, start_build
from rosters.explaining.gapways import gap_story
from rosters.models import ReservedTime
from rosters.outcome import outcome_of
from rosters.problem import problem_of
from staff.models import Absence
from tests import make
from tests.plans.conftest import TODAY

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 1)
FRIDAY = date(2026, 4, 3)


@pytest.fixture
def counter(hall):
    return make.station(hall)


@pytest.fixture
def survey(hall, counter, set_today) -> PlanTask:
    """Six hours on the last four days up to 3 April."""
    facts = {"period": "monthly", "month_day": 3, "valid_from": APRIL, "reserved_from": time(14)}
    task = make.plan_task(hall, "survey", reserved_minutes=360, reserved_days=4, **facts)
    keep_up_hall(hall)
    return task


def reserved() -> list[tuple[date, int, int]]:
    return list(ReservedTime.objects.values_list("date", "start", "end"))


@pytest.mark.parametrize(
    ("minutes", "parts", "expected"), [(360, 5, [75, 75, 75, 75, 60]), (20, 3, [20, 0, 0]), (360, 0, []), (50, 1, [50])]
)
def test_shares_are_quarters_of_an_hour_and_add_up(minutes, parts, expected):
    assert shares(minutes, parts) == expected


def test_time_is_reserved_on_the_last_days_of_the_period_and_once(hall, survey):
    keep_up_hall(hall)

    first, second, third = (FRIDAY - timedelta(days=n) for n in (2, 1, 0))
    assert reserved() == [(first, 840, 960), (second, 840, 960), (third, 840, 960)]


def test_more_than_a_day_holds_is_done_by_several_at_once(hall, counter, set_today):
    task = make.plan_task(hall, "stocktaking", period="monthly", month_day=3, reserved_minutes=1440, reserved_days=1)

    keep_up_hall(hall)

    row = ReservedTime.objects.get(date=FRIDAY)
    assert (row.start, row.end, row.needed, row.label) == (540, 1020, 3, task.name)


def test_excused_changed_and_ended_tasks_reserve_no_more(hall, survey, supervisor, set_today):
    change_task(survey, {"reserved_minutes": 60}, start=APRIL, by=supervisor)
    task = PlanTask.objects.get(valid_to=None)
    assert sum(end - start for day, start, end in reserved() if day <= FRIDAY) == 60

    set_today(APRIL)
    excuse(task.occurrences.get(due_on=FRIDAY), "holiday", by=supervisor)
    keep_up_hall(hall)
    assert not ReservedTime.objects.filter(date__range=(APRIL, FRIDAY)).exists()

    end_task(task, last=date(2026, 4, 4), by=supervisor)
    assert not ReservedTime.objects.exists()


def test_what_has_been_reserved_stays_when_its_day_is_over(hall, survey, set_today):
    set_today(FRIDAY)
    PlanTask.objects.filter(pk=survey.pk).update(reserved_minutes=0)

    keep_up_hall(hall)

    assert [day.day for day, _start, _end in reserved()] == [1, 2]


def test_hall_without_stations_reserves_nothing(hall, set_today):
    make.plan_task(hall, reserved_minutes=60)

    keep_up_hall(hall)

    assert not ReservedTime.objects.exists()


def test_reserved_time_comes_on_top_of_the_demand(hall, counter, survey):
    make.demand(counter, 2)
    roster = make.roster(hall, APRIL)

    problem = problem_of(roster)

    friday = [(row.start, row.end, row.needed) for row in problem.demand if row.day == 2]
    assert friday == [(540, 1080, 2), (840, 960, 1)]
    told = [one for one in outcome_of(roster).as_json()["demand"] if one["date"] == "2026-04-03"]
    assert [(one["start"][11:16], one["end"][11:16], one["needed"]) for one in told] == [
        ("09:00", "14:00", 2),
        ("14:00", "16:00", 3),
        ("16:00", "18:00", 2),
    ]


@pytest.fixture
def ann(hall, counter):
    return make.employee(hall, "ann", stations=(counter,))


@pytest.fixture
def report(hall, ann, set_today) -> PlanTask:
    """Two hours of Ann's on each of two days up to 3 April."""
    facts = {"period": "monthly", "month_day": 3, "valid_from": APRIL, "reserved_from": time(14)}
    whose = {"who": "employee", "employee": ann, "reserved_minutes": 240, "reserved_days": 2}
    task = make.plan_task(hall, "report", **facts, **whose)
    keep_up_hall(hall)
    return task


def test_task_of_one_person_takes_her_off_the_floor(client, hall, counter, ann, report, manager):
    make.demand(counter, 1)
    make.shift_type(hall, "D", start=time(9), end=time(18))
    make.employee(hall, "bob", stations=(counter,))
    roster = make.roster(hall, APRIL)

    finish_build(start_build(roster, by=manager, seconds=2).pk)

    there = roster.assignments.filter(shift_type__isnull=False, date=FRIDAY).values_list("employee__code", flat=True)
    assert set(there) == {"ann", "bob"}
    problem = problem_of(roster)
    assert [row.station for row in problem.demand if row.day == 2] == ["counter", "@ann"]
    assert [id for id, one in problem.worker_by_id.items() if "@ann" in one.levels] == ["ann"]
    client.force_login(manager)
    client.cookies["django_language"] = "en"
    day = client.get("/halls/east/rosters/2026-04/?day=2026-04-03").content.decode()
    assert "Task report" in day
    assert "Person ann, off the floor" in day


def test_reserved_time_of_a_person_keeps_clear_of_leave_and_days_off(hall, ann, report):
    Absence.objects.create(employee=ann, first_day=FRIDAY, last_day=FRIDAY, state="approved")
    keep_up_hall(hall)
    assert reserved() == [(date(2026, 4, 1), 840, 960), (date(2026, 4, 2), 840, 960)]

    roster = make.roster(hall, APRIL)
    shift = make.shift_type(hall)
    make.assignment(roster, ann, APRIL, shift)
    make.assignment(roster, make.employee(hall, "bob"), date(2026, 4, 2), shift)
    make.publish(roster)
    keep_up_hall(hall)

    assert reserved() == [(date(2026, 4, 1), 840, 1080)]


def test_build_staffs_reserved_time_and_the_grid_says_for_what(client, hall, counter, survey, manager):
    shift = make.shift_type(hall, "N", start=time(13), end=time(17), paid_minutes=240)
    make.employee(hall, "ann", stations=(counter,), is_manager=True)
    roster = make.roster(hall, APRIL)

    finish_build(start_build(roster, by=manager, seconds=2).pk)

    assert roster.assignments.filter(shift_type=shift, date__range=(APRIL, FRIDAY)).count() == 3
    client.force_login(manager)
    client.cookies["django_language"] = "en"
    grid = client.get("/halls/east/rosters/2026-04/").content.decode()
    why = client.get(f"/halls/east/rosters/2026-04/explain/cell/?employee=ann&date={FRIDAY}").content.decode()
    assert "of it reserved" in grid
    assert "people reserved for “Task survey”: 1" in why


def test_form_asks_for_hours_and_keeps_minutes(hall, counter, set_today):
    task = make.plan_task(hall, valid_from=TODAY)
    task.refresh_from_db()
    form = TaskForm(instance=task, hall=hall)
    facts = {name: form[name].value() for name in form.fields} | {"code": "b", "reserved_minutes": "1.5", "target": 80}

    form = TaskForm({name: "" if value is None else value for name, value in facts.items()}, hall=hall)

    assert form.is_valid(), form.errors
    assert form.instance.reserved_minutes == 90


def test_template_s_survey_takes_six_hours(client, hall, supervisor, set_today):
    take_template(hall, by=supervisor)
    client.force_login(supervisor)
    client.cookies["django_language"] = "en"

    assert "takes 6 h" in client.get(reverse("plans:tasks", args=["east"])).content.decode()


def test_short_time_of_a_person_is_explained_by_herself_alone(hall, counter, ann, report):
    make.shift_type(hall, "D", start=time(9), end=time(18))
    bob = make.employee(hall, "bob", stations=(counter,))
    roster = make.roster(hall, APRIL)
    make.assignment(roster, bob, FRIDAY, hall.shift_types.get())
    outcome = outcome_of(roster)
    gap = next(one for one in outcome.verdict.gaps if (one.day, one.station) == (2, "@ann"))

    with translation.override("en"):
        story = gap_story(outcome, gap)
        reasons, ways = " ".join(line.text for line in story.reasons), {way.kind: way.text for way in story.ways}

    assert ("Person ann" in reasons, "Person bob" in reasons) == (True, False)
    assert "lend" not in ways
    assert ways["lower"] == "Let what Person ann has to do off the floor 14:00–16:00 wait."
