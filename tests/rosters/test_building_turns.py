"""Whose turn it is: a build that a killed worker left goes before one that nobody has begun."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from rosters.builds.building import start_build
from rosters.builds.turns import build_in_turn
from rosters.models import Build
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(elsewhere) -> Build:
    """Asked for first, and begun by nobody."""
    return start_build(make.small_roster(elsewhere), by=None, seconds=1, send=False)


@pytest.fixture
def left(waiting, hall) -> Build:
    """One whose worker was killed longer ago than any worker is silent."""
    build = start_build(make.small_roster(hall), by=None, seconds=1, send=False)
    silent = timezone.now() - timedelta(seconds=25)
    Build.objects.filter(pk=build.pk).update(status="running", claim=uuid4(), attempts=1, heartbeat_at=silent)
    return build


def test_worker_that_begins_anew_takes_up_what_was_left_before_what_waits(waiting, left):
    began = build_in_turn(waiting.pk)

    left.refresh_from_db()
    waiting.refresh_from_db()
    assert began is None
    assert (left.status, left.is_interrupted) == (Build.Status.QUEUED, True)
    assert (waiting.status, waiting.attempts) == (Build.Status.QUEUED, 0)

    assert build_in_turn(left.pk).status == Build.Status.DONE
    assert build_in_turn(waiting.pk).status == Build.Status.DONE


def sent(build: Build) -> list[dict[str, Any]]:
    """The headers of every message of the build that is in the queue."""
    files = (settings.BROKER_DIR / "messages").glob("*.solver.msg")
    heads = [json.loads(file.read_text())["headers"] for file in files]
    return [head for head in heads if str(build.pk) in head["argsrepr"]]


@pytest.mark.skipif(bool(settings.REDIS_URL), reason="reads the queue's folder")
def test_build_that_waits_for_an_interrupted_one_comes_back_a_little_later(waiting, left):
    asked = timezone.now()

    build_in_turn(waiting.pk)

    (behind,) = sent(waiting)
    assert {head["eta"] for head in sent(left)} == {None}
    assert timedelta(seconds=5) <= datetime.fromisoformat(behind["eta"]) - asked


@pytest.mark.skipif(bool(settings.REDIS_URL), reason="reads the queue's folder")
def test_listening_for_signs_of_life_takes_no_time_from_a_build(waiting, left):
    build_in_turn(waiting.pk)

    (behind,) = sent(waiting)
    assert behind["timelimit"] == [waiting.seconds + 110, waiting.seconds + 80]


def test_build_that_was_left_three_times_keeps_nobody_waiting(waiting, left):
    Build.objects.filter(pk=left.pk).update(attempts=3)

    done = build_in_turn(waiting.pk)

    left.refresh_from_db()
    assert done.status == Build.Status.DONE
    assert (left.status, left.reason["reason"]) == (Build.Status.FAILED, "worker_lost")


def test_second_delivery_of_a_finished_build_does_nothing(waiting):
    build_in_turn(waiting.pk)

    assert build_in_turn(waiting.pk) is None
    waiting.refresh_from_db()
    assert (waiting.status, waiting.attempts) == (Build.Status.DONE, 1)
