from datetime import date, timedelta

import pytest

from rosters.edits import editing
from rosters.edits.editing import EMPTY, LIEU, REST, CellValue, NotEditable
from rosters.models import Assignment, Roster
from staff.models import AuditEntry, CalendarDay
from tests import make

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 4)


@pytest.fixture
def shift(hall):
    return make.shift_type(hall, "D")


@pytest.fixture
def late(hall):
    return make.shift_type(hall, "L")


@pytest.fixture
def person(hall):
    return make.employee(hall, "E1")


def cell(person, day=DAY) -> str:
    return CellValue.of(Assignment.objects.filter(employee=person, date=day).first()).key


def test_setting_a_cell_keeps_who_works_what(roster, person, shift, manager):
    editing.set_cell(roster, person, DAY, CellValue(shift), by=manager)

    assignment = Assignment.objects.get()
    assert (assignment.employee, assignment.date, assignment.shift_type) == (person, DAY, shift)
    assert assignment.origin == Assignment.Origin.BY_HAND


@pytest.mark.parametrize("value", [REST, LIEU])
def test_setting_a_day_off_replaces_the_shift(roster, person, shift, manager, value):
    editing.set_cell(roster, person, DAY, CellValue(shift), by=manager)

    editing.set_cell(roster, person, DAY, value, by=manager)

    assert cell(person) == value.day_off


def test_clearing_a_cell_leaves_nothing(roster, person, shift, manager):
    editing.set_cell(roster, person, DAY, CellValue(shift), by=manager)

    editing.set_cell(roster, person, DAY, EMPTY, by=manager)

    assert not Assignment.objects.exists()


def test_every_edit_moves_the_revision_and_is_recorded(roster, person, shift, manager):
    editing.set_cell(roster, person, DAY, CellValue(shift), by=manager)

    roster.refresh_from_db()
    entry = AuditEntry.objects.get()
    assert roster.revision == 1
    assert (entry.by, entry.act, entry.before, entry.after) == (manager, "cell_set", "", "D")
    assert entry.subject == "2026-03 E1 2026-03-04"


def test_the_record_holds_what_stood_there_before(roster, person, shift, late, manager):
    editing.set_cell(roster, person, DAY, CellValue(shift), by=manager)

    editing.set_cell(roster, person, DAY, CellValue(late), by=manager)

    entry = AuditEntry.objects.first()
    assert (entry.before, entry.after) == ("D", "L")


def test_an_edit_says_what_it_changed_and_the_revision(roster, person, shift, manager):
    change = editing.set_cell(roster, person, DAY, CellValue(shift), by=manager)

    assert (change.before, change.after, change.revision) == (EMPTY, CellValue(shift), 1)


def test_an_edit_that_changes_nothing_leaves_the_revision(roster, person, shift, manager):
    editing.set_cell(roster, person, DAY, CellValue(shift), by=manager)

    editing.set_cell(roster, person, DAY, CellValue(shift), by=manager)

    roster.refresh_from_db()
    assert roster.revision == 1


def test_an_edit_of_a_cell_changed_meanwhile_is_refused_with_both_values(roster, person, shift, late, manager):
    editing.set_cell(roster, person, DAY, CellValue(late), by=manager, expected="")

    with pytest.raises(NotEditable) as refusal:
        editing.set_cell(roster, person, DAY, CellValue(shift), by=manager, expected="")

    assert refusal.value.facts == {"reason": "overtaken", "theirs": CellValue(late), "yours": CellValue(shift)}
    assert cell(person) == str(late.pk)


def test_two_editors_who_want_the_same_do_not_conflict(roster, person, late, manager):
    editing.set_cell(roster, person, DAY, CellValue(late), by=manager, expected="")

    editing.set_cell(roster, person, DAY, CellValue(late), by=manager, expected="")

    assert cell(person) == str(late.pk)


def test_pinning_keeps_the_value_and_unpinning_gives_it_free(roster, person, shift, manager):
    editing.set_cell(roster, person, DAY, CellValue(shift), by=manager)

    editing.set_pin(roster, person, DAY, True, by=manager)
    assert Assignment.objects.get().is_pinned
    editing.set_pin(roster, person, DAY, False, by=manager)

    assert not Assignment.objects.get().is_pinned
    assert cell(person) == str(shift.pk)


def test_pinning_an_empty_cell_pins_a_day_off(roster, person, manager):
    editing.set_pin(roster, person, DAY, True, by=manager)

    assignment = Assignment.objects.get()
    assert (assignment.day_off, assignment.is_pinned) == ("rest", True)


