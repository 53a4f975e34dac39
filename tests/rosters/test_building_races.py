"""Two at once, each with a connection of its own."""

import pytest

from rosters.builds.building import start_build
from rosters.builds.claims import claim_build
from rosters.models import Build, Roster
from tests import make
from tests.make import NEXT
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def roster(transactional_db) -> Roster:
    hall = make.hall()
    counter = make.station(hall)
    make.employee(hall, "ann", stations=(counter,), is_manager=True)
    make.shift_type(hall)
    make.demand(counter)
    return make.roster(hall, NEXT)


def test_presses_at_the_same_moment_make_one_build(roster):
    builds = at_once(lambda: start_build(roster, by=None, send=False))

    assert Build.objects.count() == 1
    assert set(builds) == {Build.objects.get()}


def test_workers_at_the_same_moment_claim_a_build_once(roster):
    build = start_build(roster, by=None, send=False)

    claims = at_once(lambda: claim_build(build.pk))

    assert sorted(claim is not None for claim in claims) == [False, False, False, True]
    assert Build.objects.get().attempts == 1
