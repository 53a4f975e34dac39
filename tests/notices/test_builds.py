"""Who asked for a build hears how it ended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notices.models import Notice
from rosters.builds.building import finish_build, start_build
from rosters.builds.queueing import ATTEMPTS, LOST_AFTER, sweep_builds
from rosters.edits.editing import set_cell
from rosters.edits.values import CellValue
from rosters.models import Build, Roster
from tests import make
from tests.make import NEXT

pytestmark = pytest.mark.django_db


@pytest.fixture
def roster(hall) -> Roster:
    counter = make.station(hall)
    make.employee(hall, "E1", stations=(counter,), is_manager=True)
    make.shift_type(hall)
    make.demand(counter)
    return make.roster(hall, NEXT)


def heard() -> list[tuple[str, str]]:
    return [(notice.kind, notice.facts["answer"]) for notice in Notice.objects.all()]


def test_build_that_is_done_is_told_once(roster, manager):
    build = start_build(roster, by=manager, seconds=1, send=False)

    finish_build(build.pk)
    finish_build(build.pk)

    assert heard() == [("build_finished", "")]
    assert Notice.objects.get().user == manager


def test_build_that_somebody_has_overtaken_is_told_as_such(roster, manager):
    build = start_build(roster, by=manager, seconds=1, send=False)
    set_cell(roster, roster.hall.employees.get(), NEXT, CellValue(day_off="lieu"), by=manager)

    finish_build(build.pk)

    assert heard() == [("build_finished", "overtaken")]


def test_build_whose_workers_all_died_is_told_as_failed(roster, manager):
    build = start_build(roster, by=manager, seconds=1, send=False)
    long_ago = timezone.now() - LOST_AFTER - timedelta(seconds=1)
    Build.objects.update(status="running", claim=build.pk, attempts=ATTEMPTS, heartbeat_at=long_ago)

    sweep_builds()

    assert Build.objects.get().status == "failed"
    assert heard() == [("build_failed", "")]


def test_build_that_the_program_asked_for_is_told_to_nobody(roster):
    finish_build(start_build(roster, by=None, seconds=1, send=False).pk)

    assert heard() == []
