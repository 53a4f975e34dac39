"""Many cells in one act: all or nothing, each with what was seen."""

from datetime import date, timedelta

import pytest

from rosters.edits import editing
from rosters.edits.editing import EMPTY, LIEU, REST, CellChange, CellValue, NotEditable
from rosters.edits.reasons import give_reason
from rosters.models import Assignment, Edit, Roster
from staff.models import AuditEntry
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
def bea(hall):
    return make.employee(hall, "E2", name="Bea")


def cells() -> dict[tuple[str, int], str]:
    """What stands in the roster, by code and day of the month."""
    rows = Assignment.objects.select_related("employee", "shift_type")
    return {(row.employee.code, row.date.day): CellValue.of(row).text for row in rows}


def test_many_cells_are_one_edit_and_one_line_in_the_log(roster, ann, bea, shift, manager):
    wanted = [CellChange(ann, DAY, CellValue(shift)), CellChange(bea, NEXT, REST), CellChange(bea, DAY, LIEU)]

    done = editing.set_cells(roster, wanted, by=manager, what=Edit.What.PASTE)

    roster.refresh_from_db()
    entry = AuditEntry.objects.get()
    assert cells() == {("E1", 4): "D", ("E2", 5): "rest", ("E2", 4): "lieu"}
    assert (roster.revision, done.revision) == (1, 1)
    assert (entry.act, entry.after["E1 2026-03-04"]) == ("cells_pasted", "D")
    assert Edit.objects.get().cells[f"{ann.pk}:2026-03-04"]["after"]["text"] == "D"


def test_one_cell_that_was_overtaken_refuses_all_and_names_it(roster, ann, bea, shift, late, manager):
    editing.set_cell(roster, ann, DAY, CellValue(late), by=manager)
    editing.set_cell(roster, bea, DAY, CellValue(late), by=manager)
    wanted = [CellChange(one, day, CellValue(shift), expected="") for one in (ann, bea) for day in (DAY, NEXT)]

    with pytest.raises(NotEditable) as refusal:
        editing.set_cells(roster, wanted, by=manager)

    conflicts = refusal.value.facts["cells"]
    assert [(one.name, one.day, one.theirs.text, one.yours.text) for one in conflicts] == [
        ("Ann", DAY, "L", "D"),
        ("Bea", DAY, "L", "D"),
    ]
    assert cells() == {("E1", 4): "L", ("E2", 4): "L"}


def test_a_refusal_leaves_the_revision(roster, ann, shift, manager):
    wanted = [CellChange(ann, DAY, CellValue(shift)), CellChange(ann, date(2026, 4, 1), CellValue(shift))]

    with pytest.raises(NotEditable, match="outside_month"):
        editing.set_cells(roster, wanted, by=manager)

    roster.refresh_from_db()
    assert (roster.revision, cells()) == (0, {})


def test_what_changes_nothing_leaves_revision_log_and_undo(roster, ann, shift, manager):
    editing.set_cell(roster, ann, DAY, CellValue(shift), by=manager)

    done = editing.set_cells(roster, [CellChange(ann, DAY, CellValue(shift))], by=manager)

    roster.refresh_from_db()
    assert (roster.revision, done.revision, done.steps) == (1, 1, [])
    assert (Edit.objects.count(), AuditEntry.objects.count()) == (1, 1)


def test_values_and_empty_cells_are_written_together(roster, ann, bea, shift, late, manager):
    editing.set_cells(roster, [CellChange(one, DAY, CellValue(shift)) for one in (ann, bea)], by=manager)

    editing.set_cells(roster, [CellChange(ann, DAY, EMPTY), CellChange(bea, DAY, CellValue(late))], by=manager)

    assert cells() == {("E2", 4): "L"}


def test_pins_of_many_keep_the_values(roster, ann, bea, shift, manager):
    editing.set_cell(roster, ann, DAY, CellValue(shift), by=manager)

    editing.set_cells(roster, [CellChange(one, DAY, pin=True) for one in (ann, bea)], by=manager, what=Edit.What.PIN)

    assert cells() == {("E1", 4): "D", ("E2", 4): "rest"}
    assert Assignment.objects.filter(is_pinned=True).count() == 2


def test_the_month_of_an_edit_is_what_the_database_then_holds(roster, ann, bea, shift, manager):
    from rosters.month import load_month

    editing.set_cell(roster, bea, DAY, CellValue(shift), by=manager)
    done = editing.set_cells(roster, [CellChange(ann, DAY, CellValue(shift)), CellChange(bea, DAY, EMPTY)], by=manager)

    def bare(month):
        return {key: cell._replace(pk=0) for key, cell in month.cells.items()}

    assert bare(done.month) == bare(load_month(roster))


def test_changes_are_asked_for_with_the_month_as_it_stands(roster, ann, bea, shift, manager):
    editing.set_cell(roster, ann, DAY, CellValue(shift), by=manager)
    stale = Roster.objects.get(pk=roster.pk)
    editing.set_cell(roster, ann, NEXT, CellValue(shift), by=manager)

    def as_ann(month):
        return [CellChange(bea, day, CellValue(shift)) for pk, day in month.cells if pk == ann.pk]

    editing.set_cells(stale, as_ann, by=manager)

    assert {place for place in cells() if place[0] == "E2"} == {("E2", 4), ("E2", 5)}


def test_a_reason_is_kept_with_the_edit_and_in_the_log(roster, ann, shift, manager):
    done = editing.set_cells(roster, [CellChange(ann, DAY, CellValue(shift))], by=manager)

    give_reason(done.edit, "  Promotion  week ", by=manager)

    assert Edit.objects.get().why == "Promotion week"
    assert AuditEntry.objects.filter(act="edit_explained", why="Promotion week").count() == 1
