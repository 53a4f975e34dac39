"""The engine of the monthly cycle: what is due is done once; what people did counts; what is late is told once."""

import json
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from notices.models import Notice, Robot
from reports.cycle import engine
from reports.cycle.claims import CLAIM_LASTS, claim
from reports.cycle.due import tasks_at
from rosters.builds import building
from rosters.cycles.cycle import due_moments
from rosters.edits.editing import set_cell
from rosters.edits.values import CellValue
from rosters.models import Build, CycleSettings, CycleStep, Roster, Step
from rosters.publications import confirming, publishing, reviewing
from staff.models import AuditChain, AuditEntry, CalendarDay, Hall, User
from tests import make
from tests.together import at_once

APRIL = date(2027, 4, 1)
QUARTER = timedelta(minutes=15)


@pytest.fixture
def ready(hall, manager) -> Hall:
    """A hall with all that a build needs: one person, who can log in, on one shift."""
    counter = make.station(hall)
    make.employee(hall, "E1", stations=(counter,), is_manager=True, user=make.user("anna"))
    make.shift_type(hall)
    make.demand(counter)
    return hall


def due(hall: Hall, step: Step, month: date = APRIL) -> datetime:
    return due_moments(hall, month)[step]


def run(now: datetime) -> list[Step]:
    """The steps of April that the engine does at the moment."""
    return [row.step for row in engine.run(now).done if row.month == APRIL and row.hall]


def step_of(step: Step, month: date = APRIL) -> CycleStep:
    return CycleStep.objects.get(step=step, month=month, hall__isnull=False)


def fill(hall: Hall, by: User) -> Roster:
    """April with one shift in it, put there by hand; no build works on it."""
    roster = Roster.objects.get_or_create(hall=hall, month=APRIL)[0]
    for build in Build.objects.filter(roster=roster):
        building.stop_build(build, by=by)
    set_cell(roster, hall.employees.get(), APRIL, CellValue(hall.shift_types.get()), by=by)
    roster.refresh_from_db()
    return roster


def told(kind: str) -> list[str]:
    notices = Notice.objects.filter(kind=kind).select_related("user").order_by("at", "user__username")
    return [notice.user.username for notice in notices if notice.user]


# --- doing what is due ------------------------------------------------------------------------


@pytest.mark.django_db
def test_nothing_is_done_before_it_is_due(ready):
    assert run(due(ready, Step.WISHES_OPEN) - timedelta(seconds=1)) == []
    assert run(due(ready, Step.WISHES_OPEN)) == [Step.WISHES_OPEN]


@pytest.mark.django_db
def test_month_runs_by_itself_but_for_what_its_manager_keeps(ready, manager):
    done = {step: run(due(ready, step)) for step in (Step.WISHES_OPEN, Step.WISHES_CLOSE)}
    assert run(due(ready, Step.BUILD)) == []
    ended = building.finish_build(Build.objects.get().pk)
    done[Step.BUILD] = run(due(ready, Step.BUILD) + QUARTER)
    roster = ended.roster
    done[Step.REVIEW] = run(due(ready, Step.REVIEW))
    publishing.publish(roster, by=manager, now=due(ready, Step.PUBLISH) - QUARTER)
    done[Step.PUBLISH] = run(due(ready, Step.PUBLISH))
    done[Step.CONFIRM] = run(due(ready, Step.PUBLISH) + timedelta(hours=12))
    done[Step.SUMMARY] = run(due(ready, Step.SUMMARY))
    done[Step.CLOSE] = run(due(ready, Step.CLOSE))

    assert done == {step: [step] for step in done}
    assert {row.step: row.result["what"] for row in CycleStep.objects.filter(month=APRIL, hall=ready)} == {
        "wishes_open": "told",
        "wishes_close": "wishes",
        "build": "built",
        "review": "looked",
        "publish": "version",
        "confirm": "reminded",
        "close": "measured",
        "summary": "sent",
    }
    assert [row.is_by_cycle for row in CycleStep.objects.filter(step="publish")] == [False]
    assert (step_of(Step.PUBLISH).by, step_of(Step.PUBLISH).done_at) == (manager, due(ready, Step.PUBLISH) - QUARTER)
    assert (told("wishes_open"), told("step_due"), told("please_confirm")) == (["anna"], ["manager"], ["anna"])
    assert told("step_late") == []
    roster.refresh_from_db()
    assert roster.is_closed


