"""The engine of the monthly cycle: what is due is done once, and what people did counts."""

from datetime import datetime, timedelta

import pytest

from notices.models import Notice
from reports.cycle import engine
from reports.cycle.claims import CLAIM_LASTS, claim
from reports.cycle.due import tasks_at
from rosters.builds import building
from rosters.edits.editing import set_cell
from rosters.edits.values import CellValue
from rosters.models import Build, CycleSettings, CycleStep, Roster, Step
from rosters.publications import confirming, publishing, reviewing
from staff.models import Hall
from tests import make
from tests.together import at_once

from .cycles import APRIL, QUARTER, due, fill, run, step_of, told

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
