"""Several publish the same roster at once, each with a connection of their own."""

from datetime import timedelta

import pytest

from rosters.models import Confirmation, Publication
from rosters.publications import confirming, publishing, reviewing
from rosters.publications.published import standing_of
from rosters.publications.reviewing import NotReviewable
from staff.models import AuditEntry
from tests import make
from tests.make import MONTH
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def filled(transactional_db):
    hall = make.hall()
    person = make.employee(hall, "E1", stations=(make.station(hall),))
    roster = make.roster(hall)
    make.assignment(roster, person, MONTH, make.shift_type(hall))
    return roster


@pytest.fixture
def boss(filled):
    return make.post(make.user("boss"), "manager", filled.hall)


def test_rosters_published_at_the_same_moment_have_one_version(filled, boss):
    found = at_once(lambda: publishing.publish(filled, by=boss).number)

    assert found == [1] * 4
    assert Publication.objects.count() == Confirmation.objects.count() == 1
    assert AuditEntry.objects.filter(act="roster_published").count() == 1


def test_cells_published_at_the_same_moment_have_one_version(filled, boss):
    publishing.publish(filled, by=boss)
    make.assignment(filled, filled.hall.employees.get(), MONTH + timedelta(days=1), filled.hall.shift_types.get())
    cells = [(filled.hall.employees.get().pk, MONTH + timedelta(days=1))]

    made = at_once(lambda: publishing.publish_cells(filled, cells, by=boss, why="swap"))

    assert sum(publication is not None for publication in made) == 1
    filled.refresh_from_db()
    assert standing_of(filled).changes == []


def test_a_review_answered_at_the_same_moment_has_one_answer(filled, boss):
    other = make.post(make.user("other"), "manager", filled.hall)
    reviewing.submit(filled, by=boss)

    def answer() -> str:
        try:
            return f"version {reviewing.approve(filled, by=other).number}"
        except NotReviewable as refusal:
            return refusal.facts["reason"]

    assert sorted(at_once(answer)) == [*["not_in_review"] * 3, "version 1"]


def test_a_confirmation_made_at_the_same_moment_is_recorded_once(filled, boss):
    clerk = make.user("clerk")
    person = filled.hall.employees.get()
    person.user = clerk
    person.save()
    publication = publishing.publish(filled, by=boss)

    at_once(lambda: confirming.confirm(person, publication, by=clerk))

    assert AuditEntry.objects.filter(act="publication_confirmed").count() == 1