@pytest.mark.django_db
def test_second_run_does_nothing_and_tells_nobody_again(ready):
    moment = due(ready, Step.BUILD)
    run(moment)
    notices = Notice.objects.count()

    assert run(moment) == []
    assert run(moment + QUARTER) == []
    assert (Build.objects.count(), Notice.objects.count()) == (1, notices)


@pytest.mark.django_db
def test_three_days_of_silence_are_caught_up_in_order(ready):
    last = due(ready, Step.BUILD) + timedelta(days=3)

    report = engine.run(last)

    assert [row.step for row in report.done if row.month == APRIL] == ["wishes_open", "wishes_close"]
    assert all(row.is_late for row in report.done)
    assert step_of(Step.WISHES_OPEN).result == {"what": "window_over"}
    assert told("wishes_open") == []
    assert report.late == []  # the build that has just begun comes first
    assert [row.step for row in report.waiting][:4] == ["build", "review", "publish", "confirm"]


@pytest.mark.django_db
@pytest.mark.parametrize("again", ["2027-04-02T09:00+08:00", "2027-05-03T09:00+08:00"])
def test_department_has_its_summary_though_the_program_was_down_over_the_end_of_the_month(
    ready, manager, department, again
):
    publishing.publish(fill(ready, manager), by=manager, now=due(ready, Step.PUBLISH))

    engine.run(datetime.fromisoformat(again))

    assert CycleStep.objects.get(hall=None, month=APRIL).result == {"what": "sent", "number": 1}
    assert told("summary_sent").count("department") == 1


@pytest.mark.django_db
def test_hall_that_cannot_have_a_roster_yet_is_left_alone(hall, manager):
    engine.run(due(hall, Step.PUBLISH))

    assert not CycleStep.objects.filter(hall=hall).exists()


@pytest.mark.django_db
def test_months_that_the_hall_never_planned_are_left_alone(ready):
    engine.run(due(ready, Step.WISHES_OPEN))

    assert set(CycleStep.objects.filter(hall=ready).values_list("month", flat=True)) == {APRIL}


@pytest.mark.django_db
def test_month_that_was_begun_is_carried_on_however_late(ready, manager):
    run(due(ready, Step.BUILD))
    roster = fill(ready, manager)
    publishing.publish(roster, by=manager, now=due(ready, Step.PUBLISH))

    assert run(due(ready, Step.CLOSE) + timedelta(days=100))[-1] == Step.CLOSE


# --- what people have done ------------------------------------------------------------------------


@pytest.mark.django_db
def test_roster_filled_by_hand_before_its_day_is_the_build(ready, manager):
    fill(ready, manager)

    run(due(ready, Step.BUILD))

    row = step_of(Step.BUILD)
    assert (row.result, row.by, row.is_by_cycle) == ({"what": "by_hand", "cells": 1}, manager, False)
    assert not Build.objects.exists()


@pytest.mark.django_db
def test_early_publication_is_the_review_and_the_publication(ready, manager):
    publishing.publish(fill(ready, manager), by=manager, now=due(ready, Step.BUILD) - timedelta(days=9))

    run(due(ready, Step.PUBLISH))

    for step in (Step.BUILD, Step.REVIEW, Step.PUBLISH):
        row = step_of(step)
        assert (row.is_by_cycle, row.by, row.is_late) == (False, manager, False)
    assert told("step_due") == []


@pytest.mark.django_db
def test_review_by_a_second_person_is_hers(ready, manager):
    Hall.objects.update(needs_review=True)
    roster, second = fill(ready, manager), make.post(make.user("second"), "manager", ready)
    moment = due(ready, Step.REVIEW)

    assert engine.run(moment).late[0].held_up == {"reason": "needs_review"}
    reviewing.submit(roster, by=manager)
    assert engine.run(moment).late[0].held_up == {"reason": "under_review"}
    reviewing.approve(roster, by=second)

    assert run(moment) == [Step.REVIEW]
    assert (step_of(Step.REVIEW).result, step_of(Step.REVIEW).by) == ({"what": "approved"}, second)


