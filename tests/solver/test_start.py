"""Where a search begins: what stands is kept but for what is broken, and last month's pattern goes on."""

import pytest
from hypothesis import given

from rosters.solver.check import check, penalty_of, pin_conflicts
from rosters.solver.construct import completed, first_duties
from rosters.solver.duties import Duties
from rosters.solver.pattern import continued, pattern_cells, rotation_of
from rosters.solver.problem import Absence, Pin, Problem, Wish
from tests.solver.small import DAY_SHIFT, LATE_SHIFT, drawn, hall, needs, picture, worker
from tests.strategies import problems

HARD = {"one-shift": {}, "absences": {}, "pins": {}, "rest": {}, "consecutive-days": {"most": 5}, "weekly-rest": {}}
RULES = HARD | {"cover": {}, "weekly-hours": {}}


def week(*people, **facts) -> Problem:
    facts.setdefault("rules", RULES)
    return hall(*people, shifts=(DAY_SHIFT, LATE_SHIFT), demand=tuple(needs(range(7))), **facts)


# --- a hint ------------------------------------------------------------------


def test_illness_takes_the_days_of_it_out_of_a_hint_and_no_others():
    problem = week(worker("ann", absences=(Absence(1), Absence(2))), worker("bob"))
    hint = drawn(problem, ann="DDDDD..", bob="DD..DD.")

    assert picture(first_duties(problem, hint)) == {"ann": "D..DD..", "bob": "DD..DD."}


def test_run_that_is_too_long_loses_its_last_days():
    problem = week(worker("ann"))

    assert picture(first_duties(problem, drawn(problem, ann="DDDDDDD"))) == {"ann": "DDDDD.."}


def test_pin_stays_where_a_hint_goes_against_it():
    problem = week(worker("ann", "DL"), pins=(Pin("ann", 1, "L"),))

    assert picture(first_duties(problem, drawn(problem, ann="DDDDD..")))["ann"][1] == "L"


def test_person_with_nothing_but_pins_is_placed():
    problem = week(worker("ann"), worker("bob"), pins=(Pin("bob", 0, None), Pin("ann", 6, "D")))

    first = first_duties(problem, None)

    assert len([cell for cell in first.cells if cell[0] == "ann"]) > 1


def test_shift_that_nobody_may_work_is_left_out_of_a_hint_rule_or_no_rule():
    problem = week(worker("ann"))

    assert "L" not in picture(first_duties(problem, drawn(problem, ann="DLD....")))["ann"]


def test_pin_that_nobody_may_work_is_a_conflict_rule_or_no_rule():
    problem = week(worker("ann"), pins=(Pin("ann", 1, "L"),))

    assert [fault.rule for fault in pin_conflicts(problem)] == ["eligible"]


@given(problems())
def test_start_from_any_hint_breaks_no_hard_rule(problem):
    pins = {(pin.worker, pin.day): pin.shift for pin in problem.pins}
    if any(fault.is_hard for fault in check(problem, Duties(problem, pins))):
        return
    everyday = {(one.id, day): id for one in problem.workers for day in range(problem.days) for id in one.shifts[day]}

    first = first_duties(problem, Duties(problem, everyday))

    assert [fault for fault in check(problem, first) if fault.is_hard] == []
    assert {cell: first.cells.get(cell) for cell in pins} == pins


# --- the pattern of the month before -----------------------------------------


@pytest.mark.parametrize(
    ("history", "length", "follows"),
    [
        ("DDDDD..DDDDD..", 7, "DDDDD..DD"),
        ("DDLL....DDLL..", 8, "..DDLL..."),
        ("DDDDD..LLLLL..", 14, "DDDDD..LL"),
    ],
)
def test_rotation_goes_on(history, length, follows):
    past = [None if letter == "." else letter for letter in history]

    assert rotation_of(past) == length
    assert "".join(shift or "." for shift in continued(past, 9)) == follows


def test_pattern_leaves_out_leave_and_shifts_that_are_not_hers():
    ann = worker("ann", "D", history="DDDDD..LLLLL..", absences=(Absence(1),), days=14)
    problem = week(ann, worker("bob", days=14))

    assert pattern_cells(problem) == {("ann", day): "D" for day in (0, 2, 3, 4)}


@given(problems(has_pins=False))
def test_start_is_never_dearer_than_the_greedy_one(problem):
    first, greedy = first_duties(problem, None), completed(problem, {})

    assert penalty_of(check(problem, first)) <= penalty_of(check(problem, greedy))


def test_pattern_is_taken_where_the_greedy_start_is_worse():
    people = [worker("ann", history="DDDDD..DDDDD.."), worker("bob", history=".....DD.....DD")]
    wishes = tuple(Wish("ann", day, None, prefers=False) for day in (5, 6))
    problem = week(*people, rules=HARD | {"cover": {}, "wishes": {}}, wishes=wishes)
    greedy = completed(problem, {})

    first = first_duties(problem, None)

    assert picture(first) == {"ann": "DDDDD..", "bob": ".....DD"}
    assert penalty_of(check(problem, first)) < penalty_of(check(problem, greedy))
