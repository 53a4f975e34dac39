"""Single cells put into force, while other changes stay unpublished."""

from datetime import time

import pytest

from rosters.edits import editing
from rosters.edits.editing import EMPTY, REST, CellValue
from rosters.publications import publishing
from rosters.publications.published import snapshot_in, standing_of
from rosters.publications.publishing import NotPublishable
from rosters.publications.snapshots import differences
from staff.models import Absence
from tests import make

pytestmark = pytest.mark.django_db


def put(roster, person, day, value, by):
    editing.set_cell(roster, person, roster.month.replace(day=day), value, by=by)


def refusal(act) -> str:
    with pytest.raises(NotPublishable) as refused:
        act()
    return refused.value.facts["reason"]


def test_published_cells_are_exactly_those_asked_for(filled, person, other, manager, shift):
    publishing.publish(filled, by=manager)
    for day in (5, 6, 7):
        put(filled, person, day, CellValue(shift), manager)
        put(filled, other, day, CellValue(shift), manager)
    put(filled, person, 1, EMPTY, manager)
    filled.refresh_from_db()
    before, wanted = standing_of(filled), [(person.pk, filled.month.replace(day=6)), (person.pk, filled.month)]

    publication = publishing.publish_cells(filled, wanted, by=manager, why="swap")

    after = snapshot_in(publication)
    assert sorted((change.employee_id, change.date) for change in differences(before.before, after)) == sorted(wanted)
    assert (publication.number, publication.changes, publication.why) == (2, 2, "swap")
    filled.refresh_from_db()
    assert len(standing_of(filled).changes) == 5


def test_published_cells_ask_those_alone_whose_days_changed(filled, person, other, manager, shift):
    publishing.publish(filled, by=manager)
    put(filled, person, 5, CellValue(shift), manager)
    put(filled, other, 5, CellValue(shift), manager)

    publication = publishing.publish_cells(filled, [(other.pk, filled.month.replace(day=5))], by=manager, why="swap")

    assert [row.employee for row in publication.confirmations.all()] == [other]


def test_publishing_cells_that_staff_see_already_makes_no_version(filled, person, manager):
    publishing.publish(filled, by=manager)

    assert publishing.publish_cells(filled, [(person.pk, filled.month)], by=manager, why="swap") is None
    assert filled.publications.count() == 1


def test_cells_of_a_draft_are_not_published(filled, person, manager):
    assert publishing.publish_cells(filled, [(person.pk, filled.month)], by=manager, why="swap") is None
    assert not filled.publications.exists()


def test_cells_that_break_a_rule_beside_what_staff_see_are_refused(filled, person, manager):
    """The draft is sound because another change goes with it, which would stay unpublished."""
    late = make.shift_type(filled.hall, "L", start=time(14), end=time(23))
    early = make.shift_type(filled.hall, "E", start=time(7), end=time(16))
    put(filled, person, 10, CellValue(late), manager)
    publishing.publish(filled, by=manager)
    put(filled, person, 10, REST, manager)
    put(filled, person, 11, CellValue(early), manager)
    cells = [(person.pk, filled.month.replace(day=11))]

    assert refusal(lambda: publishing.publish_cells(filled, cells, by=manager, why="swap")) == "newly_broken"
    assert filled.publications.count() == 1


def test_cells_are_published_although_something_else_is_broken_by_now(filled, person, other, manager, shift):
    publishing.publish(filled, by=manager)
    Absence.objects.create(employee=person, first_day=filled.month, last_day=filled.month, state="approved")
    put(filled, other, 5, CellValue(shift), manager)

    done = publishing.publish_cells(filled, [(other.pk, filled.month.replace(day=5))], by=manager, why="swap")

    assert done.number == 2
    assert done.broken == 1