@pytest.mark.django_db
def test_everybody_having_confirmed_nobody_is_reminded(ready, manager):
    publication = publishing.publish(fill(ready, manager), by=manager)
    person = ready.employees.get()
    confirming.confirm(person, publication, by=person.user)

    run(due(ready, Step.CONFIRM))

    assert step_of(Step.CONFIRM).result == {"what": "confirmed", "confirmed": 1, "of": 1}
    assert told("please_confirm") == []


# --- what a hall chooses ------------------------------------------------------------------------


@pytest.mark.django_db
def test_hall_may_publish_by_itself_but_never_with_a_hard_rule_broken(ready, manager):
    CycleSettings.objects.create(hall=ready, publishes_itself=True)
    roster = fill(ready, manager)
    set_cell(roster, ready.employees.get(), APRIL.replace(day=5), CellValue(ready.shift_types.get()), by=manager)
    night = make.shift_type(ready, "N", start=due(ready, Step.PUBLISH).time().replace(hour=2))
    set_cell(roster, ready.employees.get(), APRIL.replace(day=6), CellValue(night), by=manager)

    late = [row for row in engine.run(due(ready, Step.PUBLISH)).late if row.step == Step.PUBLISH]
    assert [row.held_up["reason"] for row in late] == ["broken"]

    roster.refresh_from_db()
    set_cell(roster, ready.employees.get(), APRIL.replace(day=6), CellValue(day_off="rest"), by=manager)

    assert run(due(ready, Step.PUBLISH)) == [Step.PUBLISH]
    row = step_of(Step.PUBLISH)
    assert (row.is_by_cycle, row.by, Roster.objects.get(month=APRIL).is_published) == (True, None, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("setting", "step", "reason"),
    [
        ("builds_itself", Step.BUILD, "build_by_hand"),
        ("closes_itself", Step.CLOSE, "close_by_hand"),
    ],
)
def test_hall_may_keep_a_step_to_itself(ready, manager, setting, step, reason):
    CycleSettings.objects.create(hall=ready, **{setting: False})
    if step == Step.CLOSE:
        publishing.publish(fill(ready, manager), by=manager)

    late = {row.step: row.held_up for row in engine.run(due(ready, step)).late if row.month == APRIL}

    assert late[step] == {"reason": reason}


@pytest.mark.django_db
def test_build_that_is_refused_says_why(ready):
    ready.demand.all().delete()

    report = engine.run(due(ready, Step.BUILD))

    assert [(row.step, row.held_up["reason"]) for row in report.late] == [("build", "no_demand")]
    assert not Roster.objects.exists()


@pytest.mark.django_db
def test_build_that_comes_to_nothing_is_late_with_its_reason_until_the_manager_builds(ready, manager):
    run(due(ready, Step.BUILD))
    building.stop_build(Build.objects.get(), by=None)

    for hours in (1, 2):
        late = engine.run(due(ready, Step.BUILD) + timedelta(hours=hours)).late[0]
    assert (late.step, late.held_up) == ("build", {"reason": "stopped_waiting"})
    assert (Build.objects.count(), told("step_late")) == (1, ["manager"])

    again = building.start_build(Roster.objects.get(month=APRIL), by=manager)
    building.finish_build(again.pk)

    assert run(due(ready, Step.BUILD) + timedelta(hours=3)) == [Step.BUILD]
    assert (step_of(Step.BUILD).by, step_of(Step.BUILD).result["what"]) == (manager, "built")


# --- lateness ------------------------------------------------------------------------


@pytest.mark.django_db
def test_build_that_no_worker_takes_is_told_after_six_hours(ready, manager):
    for hours in (0, 5):
        engine.run(due(ready, Step.BUILD) + timedelta(hours=hours))
    builds = CycleStep.objects.filter(step="build")
    assert (told("step_late"), list(builds.late_at(due(ready, Step.BUILD) + QUARTER))) == ([], [])

    report = engine.run(due(ready, Step.BUILD) + timedelta(hours=6))

    assert (report.late[0].step, told("step_late")) == ("build", ["manager"])
    assert builds.late_at(due(ready, Step.BUILD) + timedelta(hours=7)).exists()


