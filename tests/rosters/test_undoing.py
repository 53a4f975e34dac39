"""Undo and redo: for each user, as far back as there are edits, never over what others have done."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from rosters.edits import editing
from rosters.edits.editing import EMPTY, CellChange, CellValue, NotEditable
from rosters.edits.undoing import redo, undo
from rosters.models import Assignment, Build, Edit
from rosters.wording import reason_of
from tests import make

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 4)
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def shift(hall):
    return make.shift_type(hall, "D")


@pytest.fixture
def late(hall):
    return make.shift_type(hall, "L")


@pytest.fixture
def ann(hall):
    return make.employee(hall, "E1", name="Ann")


@pytest.fixture
def second(hall):
    """Another manager of the hall."""
    return make.post(make.user("second"), "manager", hall)


def stands(person, day=DAY) -> str:
    return CellValue.of(Assignment.objects.filter(employee=person, date=day).first()).text


def test_undo_puts_back_value_pin_and_origin(roster, ann, shift, late, manager):
    make.assignment(roster, ann, DAY, shift, is_pinned=True, origin="built")
    editing.set_cell(roster, ann, DAY, EMPTY, by=manager)

    undo(roster, by=manager)

    cell = Assignment.objects.get()
    assert (cell.shift_type, cell.is_pinned, cell.origin) == (shift, True, "built")


def test_undo_goes_back_edit_by_edit_and_redo_forth(roster, ann, shift, late, manager):
    for value in (CellValue(shift), CellValue(late), EMPTY):
        editing.set_cell(roster, ann, DAY, value, by=manager)

    back = [undo(roster, by=manager) and stands(ann) for _ in range(3)]
    forth = [redo(roster, by=manager) and stands(ann) for _ in range(3)]

    assert back == ["L", "D", ""]
    assert forth == ["D", "L", ""]


def test_nothing_to_undo_or_redo_is_said(roster, ann, shift, manager):
    with pytest.raises(NotEditable, match="nothing_to_undo"):
        undo(roster, by=manager)
    editing.set_cell(roster, ann, DAY, CellValue(shift), by=manager)
    with pytest.raises(NotEditable, match="nothing_to_redo"):
        redo(roster, by=manager)

    roster.refresh_from_db()
    assert roster.revision == 1


def test_a_new_edit_ends_what_could_be_redone(roster, ann, shift, late, manager):
    editing.set_cell(roster, ann, DAY, CellValue(shift), by=manager)
    undo(roster, by=manager)
    editing.set_cell(roster, ann, NEXT, CellValue(late), by=manager)

    with pytest.raises(NotEditable, match="nothing_to_redo"):
        redo(roster, by=manager)


def test_what_was_dropped_stays_dropped_after_more_undoing(roster, ann, shift, late, manager):
    editing.set_cell(roster, ann, DAY, CellValue(shift), by=manager)
    editing.set_cell(roster, ann, DAY, CellValue(late), by=manager)
    undo(roster, by=manager)
    editing.set_cell(roster, ann, NEXT, CellValue(late), by=manager)
    undo(roster, by=manager)
    undo(roster, by=manager)

    redo(roster, by=manager)
    redo(roster, by=manager)

    assert (stands(ann), stands(ann, NEXT)) == ("D", "L")
    with pytest.raises(NotEditable, match="nothing_to_redo"):
        redo(roster, by=manager)


def test_everybody_undoes_what_is_her_own(roster, ann, shift, late, manager, second):
    editing.set_cell(roster, ann, DAY, CellValue(shift), by=manager)
    editing.set_cell(roster, ann, NEXT, CellValue(late), by=second)

    undo(roster, by=manager)

    assert (stands(ann), stands(ann, NEXT)) == ("", "L")


def test_cells_that_others_have_changed_since_stay_and_are_named(roster, ann, shift, late, manager, second):
    wanted = [CellChange(ann, DAY, CellValue(shift)), CellChange(ann, NEXT, CellValue(shift))]
    editing.set_cells(roster, wanted, by=manager)
    editing.set_cell(roster, ann, DAY, CellValue(late), by=second)

    done = undo(roster, by=manager)

    assert (stands(ann), stands(ann, NEXT)) == ("L", "")
    assert [(one.name, one.day, one.theirs.text) for one in done.left] == [("Ann", DAY, "L")]


def test_an_edit_that_others_have_gone_over_is_refused_once_and_then_passed_over(
    roster, ann, shift, late, manager, second
):
    editing.set_cell(roster, ann, NEXT, CellValue(shift), by=manager)
    editing.set_cell(roster, ann, DAY, CellValue(shift), by=manager)
    editing.set_cell(roster, ann, DAY, CellValue(late), by=second)

    with pytest.raises(NotEditable, match="undo_overtaken"):
        undo(roster, by=manager)
    undo(roster, by=manager)

    assert (stands(ann), stands(ann, NEXT)) == ("L", "")


def test_a_build_over_it_is_named_as_the_reason(roster, ann, shift, late, manager):
    editing.set_cell(roster, ann, DAY, CellValue(shift), by=manager)
    Assignment.objects.update(shift_type=late, origin="built")
    Build.objects.create(
        roster=roster, revision=1, problem={}, seconds=1, status=Build.Status.DONE, finished_at=timezone.now()
    )

    with pytest.raises(NotEditable, match="undo_built_over"):
        undo(roster, by=manager)

    assert stands(ann) == "L"


def test_undo_moves_the_revision_and_keeps_the_edit(roster, ann, shift, manager):
    editing.set_cell(roster, ann, DAY, CellValue(shift), by=manager)

    done = undo(roster, by=manager)

    roster.refresh_from_db()
    assert (roster.revision, done.revision) == (2, 2)
    assert Edit.objects.get().undone_at is not None


def test_a_swap_in_force_is_never_taken_back_and_is_named_as_the_reason(roster, ann, shift, late, manager):
    editing.set_cell(roster, ann, DAY, CellValue(shift), by=manager)
    swap = editing.set_cells(roster, [CellChange(ann, DAY, CellValue(late))], by=manager, what=Edit.What.SWAP)
    Edit.objects.filter(pk=swap.edit.pk).update(is_settled=True)

    with pytest.raises(NotEditable, match="undo_built_over"):
        undo(roster, by=manager)

    assert stands(ann) == "L"


def test_what_can_no_longer_stand_there_is_told_and_stepped_over(roster, ann, shift, late, manager, hall):
    bea = make.employee(hall, "E2", name="Bea")
    make.assignment(roster, ann, DAY, late)
    make.assignment(roster, bea, DAY, shift)
    make.assignment(roster, ann, NEXT, CellValue(old := make.shift_type(hall, "O")).shift_type)
    editing.set_cell(roster, ann, NEXT + timedelta(days=1), CellValue(shift), by=manager)
    for person, day in ((ann, DAY), (bea, DAY), (ann, NEXT)):
        editing.set_cell(roster, person, day, EMPTY, by=manager)
    old.delete()
    late.valid_to = DAY - timedelta(days=1)
    late.save()
    bea.left_on = date(2026, 2, 1)
    bea.save()

    told = []
    for _ in range(3):
        with pytest.raises(NotEditable, match="undo_impossible") as refusal:
            undo(roster, by=manager)
        told.append(reason_of(refusal.value.facts))
    undo(roster, by=manager)

    assert [text.split(". ")[0] for text in told] == [
        "What stood there is no longer possible: Ann March 5 (this shift type is there no longer)",
        "What stood there is no longer possible: Bea March 4 (no contract on this day)",
        "What stood there is no longer possible: Ann March 4 (this shift is not in use then)",
    ]
    assert not Assignment.objects.exists()


def test_the_rest_of_an_edit_is_taken_back_where_one_cell_cannot_be(roster, ann, shift, late, manager):
    make.assignment(roster, ann, DAY, late)
    editing.set_cells(
        roster, [CellChange(ann, DAY, CellValue(shift)), CellChange(ann, NEXT, CellValue(shift))], by=manager
    )
    late.valid_to = DAY - timedelta(days=1)
    late.save()

    done = undo(roster, by=manager)

    assert (stands(ann), stands(ann, NEXT)) == ("D", "")
    assert [(one.day, one.why) for one in done.left] == [(DAY, "shift_not_valid")]
