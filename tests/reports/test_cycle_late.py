"""What the cycle cannot do by its moment: told once, to whom, with why and what to do."""

from datetime import timedelta

import pytest
from django.utils import translation

from notices.models import Notice, Robot
from reports.cycle import engine
from rosters.models import Build, CycleStep, Step
from staff.models import AuditChain, AuditEntry, User
from tests import make

from .cycles import QUARTER, due, fill, run, step_of, told


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