@pytest.mark.django_db
def test_what_the_program_does_at_its_next_look_is_on_time(ready, manager):
    run(due(ready, Step.WISHES_OPEN) + QUARTER)
    row = step_of(Step.WISHES_OPEN)
    assert (row.is_by_cycle, row.is_late, list(CycleStep.objects.late_at(row.done_at))) == (True, False, [])

    CycleStep.objects.update(done_at=row.due_at + timedelta(hours=2))

    assert (step_of(Step.WISHES_OPEN).is_late, list(CycleStep.objects.late_at(row.due_at))) == (True, [row])


@pytest.mark.django_db
def test_what_is_late_goes_to_the_manager_and_a_day_later_to_management_once_each(ready, manager, department):
    fill(ready, manager)
    moment = due(ready, Step.PUBLISH)

    for hours in (0, 1, 23):
        engine.run(moment + timedelta(hours=hours))
    assert told("step_late") == ["manager"]

    for hours in (24, 25, 80):
        engine.run(moment + timedelta(hours=hours))
    assert told("step_late") == ["manager", "department"]
    assert {notice.facts["step"] for notice in Notice.objects.filter(kind="step_late")} == {"publish"}


def lines_to(user: User) -> list[str]:
    """What the mail about the step that is late says to her."""
    return list(Notice.objects.get(kind="step_late", user=user).words.lines)


@pytest.mark.django_db
def test_who_hears_of_a_late_step_hears_why_and_what_to_do(ready, manager, department):
    fill(ready, manager)

    engine.run(due(ready, Step.PUBLISH) + timedelta(hours=24))

    why = ["Why: Look the roster through, then publish it."]
    todo = ["What to do: Open the roster, mend what is marked red, and publish it."]
    assert lines_to(manager) == why + todo
    assert lines_to(department) == [*why, *todo, "Told before: Manager"]


@pytest.mark.django_db
def test_who_was_told_before_is_read_in_the_readers_language(ready, manager, department):
    fill(ready, manager)
    make.post(make.user("second"), "manager", ready)

    engine.run(due(ready, Step.PUBLISH) + timedelta(hours=24))

    assert lines_to(department)[-1] == "Told before: Manager, Second"
    with translation.override("zh-hans"):
        assert lines_to(department)[-1].endswith("Manager、Second")


@pytest.mark.django_db
def test_build_without_a_worker_says_so_when_it_is_late(ready, manager):
    for hours in (0, 6):
        engine.run(due(ready, Step.BUILD) + timedelta(hours=hours))

    assert lines_to(manager)[0] == "Why: A build was started hours ago and has not ended: is a worker running?"


@pytest.mark.django_db
def test_group_hears_that_a_step_is_late_and_nothing_of_the_reason(ready, manager):
    robot = Robot.objects.create(hall=ready, service="wecom", name="all", token="token-12345", kinds=["step_late"])
    ready.demand.all().delete()

    engine.run(due(ready, Step.BUILD))

    assert Notice.objects.get(robot=robot).words.lines == ()
    assert lines_to(manager)[0].startswith("Why: No demand falls in opening hours.")


@pytest.mark.django_db
def test_step_that_went_wrong_does_not_keep_other_halls_waiting(ready, manager, elsewhere, outsider):
    """An error, here a log that is not whole, is noted, undoes what was begun, and is tried again."""
    counter = make.station(elsewhere)
    make.employee(elsewhere, "E9", stations=(counter,), is_manager=True)
    make.shift_type(elsewhere)
    make.demand(counter)
    AuditEntry.objects.create(hall=ready, number=1, act="roster_closed", subject="2020-01", digest="")

    engine.run(due(ready, Step.BUILD))

    assert [build.roster.hall for build in Build.objects.all()] == [elsewhere]
    assert CycleStep.objects.get(hall=ready, step="build").held_up == {"reason": "went_wrong"}
    AuditChain.objects.create(hall=ready, length=1)
    engine.run(due(ready, Step.BUILD) + QUARTER)
    assert Build.objects.filter(roster__hall=ready).exists()


