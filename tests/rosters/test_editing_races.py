"""Editors at the same moment, each with a connection of her own."""

from datetime import date

import pytest

from rosters.edits import editing
from rosters.edits.editing import CellChange, CellValue, NotEditable
from rosters.edits.undoing import undo
from rosters.models import Assignment, Edit, Roster
from tests import make
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)

DAYS = [date(2026, 3, day) for day in range(1, 29)]


@pytest.fixture
def world(transactional_db):
    hall = make.hall()
    ann = make.employee(hall, "E1", name="Ann")
    manager = make.post(make.user("manager"), "manager", hall)
    return make.roster(hall), ann, make.shift_type(hall, "D"), make.shift_type(hall, "L"), manager


def test_of_two_who_saw_the_same_cells_one_changes_all_and_the_other_nothing(world):
    roster, ann, early, late, manager = world
    wanted = iter([CellValue(early), CellValue(late)])

    def edit() -> str:
        value = next(wanted)
        changes = [CellChange(ann, day, value, expected="") for day in DAYS]
        try:
            editing.set_cells(Roster.objects.get(pk=roster.pk), changes, by=manager)
            return value.text
        except NotEditable as refusal:
            return f"{refusal.facts['cells'][0].theirs.text} {len(refusal.facts['cells'])}"

    answers = at_once(edit, times=2)

    roster.refresh_from_db()
    [stands] = set(Assignment.objects.values_list("shift_type__code", flat=True))
    assert sorted(answers) == sorted([stands, f"{stands} {len(DAYS)}"])
    assert (roster.revision, Assignment.objects.count(), Edit.objects.count()) == (1, len(DAYS), 1)


def test_undo_pressed_four_times_at_once_takes_back_each_edit_once(world):
    roster, ann, early, _, manager = world
    for day in DAYS[:3]:
        editing.set_cell(roster, ann, day, CellValue(early), by=manager)

    def press() -> str:
        try:
            return f"{undo(Roster.objects.get(pk=roster.pk), by=manager).steps[0].day.day}"
        except NotEditable as refusal:
            return refusal.facts["reason"]

    answers = at_once(press)

    assert sorted(answers) == ["1", "2", "3", "nothing_to_undo"]
    assert not Assignment.objects.exists()
