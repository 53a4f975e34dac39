"""How a build ends before its time, in this process: stopped, left by its worker, broken; and its signs of life."""

from datetime import timedelta
from uuid import uuid4

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from rosters.builds.building import (
    finish_build,
    start_build,
    stop_build,
)
from rosters.builds.claims import Watch, claim_build, thinned
from rosters.builds.queueing import sweep_builds
from rosters.models import Build, Roster
from rosters.solver.progress import Progress
from rosters.solver.serial import problem_from_json
from staff.models import Hall
from tests.rosters.built import build_now, roster_of_three, shifts_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def roster(hall: Hall) -> Roster:
    return roster_of_three(hall)


# --- stopping ----------------------------------------------------------------


def test_stopped_build_keeps_the_best_so_far(roster, manager):
    build = start_build(roster, by=manager, seconds=600, send=False)

    finish_build(build.pk, listen=lambda progress: stop_build(build, by=manager) if progress.phase == "search" else 0)

    build.refresh_from_db()
    assert build.status == Build.Status.DONE
    assert build.elapsed < 60
    assert shifts_of(roster)


def test_stop_of_a_waiting_build_ends_it(roster, manager):
    build = start_build(roster, by=manager, send=False)

    stop_build(build, by=manager)

    assert (build.status, build.reason) == (Build.Status.FAILED, {"reason": "stopped_waiting"})
    assert finish_build(build.pk) is None


def test_stop_of_a_build_to_be_taken_up_again_keeps_its_best(roster, manager):
    build = start_build(roster, by=manager, seconds=600, send=False)
    duties = {"ann": {"0": str(roster.hall.shift_types.get().pk)}}
    Build.objects.filter(pk=build.pk).update(result=duties, attempts=1)

    assert stop_build(build, by=manager).status == Build.Status.QUEUED
    finish_build(build.pk)

    build.refresh_from_db()
    assert build.status == Build.Status.DONE
    assert build.elapsed < 60
    assert shifts_of(roster)


def test_stop_asked_twice_ends_a_build_that_nobody_takes_up_again(roster, manager):
    build = start_build(roster, by=manager, send=False)
    Build.objects.filter(pk=build.pk).update(result={}, attempts=1)

    assert stop_build(build, by=manager).status == Build.Status.QUEUED
    assert stop_build(build, by=manager).status == Build.Status.FAILED


# --- workers that die --------------------------------------------------------


def running(roster: Roster, *, silent: int, attempts: int = 1) -> Build:
    """A build whose worker was last heard of so many seconds ago."""
    build = start_build(roster, by=None, send=False)
    now = timezone.now()
    Build.objects.update(
        status="running", claim=uuid4(), attempts=attempts, heartbeat_at=now - timedelta(seconds=silent)
    )
    return build


@pytest.mark.parametrize(("silent", "status"), [(5, "running"), (25, "queued")])
def test_sweep_brings_back_what_a_dead_worker_left(roster, silent, status):
    build = running(roster, silent=silent)

    sweep_builds()

    build.refresh_from_db()
    assert build.status == status


def test_sweep_gives_up_after_three_attempts(roster):
    build = running(roster, silent=25, attempts=3)

    sweep_builds()

    build.refresh_from_db()
    assert (build.status, build.reason["reason"]) == ("failed", "worker_lost")
    assert start_build(roster, by=None, send=False) != build


def test_worker_that_lost_its_build_writes_nothing_more(roster):
    build = claim_build(start_build(roster, by=None, send=False).pk)
    problem = problem_from_json(build.problem)
    Build.objects.update(claim=uuid4(), progress={})
    watch = Watch(build, problem)

    watch.note(Progress(1.0, 10, 0, 1.0, None, "search"))

    assert watch.is_lost
    assert watch.is_over()
    assert Build.objects.get().progress == {}


def test_crash_leaves_the_roster_whole_and_the_build_failed(roster):
    build_now(roster)
    before = shifts_of(roster)
    build = start_build(roster, by=None, send=False)
    Build.objects.filter(pk=build.pk).update(problem={"days": 3})

    finish_build(build.pk)

    build.refresh_from_db()
    assert (build.status, build.reason) == ("failed", {"reason": "crashed", "error": "ValueError"})
    assert shifts_of(roster) == before


@pytest.mark.parametrize(("candidates", "status"), [(False, "done"), (True, "offered")])
def test_search_that_is_broken_off_keeps_its_best(roster, candidates, status):
    build = start_build(roster, by=None, candidates=candidates, send=False)

    finish_build(build.pk, listen=break_off)

    build.refresh_from_db()
    assert (build.status, build.progress["ended"]) == (status, "time")
    assert [one.leaning for one in build.candidates.all()] == ["balanced"] * candidates
    assert bool(shifts_of(roster)) is not candidates


def break_off(progress: Progress) -> None:
    """As the queue does with a task that has run for too long."""
    raise SoftTimeLimitExceeded


# --- progress ----------------------------------------------------------------


def test_progress_reaches_the_row_while_it_runs(roster):
    build = start_build(roster, by=None, seconds=3, send=False)
    seen = []

    finish_build(build.pk, listen=lambda progress: seen.append(Build.objects.values().get()))

    rows = [row for row in seen if row["penalty"] is not None]
    assert rows
    assert {"trace", "rules", "shortfalls", "warnings", "phase"} <= rows[-1]["progress"].keys()
    assert rows[-1]["result"]
    assert Build.objects.get().progress["trace"][-1][0] <= Build.objects.get().elapsed + 0.1


def test_trace_stays_short():
    trace = []
    for second in range(3000):
        trace = thinned([*trace, (float(second), 3000 - second, 0)])

    assert len(trace) <= 200
    assert (trace[0][0], trace[-1][0]) == (0.0, 2999.0)


def test_trace_drops_points_that_say_nothing_new():
    trace = []
    for second in range(10):
        trace = thinned([*trace, (float(second), 5, 0)])

    assert trace == [(0.0, 5, 0), (9.0, 5, 0)]
