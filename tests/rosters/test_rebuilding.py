"""A build begins at what stands in the roster, whoever put it there."""

from datetime import timedelta

import pytest

from rosters.builds.building import finish_build, start_build
from rosters.models import Assignment, Roster
from rosters.problem import duties_of, problem_of
from rosters.solver.progress import Progress
from staff.models import Employee, Hall
from tests import make
from tests.make import NEXT

pytestmark = pytest.mark.django_db

Origin = Assignment.Origin


@pytest.fixture
def roster(hall: Hall) -> Roster:
    """Next month, in which two people take turns, four days on and four off."""
    counter = make.station(hall)
    people = [make.employee(hall, code, stations=(counter,), is_manager=True) for code in ("ann", "bob")]
    shift = make.shift_type(hall)
    make.demand(counter)
    make.demand(counter, day_type="weekend")
    roster = make.roster(hall, NEXT)
    for number, day in enumerate(roster.days):
        make.assignment(roster, people[number // 4 % 2], day, shift)
    return roster


def first_of_build(roster: Roster) -> Progress:
    """The first roster that a build reports."""
    seen: list[Progress] = []
    finish_build(start_build(roster, by=None, seconds=1, send=False).pk, listen=seen.append)
    return seen[0]


@pytest.mark.parametrize("origin", [Origin.BUILT, Origin.BY_HAND, Origin.COPIED])
def test_build_begins_at_the_roster_as_it_stands(roster, origin):
    roster.assignments.update(origin=origin)
    standing = duties_of(roster, problem_of(roster)).cells

    first = first_of_build(roster)

    assert first.duties is not None
    assert first.duties.cells == standing


def test_rebuild_after_an_illness_keeps_all_but_the_days_of_it(roster):
    ann = Employee.objects.get(code="ann")
    ann.absences.create(first_day=NEXT, last_day=NEXT + timedelta(days=1), state="approved")
    standing = duties_of(roster, problem_of(roster)).cells

    first = first_of_build(roster)

    assert first.duties is not None
    assert first.duties.cells == {cell: id for cell, id in standing.items() if cell not in {("ann", 0), ("ann", 1)}}
