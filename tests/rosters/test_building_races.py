"""Two at once, each with a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from rosters.building import start_build
from rosters.claims import claim_build
from rosters.models import Build, Roster
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

NEXT = (timezone.now().date().replace(day=1) + timedelta(days=40)).replace(day=1)


@pytest.fixture
def roster(transactional_db) -> Roster:
    hall = make.hall()
    counter = make.station(hall)
    make.employee(hall, "ann", stations=(counter,), is_manager=True)
    make.shift_type(hall)
    make.demand(counter)
    return make.roster(hall, NEXT)


def at_once(act: Callable[[], object], times: int = 4) -> list[object]:
    """What the act gives to each of so many who do it at the same moment."""
    gate = Barrier(times)

    def run(_: int) -> object:
        try:
            gate.wait(10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_presses_at_the_same_moment_make_one_build(roster):
    builds = at_once(lambda: start_build(roster, by=None, send=False))

    assert Build.objects.count() == 1
    assert set(builds) == {Build.objects.get()}


def test_workers_at_the_same_moment_claim_a_build_once(roster):
    build = start_build(roster, by=None, send=False)

    claims = at_once(lambda: claim_build(build.pk))

    assert sorted(claim is not None for claim in claims) == [False, False, False, True]
    assert Build.objects.get().attempts == 1
