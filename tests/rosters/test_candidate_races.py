"""Two take candidates of one build at once, each with a connection of its own."""

import pytest

from rosters.builds.building import NotBuildable, finish_build, start_build
from rosters.builds.choosing import take_candidate
from rosters.models import Candidate
from tests import make
from tests.make import NEXT
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_candidates_taken_at_the_same_moment_are_put_in_place_once(transactional_db):
    hall = make.hall()
    counter = make.station(hall)
    make.employee(hall, "ann", stations=(counter,), is_manager=True)
    make.shift_type(hall)
    make.demand(counter)
    roster = make.roster(hall, NEXT)
    build = start_build(roster, by=None, seconds=1, candidates=True, send=False)
    finish_build(build.pk)
    waiting = list(Candidate.objects.all())

    def take() -> str:
        try:
            return take_candidate(waiting.pop(), by=None).status
        except NotBuildable as refusal:
            return refusal.facts["reason"]

    answers = at_once(take, times=3)

    roster.refresh_from_db()
    assert sorted(answers) == ["done", "not_offered", "not_offered"]
    assert roster.revision == build.revision + 1