def test_a_pinned_cell_changed_by_hand_stays_pinned(roster, person, shift, late, manager):
    editing.set_cell(roster, person, DAY, CellValue(shift), by=manager)
    editing.set_pin(roster, person, DAY, True, by=manager)

    editing.set_cell(roster, person, DAY, CellValue(late), by=manager)

    assert Assignment.objects.get().is_pinned


def test_pinning_a_cell_changed_meanwhile_is_refused(roster, person, shift, manager):
    editing.set_cell(roster, person, DAY, CellValue(shift), by=manager)

    with pytest.raises(NotEditable, match="overtaken"):
        editing.set_pin(roster, person, DAY, True, by=manager, expected="rest")


def test_a_day_of_another_month_is_refused(roster, person, shift, manager):
    with pytest.raises(NotEditable, match="outside_month"):
        editing.set_cell(roster, person, date(2026, 4, 1), CellValue(shift), by=manager)


def test_a_person_of_another_hall_is_refused(roster, shift, manager):
    stranger = make.employee(make.hall("west"), "W1")

    with pytest.raises(NotEditable, match="other_hall"):
        editing.set_cell(roster, stranger, DAY, CellValue(shift), by=manager)


def test_a_shift_of_another_hall_is_refused(roster, person, manager):
    foreign = make.shift_type(make.hall("west"), "W")

    with pytest.raises(NotEditable, match="shift_of_another_hall"):
        editing.set_cell(roster, person, DAY, CellValue(foreign), by=manager)


def test_a_day_outside_the_contract_is_refused(roster, hall, shift, manager):
    leaver = make.employee(hall, "E2", left_on=DAY - timedelta(days=1))

    with pytest.raises(NotEditable, match="not_employed"):
        editing.set_cell(roster, leaver, DAY, CellValue(shift), by=manager)
    with pytest.raises(NotEditable, match="not_employed"):
        editing.set_pin(roster, leaver, DAY, True, by=manager)


def test_a_shift_type_not_in_use_that_day_is_refused(roster, hall, person, manager):
    old = make.shift_type(hall, "O", valid_to=DAY - timedelta(days=1))

    with pytest.raises(NotEditable, match="shift_not_valid"):
        editing.set_cell(roster, person, DAY, CellValue(old), by=manager)


def test_a_closed_roster_is_refused(roster, person, shift, manager):
    Roster.objects.update(state=Roster.State.CLOSED)

    with pytest.raises(NotEditable, match="closed"):
        editing.set_cell(roster, person, DAY, CellValue(shift), by=manager)


@pytest.mark.parametrize("key", ["", "rest", "lieu"])
def test_values_that_are_no_shift_go_by_their_names(hall, key):
    assert editing.value_of(hall, key).key == key


def test_a_shift_goes_by_its_number(hall, shift):
    assert editing.value_of(hall, str(shift.pk)) == CellValue(shift)


@pytest.mark.parametrize("key", ["holiday", "-1", "99999", "9" * 40, "1e3", "²"])
def test_any_other_value_is_refused(hall, key):
    with pytest.raises(NotEditable, match="unknown_value"):
        editing.value_of(hall, key)


def test_a_shift_number_of_another_hall_is_refused(hall):
    foreign = make.shift_type(make.hall("west"), "W")

    with pytest.raises(NotEditable, match="unknown_value"):
        editing.value_of(hall, str(foreign.pk))


def test_opening_a_month_twice_gives_one_roster(hall):
    month = hall.today().replace(day=1)

    assert editing.open_roster(hall, month) == editing.open_roster(hall, month)


def test_opening_a_month_ten_years_ahead_is_refused(hall):
    with pytest.raises(NotEditable, match="too_far_ahead"):
        editing.open_roster(hall, hall.today().replace(day=1, year=hall.today().year + 10))


def test_first_roster_of_a_year_brings_its_national_days(hall):
    for month in (9, 10):
        editing.open_roster(hall, date(2026, month, 1))

    day = CalendarDay.objects.get(hall=None, date=date(2026, 10, 1))
    assert day.kind == CalendarDay.Kind.STATUTORY_HOLIDAY


def test_national_days_that_stand_are_not_filled_in_again(hall):
    CalendarDay.objects.create(hall=None, date=date(2026, 5, 1), kind=CalendarDay.Kind.WORKDAY)

    editing.open_roster(hall, date(2026, 9, 1))

    assert CalendarDay.objects.count() == 1
