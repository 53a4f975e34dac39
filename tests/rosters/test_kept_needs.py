"""What was published stays measured by what was needed then, whatever the hall needs later."""

from datetime import date, time, timedelta

import pytest

from reports.counting import count_month
from reports.figures import to_json as figures_to_json
from rosters.edits.editing import set_cell
from rosters.edits.values import REST, CellValue
from rosters.exports import workbook_of
from rosters.grids.grid import grid_for
from rosters.models import Demand, Headcount, Roster
from rosters.month import load_month
from rosters.needs.kept import from_json, needs_in, to_json
from rosters.problem import problem_of
from rosters.publications import publishing
from staff.models import Employee, Skill
from tests import make

PAST, COMING = date(2026, 3, 1), make.NEXT

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(hall):
    counter = make.station(hall)
    make.demand(counter, 2)
    shift = make.shift_type(hall)
    Headcount.objects.create(shift_type=shift, day_type="weekday", needed=1)
    for code in ("E1", "E2"):
        make.employee(hall, code, stations=(counter,), is_manager=code == "E1")
    return counter


def published(hall, month, manager) -> Roster:
    roster = make.roster(hall, month)
    for day in roster.days:
        if day.weekday() < 5:
            make.assignment(roster, hall.employees.get(code="E1"), day, hall.shift_types.get())
    publishing.publish(roster, by=manager)
    roster.refresh_from_db()
    return roster


def need_other_things(hall) -> None:
    """Twice the people, other hours, a manager less and nobody who can do the work."""
    Demand.objects.update(needed=4)
    Headcount.objects.update(needed=3)
    hall.opening_hours.update(closes=time(21))
    Skill.objects.all().delete()
    Employee.objects.update(is_manager=False)


def sheets_of(roster, *, can_edit=True) -> list[list[list[object]]]:
    book = workbook_of(grid_for(Roster.objects.get(pk=roster.pk), can_edit=can_edit))
    return [[[cell.value for cell in row] for row in sheet] for sheet in book.worksheets]


def missing_in(roster, *, can_edit=True) -> int:
    return sum(day.missing for day in grid_for(Roster.objects.get(pk=roster.pk), can_edit=can_edit).foot)


@pytest.mark.parametrize("can_edit", [True, False])
def test_workbook_of_a_past_month_does_not_change_with_what_the_hall_needs(hall, counter, manager, can_edit):
    roster = published(hall, PAST, manager)
    before = sheets_of(roster, can_edit=can_edit)

    need_other_things(hall)

    assert sheets_of(roster, can_edit=can_edit) == before


def test_figures_of_a_version_do_not_change_with_what_the_hall_needs(hall, counter, manager):
    roster = published(hall, PAST, manager)
    before = figures_to_json(count_month(roster))

    need_other_things(hall)

    assert figures_to_json(count_month(Roster.objects.get(pk=roster.pk))) == before


def test_month_to_come_is_measured_by_what_is_needed_now_until_staff_look(hall, counter, manager):
    roster = published(hall, COMING, manager)
    as_published = missing_in(roster)

    Demand.objects.update(needed=4)

    assert missing_in(roster) > as_published
    assert missing_in(roster, can_edit=False) == as_published


def test_next_publication_is_measured_anew_and_a_swap_is_not(hall, counter, manager):
    roster = published(hall, COMING, manager)
    first = roster.publications.get().needs
    Demand.objects.update(needed=4)
    person, day = hall.employees.get(code="E2"), COMING + timedelta(3)
    set_cell(roster, person, day, CellValue(hall.shift_types.get()), by=manager)

    swap = publishing.publish_cells(Roster.objects.get(pk=roster.pk), [(person.pk, day)], by=manager, why="swap")
    set_cell(Roster.objects.get(pk=roster.pk), person, day, REST, by=manager)
    anew = publishing.publish(Roster.objects.get(pk=roster.pk), by=manager)

    assert swap.needs["kinds"] == first["kinds"]
    assert [kind["demand"][0][3] for kind in anew.needs["kinds"] if kind["demand"]] == [4]


def test_version_without_kept_needs_is_counted_by_todays(hall, counter, manager):
    roster = published(hall, PAST, manager)
    before = missing_in(roster)
    roster.publications.update(needs=None)

    Demand.objects.update(needed=4)

    assert missing_in(roster) > before


def test_needs_survive_being_kept_and_days_that_are_alike_are_kept_once(hall, counter, manager):
    roster = published(hall, PAST, manager)
    month = load_month(roster)
    needs = needs_in(month, problem_of(roster, month))

    data = to_json(needs)

    assert from_json(data) == needs
    assert len(data["kinds"]) == 2
