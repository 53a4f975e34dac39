"""Builds in a real worker process: to the end, stopped, killed, sent twice, never sent."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from rosters import tasks
from rosters.builds.building import start_build, stop_build
from rosters.builds.claims import duties_from
from rosters.builds.queueing import LOST_AFTER, sweep_builds
from rosters.models import Assignment, Build, Roster
from rosters.solver.check import check, penalty_of
from rosters.solver.serial import problem_from_json
from staff.models import Employee
from tests import make
from tests.make import NEXT

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def roster(transactional_db) -> Roster:
    """Next month of a hall that nobody can prove a best roster for in a few seconds."""
    hall = make.hall("east", "East Gate")
    counter, floor = make.station(hall), make.station(hall, "floor", "Floor")
    for n in range(14):
        make.employee(hall, f"e{n:02}", stations=(counter, floor)[: 1 + n % 2], is_manager=n < 3)
    for letter, kind in (("A", "early"), ("B", "middle"), ("C", "late")):
        make.shift_type(hall, letter, kind=kind)
    for station in (counter, floor):
        for start in range(540, 1080, 60):
            make.demand(station, 3 + start // 60 % 3, start=start, end=start + 60)
            make.demand(station, 2 + start // 60 % 2, day_type="weekend", start=start, end=start + 60)
    return make.roster(hall, NEXT)


def wait_until(condition: Callable[[Build], bool], build: Build, seconds: float = 180) -> Build:
    deadline = time.monotonic() + seconds
    while not condition(build):
        assert time.monotonic() < deadline, f"{build.status} {build.reason}"
        time.sleep(0.1)
        build.refresh_from_db()
    return build


def is_found(build: Build) -> bool:
    return build.status == Build.Status.RUNNING and build.result is not None


def is_finished(build: Build) -> bool:
    return build.is_finished


def stand_in(roster: Roster) -> list[tuple[int, object]]:
    """Something that stands in the roster before the build."""
    Assignment.objects.create(roster=roster, employee=Employee.objects.first(), date=roster.month, day_off="rest")
    return cells_of(roster)


def cells_of(roster: Roster) -> list[tuple[int, object]]:
    return list(roster.assignments.values_list("pk", "date").order_by("pk"))


def pass_time() -> None:
    """As if nobody had been heard of for longer than a worker may be silent."""
    Build.objects.update(heartbeat_at=timezone.now() - LOST_AFTER - timedelta(seconds=1))


def test_worker_builds_to_the_end_and_tells_how_far_it_is(worker, roster):
    build = start_build(roster, by=None, seconds=8)

    beats = set()
    while not build.is_finished:
        beats.add(build.heartbeat_at)
        time.sleep(0.25)
        build.refresh_from_db()

    assert build.status == Build.Status.DONE
    assert len(beats - {None}) >= 3
    assert build.progress["trace"]
    assert roster.assignments.filter(shift_type__isnull=False).count() > 14


def test_worker_keeps_lawful_cells_while_it_searches(worker, roster):
    before = stand_in(roster)
    build = wait_until(is_found, start_build(roster, by=None, seconds=300))
    problem = problem_from_json(build.problem)

    for _ in range(2):
        faults = check(problem, duties_from(build.result, problem))
        assert [fault for fault in faults if fault.is_hard] == []
        assert penalty_of(faults) == build.penalty
        assert sum(day["missing"] for day in build.progress["cover"]) == sum(map(missing, build.progress["shortfalls"]))
        assert cells_of(roster) == before
        wait_until(is_better_than(build.progress["best"]), build)
    stop_build(build, by=None)
    wait_until(is_finished, build)


def is_better_than(best: int) -> Callable[[Build], bool]:
    return lambda build: build.progress["best"] > best


def missing(gap: dict) -> int:
    return (gap["needed"] - gap["have"]) * (gap["end"] - gap["start"])


def test_stopped_worker_keeps_the_best_so_far(worker, roster):
    build = wait_until(is_found, start_build(roster, by=None, seconds=300))

    stop_build(build, by=None)

    wait_until(is_finished, build)
    assert build.status == Build.Status.DONE
    assert roster.assignments.exists()


def test_killed_worker_leaves_the_old_roster_and_the_build_is_taken_up_again(worker, roster):
    before = stand_in(roster)
    build = wait_until(is_found, start_build(roster, by=None, seconds=300))

    worker.kill()

    assert cells_of(roster) == before
    pass_time()
    Build.objects.update(seconds=2)
    sweep_builds()
    assert Build.objects.get().status == Build.Status.QUEUED
    worker.start()
    wait_until(is_finished, build)
    assert (build.status, build.attempts) == (Build.Status.DONE, 2)


def test_killed_worker_that_is_back_takes_up_its_build_before_another_halls(worker, roster, elsewhere):
    build = wait_until(is_found, start_build(roster, by=None, seconds=300))
    other = start_build(make.small_roster(elsewhere), by=None, seconds=2)

    worker.kill()
    silent = timezone.now() - LOST_AFTER - timedelta(seconds=1)
    Build.objects.filter(pk=build.pk).update(seconds=2, heartbeat_at=silent)
    worker.start()

    wait_until(is_finished, build)
    wait_until(is_finished, other)
    assert (build.status, build.attempts) == (Build.Status.DONE, 2)
    assert (other.status, other.attempts) == (Build.Status.DONE, 1)
    assert build.started_at < other.started_at


def test_build_sent_twice_is_built_once(worker, roster):
    build = start_build(roster, by=None, seconds=2)
    tasks.run_build.delay(str(build.pk))

    wait_until(is_finished, build)
    tasks.run_build.delay(str(build.pk))
    time.sleep(1.5)

    build.refresh_from_db()
    assert (build.status, build.attempts) == (Build.Status.DONE, 1)
    assert Roster.objects.get().revision == build.revision + 1


def test_build_whose_message_was_lost_is_sent_again_by_the_scheduled_sweep(worker, roster):
    build = start_build(roster, by=None, seconds=2, send=False)
    pass_time()
    Build.objects.update(asked_at=timezone.now() - timedelta(minutes=1))

    tasks.sweep_builds.delay()

    wait_until(is_finished, build)
    assert build.status == Build.Status.DONE


def test_search_that_does_not_end_in_time_keeps_its_best(worker, roster):
    build = start_build(roster, by=None, seconds=300, send=False)
    tasks.run_build.apply_async((str(build.pk),), soft_time_limit=300)
    wait_until(is_found, build)

    worker.say_time_is_up()

    wait_until(is_finished, build)
    assert build.status == Build.Status.DONE
    assert roster.assignments.exists()


@pytest.mark.skipif(bool(settings.REDIS_URL), reason="takes the queue's folder away")
def test_build_waits_while_the_queue_is_down_and_runs_when_it_is_back(roster, request):
    messages = settings.BROKER_DIR / "messages"
    away = messages.rename(messages.with_name("away"))

    build = start_build(roster, by=None, seconds=2)

    assert Build.objects.get().status == Build.Status.QUEUED
    away.rename(messages)
    request.getfixturevalue("worker")
    pass_time()
    sweep_builds()
    wait_until(is_finished, build)
    assert build.status == Build.Status.DONE
