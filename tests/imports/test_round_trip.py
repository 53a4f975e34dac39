"""What the program exports, it imports back without loss."""

from datetime import date, time, timedelta
from io import BytesIO

import pytest
from django.conf import settings as project
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rosters.exports import save_workbook
from rosters.grids.grid import grid_of
from rosters.imports.applying import apply_sheets
from rosters.imports.planning import plan_of
from rosters.imports.workbooks import read_workbook
from rosters.models import Assignment, Roster, ShiftType
from rosters.month import load_month
from rosters.repairs.parting import parted
from staff.models import Absence, AbsenceKind
from tests import make

MONTHS = [date(2026, 2, 1), date(2026, 3, 1), date(2028, 2, 1)]
VALUES = ["早", "=晚", "1", "rest", "lieu", ""]


@pytest.fixture
def people(hall):
    counter = make.station(hall)
    make.demand(counter)
    for place, code in enumerate(VALUES[:3]):
        make.shift_type(hall, code, letter="ABC"[place], name=f"name {place}", start=time(9 + place))
    names = ["王芳", "王芳", "合计", "=1+1", "12"]
    return [make.employee(hall, f"E{place}", name=name, stations=(counter,)) for place, name in enumerate(names)]


def cells_of(roster):
    rows = Assignment.objects.filter(roster=roster).select_related("shift_type")
    return {(row.employee_id, row.date): row.shift_type.code if row.shift_type else row.day_off for row in rows}


def fill(roster, people, values):
    known = {row.code: row for row in roster.hall.shift_types.all()}
    places = [(person, day) for person in people for day in roster.days]
    cells = [(place, value) for place, value in zip(places, values, strict=False) if value]
    Assignment.objects.bulk_create(
        Assignment(
            roster=roster,
            employee=person,
            date=day,
            shift_type=known.get(value),
            day_off="" if value in known else value,
        )
        for (person, day), value in cells
    )


def exported(roster):
    file = BytesIO()
    save_workbook(grid_of(roster), file)
    return file.getvalue()


@pytest.mark.django_db
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    month=st.sampled_from(MONTHS),
    language=st.sampled_from([code for code, _name in project.LANGUAGES]),
    values=st.lists(st.sampled_from(VALUES), min_size=1, max_size=5 * 31),
)
def test_exported_roster_is_imported_back_without_loss(hall, people, manager, month, language, values):
    Roster.objects.all().delete()
    roster = make.roster(hall, month)
    fill(roster, people, values)
    before = cells_of(roster)
    with translation.override(language):
        sheets = read_workbook(exported(roster))
    Assignment.objects.filter(roster=roster).delete()

    apply_sheets(roster, sheets, by=manager)

    assert cells_of(roster) == before


@pytest.mark.django_db
def test_exported_roster_brings_a_changed_one_back_with_empty_cells_and_all(hall, people, manager, roster):
    fill(roster, people, ["早", "", "rest", "", "lieu"] * 20)
    before, file = cells_of(roster), exported(roster)
    Assignment.objects.filter(roster=roster).delete()
    fill(roster, people, ["rest", "早", "1", "", "rest"] * 20)

    apply_sheets(roster, read_workbook(file), by=manager, empties=True)

    assert cells_of(roster) == before


@pytest.mark.django_db
def test_day_worked_in_parts_and_a_shift_that_changed_in_the_month_come_back(hall, people, manager, roster):
    shift, first = hall.shift_types.get(code="早"), roster.month
    ill, later = first + timedelta(9), first + timedelta(15)
    worked, left = parted(shift, ill, 12 * 60, by=people[0])
    ShiftType.objects.filter(pk=shift.pk).update(valid_to=later - timedelta(1))
    moved = make.shift_type(hall, "早", letter="A", name="name 0", start=time(10), valid_from=later)
    for person, day, value in (
        (people[0], ill, worked), (people[1], ill, left), (people[2], ill, shift), (people[2], later, moved),
    ):  # fmt: skip
        make.assignment(roster, person, day, value)
    rows = Assignment.objects.filter(roster=roster).values_list("employee", "date", "shift_type")
    before, file = set(rows), exported(roster)
    Assignment.objects.filter(roster=roster).delete()

    apply_sheets(roster, read_workbook(file), by=manager)

    assert set(rows.all()) == before


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_exported_roster_says_nothing_new_and_leaves_no_cell_unplaced(hall, people, roster, language):
    fill(roster, people, ["早", "rest", "lieu", "1"] * 25)
    leave = roster.month + timedelta(3)
    AbsenceKind.objects.create(hall=hall, code="nursing", name="哺乳假")
    for person, kind in ((people[4], "annual"), (people[3], "nursing")):
        Absence.objects.create(employee=person, kind=kind, first_day=leave, last_day=leave, state="approved")

    with translation.override(language):
        plan = plan_of(load_month(roster), read_workbook(exported(roster)))

    assert plan.changes == []
    assert [(one.cell, one.text, one.why) for one in plan.unplaced] == []