# --- killed, and two at once ------------------------------------------------------------------------


def first_task(ready: Hall, now: datetime):
    return next(tasks for tasks in tasks_at(now))[0]


@pytest.mark.django_db
def test_worker_killed_between_claim_and_act_loses_nothing(ready):
    moment = due(ready, Step.WISHES_OPEN)
    assert claim(first_task(ready, moment), moment)

    assert run(moment + timedelta(minutes=1)) == []
    assert run(moment + CLAIM_LASTS + timedelta(seconds=1)) == [Step.WISHES_OPEN]
    assert step_of(Step.WISHES_OPEN).attempts == 2


@pytest.mark.django_db
def test_worker_that_comes_back_after_its_claim_was_taken_over_changes_nothing(ready):
    moment = due(ready, Step.BUILD)
    CycleStep.objects.create(hall=ready, month=APRIL, step=Step.BUILD, due_at=moment)
    task = next(task for tasks in tasks_at(moment) for task in tasks if task.step == Step.BUILD)
    slow = claim(task, moment)
    run(moment + CLAIM_LASTS + QUARTER)
    before = list(Build.objects.values_list("pk", flat=True))

    with pytest.raises(engine.Lost):
        engine.attempt(task, slow, moment + CLAIM_LASTS + QUARTER, None)

    assert list(Build.objects.values_list("pk", flat=True)) == before
    assert step_of(Step.BUILD).attempts == 2


@pytest.mark.django_db(transaction=True)
def test_two_machines_at_once_do_each_step_once(ready, manager):
    fill(ready, manager)
    moment = due(ready, Step.REVIEW)

    reports = at_once(lambda: engine.run(moment), times=3)

    done = [row.step for report in reports for row in report.done if row.hall_id]
    assert sorted(done) == ["build", "review", "wishes_close", "wishes_open"]
    assert told("step_due") == ["manager"]
    assert set(CycleStep.objects.filter(hall=ready).values_list("attempts", flat=True)) == {1}


# --- the command ------------------------------------------------------------------------


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("cycle", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_command_does_and_shows_the_same(ready):
    moment = due(ready, Step.WISHES_OPEN)
    said = json.loads(command("--now", moment.isoformat(), "--json"))

    line = {"hall": "east", "month": "2027-04", "step": "wishes_open"}
    assert said["done"] == [line | {"due": "2027-03-10T09:00:00+08:00", "at": "2027-03-10T09:00:00+08:00"}]
    assert said["late"] == []
    assert said["waiting"][0] == line | {"step": "wishes_close", "due": "2027-03-19T18:00:00+08:00", "at": None}
    assert json.loads(command("--now", "2027-03-10T09:00", "--json"))["done"] == []


@pytest.mark.django_db
def test_command_says_why_something_is_late(ready, manager):
    fill(ready, manager)

    said = json.loads(command("--now", "2027-03-26T18:00", "--json"))

    assert next((row["step"], row["reason"]) for row in said["late"]) == (
        "publish",
        "Look the roster through, then publish it.",
    )
    assert "late: east 2027-04 Publish" in command("--now", "2027-03-26T18:00")


@pytest.mark.django_db
def test_command_refuses_a_moment_that_is_none(hall):
    with pytest.raises(CommandError):
        command("--now", "soon")


@pytest.mark.django_db
def test_cycle_costs_the_same_number_of_queries_for_many_halls_with_nothing_due(ready, django_assert_num_queries):
    quiet = datetime.fromisoformat("2027-03-01T09:00+08:00")
    engine.run(quiet)
    for n in range(5):
        other = make.hall(f"h{n}", f"Hall {n}")
        make.employee(other, "E1")
        make.shift_type(other)
    CalendarDay.objects.create(date=date(2027, 3, 9), kind="rest_day")

    with django_assert_num_queries(9):
        engine.run(quiet)

    assert not AuditEntry.objects.exists()
