"""Each hard rule alone against people who wish to work every day."""

from dataclasses import replace

import pytest

from rosters.solver.check import pin_conflicts
from rosters.solver.problem import Absence, Pin
from tests.solver.small import (
    DAY_SHIFT,
    EARLY_SHIFT,
    LATE_SHIFT,
    LONG_SHIFT,
    MONDAY,
    NIGHT_SHIFT,
    SPLIT_SHIFT,
    best,
    both_forbid,
    broken,
    drawn,
    hall,
    is_possible,
    keen,
    picture,
    worker,
)

WISHES = {"wishes": {"weight": 1}}


def working(duties, id="ann"):
    return sum(letter != "." for letter in picture(duties)[id])


def test_without_hard_rules_every_wish_comes_true():
    ann = worker()

    assert picture(best(hall(ann, rules=WISHES, wishes=keen(ann)))) == {"ann": "DDDDDDD"}


# -- one shift ---------------------------------------------------------------------


def test_one_shift_forbids_being_in_two_places():
    shifts = (NIGHT_SHIFT, replace(DAY_SHIFT, segments=((300, 780),)))
    problem = hall(worker(may="ND"), rules={"one-shift": {}}, shifts=shifts)

    assert both_forbid(problem, ann="ND.....")
    assert not both_forbid(problem, ann="DN.....")
    assert not both_forbid(problem, ann="N.D....")


def test_one_shift_counts_the_last_night_of_history():
    shifts = (NIGHT_SHIFT, replace(DAY_SHIFT, segments=((300, 780),)))
    problem = hall(worker(may="ND", history="N"), rules={"one-shift": {}}, shifts=shifts)

    assert both_forbid(problem, ann="D......")


def test_one_shift_lets_a_shift_begin_when_the_last_one_ends():
    shifts = (NIGHT_SHIFT, replace(DAY_SHIFT, segments=((360, 780),)))
    problem = hall(worker(may="ND"), rules={"one-shift": {}}, shifts=shifts)

    assert not both_forbid(problem, ann="ND.....")


# -- absences ----------------------------------------------------------------------


def test_absences_keep_a_whole_day_free():
    ann = worker(absences=(Absence(2),))

    assert picture(best(hall(ann, rules=WISHES | {"absences": {}}, wishes=keen(ann)))) == {"ann": "DD.DDDD"}


def test_absence_of_some_hours_forbids_only_shifts_at_that_time():
    ann = worker(may="EL", absences=(Absence(1, 960, 1080),))
    rules = WISHES | {"absences": {}}
    problem = hall(ann, rules=rules, wishes=keen(ann, shift="L"), shifts=(EARLY_SHIFT, LATE_SHIFT))

    assert both_forbid(problem, ann=".L.....")
    assert not both_forbid(problem, ann=".E.....")
    assert picture(best(problem))["ann"][:1] == "L"


def test_absence_forbids_the_night_that_runs_into_it():
    problem = hall(worker(may="N", absences=(Absence(3),)), rules={"absences": {}}, shifts=(NIGHT_SHIFT,))

    assert both_forbid(problem, ann="..N....")
    assert not both_forbid(problem, ann=".N..N..")


def test_absence_after_the_month_forbids_its_last_night():
    problem = hall(worker(may="N", absences=(Absence(7),)), rules={"absences": {}}, shifts=(NIGHT_SHIFT,))

    assert both_forbid(problem, ann="......N")


def test_absence_inside_the_gap_of_a_split_shift_is_no_matter():
    ann = worker(may="S", absences=(Absence(0, 780, 1020),))

    assert not both_forbid(hall(ann, rules={"absences": {}}, shifts=(SPLIT_SHIFT,)), ann="S......")


# -- pins --------------------------------------------------------------------------


def test_pins_hold_against_wishes():
    ann = worker(may="EL")
    problem = hall(
        ann,
        rules=WISHES | {"pins": {}},
        shifts=(EARLY_SHIFT, LATE_SHIFT),
        wishes=keen(ann, shift="L"),
        pins=(Pin("ann", 1, "E"), Pin("ann", 3, None)),
    )

    assert picture(best(problem)) == {"ann": "LEL.LLL"}


@pytest.mark.parametrize("row", [".......", "D.D....", "DD....."])
def test_pins_are_broken_by_anything_else(row):
    problem = hall(worker(), rules={"pins": {}}, pins=(Pin("ann", 0, "D"), Pin("ann", 2, None)))

    assert both_forbid(problem, ann=row) == (row != "DD.....")


# -- eligible ----------------------------------------------------------------------


def test_eligible_leaves_out_shifts_and_days_that_are_not_hers():
    ann = worker(shifts=(frozenset("E"),) * 3 + (frozenset("EL"),) * 2 + (frozenset(),) * 2)
    problem = hall(ann, rules=WISHES | {"eligible": {}}, shifts=(EARLY_SHIFT, LATE_SHIFT), wishes=keen(ann, shift="L"))

    assert picture(best(problem))["ann"][3:] == "LL.."


def test_eligible_says_whether_she_is_employed_at_all():
    ann = worker(shifts=(frozenset("E"), *[frozenset()] * 6))
    problem = hall(ann, rules={"eligible": {}}, shifts=(EARLY_SHIFT, LATE_SHIFT))

    faults = broken(problem, drawn(problem, ann="LE....."))

    assert [(fault.days, fault.facts["is_employed"]) for fault in faults] == [((0,), True), ((1,), False)]


# -- rest --------------------------------------------------------------------------


def test_rest_lies_between_late_and_early():
    ann = worker(may="EL")
    rules = {"rest": {"least_minutes": 660}}
    problem = hall(ann, rules=rules, shifts=(EARLY_SHIFT, LATE_SHIFT))

    assert both_forbid(problem, ann="LE.....")
    assert not both_forbid(problem, ann="EELL.E.")


def test_rest_decides_what_can_follow():
    ann = worker(may="EL", days=3)
    wishes = (*keen(ann, shift="E"), *keen(ann, shift="L")[:1] * 3)
    problem = hall(ann, rules=WISHES | {"rest": {}}, shifts=(EARLY_SHIFT, LATE_SHIFT), wishes=wishes)

    assert picture(best(problem))["ann"] in ("L.E", "LLE")


def test_rest_counts_the_eve_of_the_month():
    problem = hall(worker(may="EL", history="L"), rules={"rest": {}}, shifts=(EARLY_SHIFT, LATE_SHIFT))

    assert both_forbid(problem, ann="E......")
    assert not both_forbid(problem, ann=".E.....")


def test_rest_counts_past_midnight():
    problem = hall(worker(may="NL"), rules={"rest": {"least_minutes": 500}}, shifts=(NIGHT_SHIFT, LATE_SHIFT))

    assert both_forbid(problem, ann="NL.....")
    assert not both_forbid(replace(problem, rules={"rest": {"least_minutes": 480}}), ann="NL.....")


def test_rest_of_a_split_shift_begins_with_its_last_part():
    problem = hall(worker(may="SE"), rules={"rest": {"least_minutes": 660}}, shifts=(SPLIT_SHIFT, EARLY_SHIFT))

    assert both_forbid(problem, ann="SE.....")
    assert not both_forbid(problem, ann="ES.....")


def test_rest_reaches_over_a_day_off_after_a_very_long_shift():
    endless = replace(NIGHT_SHIFT, segments=((1320, 2760),))
    problem = hall(worker(may="NE"), rules={"rest": {"least_minutes": 660}}, shifts=(endless, EARLY_SHIFT))

    assert both_forbid(problem, ann="N.E....")


# -- consecutive days --------------------------------------------------------------


def test_consecutive_days_stop_after_the_most():
    ann = worker(days=8)
    problem = hall(ann, rules=WISHES | {"consecutive-days": {"most": 3}}, wishes=keen(ann))

    assert working(best(problem)) == 6
    assert both_forbid(problem, ann="DDDD....")


def test_consecutive_days_count_history():
    ann = worker(history="DDDDD")
    problem = hall(ann, rules=WISHES | {"consecutive-days": {"most": 6}}, wishes=keen(ann))

    assert both_forbid(problem, ann="DD.....")
    assert not both_forbid(problem, ann="D.DDDDD")


def test_consecutive_days_forgive_what_history_alone_has_done():
    problem = hall(worker(history="DDDDDDDDD"), rules={"consecutive-days": {"most": 6}})

    assert not both_forbid(problem, ann=".DDDDDD")
    assert both_forbid(problem, ann="D......")


# -- weekly rest -------------------------------------------------------------------


def test_weekly_rest_keeps_one_day_of_each_week():
    ann = worker(days=14)
    problem = hall(ann, rules=WISHES | {"weekly-rest": {}}, wishes=keen(ann))

    row = picture(best(problem))["ann"]

    assert row[:7].count(".") == row[7:].count(".") == 1


def test_weekly_rest_is_a_full_day_without_last_nights_end():
    problem = hall(worker(may="N"), rules={"weekly-rest": {}}, shifts=(NIGHT_SHIFT,))

    assert both_forbid(problem, ann="NNN.NNN")
    assert not both_forbid(problem, ann="NNN..NN")
    assert not both_forbid(problem, ann=".NNNNNN")


def test_weekly_rest_of_the_first_week_may_lie_in_history():
    thursday = MONDAY.replace(day=5)
    rested = hall(worker(days=4, history="D.D"), rules={"weekly-rest": {}}, first_day=thursday)
    tired = hall(worker(days=4, history="DDD"), rules={"weekly-rest": {}}, first_day=thursday)

    assert not both_forbid(rested, ann="DDDD")
    assert both_forbid(tired, ann="DDDD")


def test_weekly_rest_of_a_cut_week_is_left_to_the_next_month():
    assert not both_forbid(hall(worker(days=5), rules={"weekly-rest": {}}), ann="DDDDD")


def test_weekly_rest_keeps_the_last_night_out_of_the_only_day_left():
    shifts = (DAY_SHIFT, NIGHT_SHIFT)
    problem = hall(worker(may="DN", days=6), rules={"weekly-rest": {}}, shifts=shifts)

    assert both_forbid(problem, ann="DDDDDN")
    assert not both_forbid(problem, ann="DDDDDD")


def test_weekly_rest_passes_over_a_week_that_history_has_spoilt():
    sunday = MONDAY.replace(day=8)
    problem = hall(
        worker(days=1, may="N", history="NNNNNN"), rules={"weekly-rest": {}}, first_day=sunday, shifts=(NIGHT_SHIFT,)
    )

    assert not both_forbid(problem, ann="N")


# -- protected ---------------------------------------------------------------------


def test_protected_people_work_no_nights():
    ann, ben = worker(may="N", is_protected=True), worker("ben", may="N")
    problem = hall(ann, ben, rules=WISHES | {"protected": {}}, shifts=(NIGHT_SHIFT,), wishes=keen(ann, ben))

    assert picture(best(problem)) == {"ann": ".......", "ben": "NNNNNNN"}


@pytest.mark.parametrize(
    ("start", "end", "is_forbidden"),
    [(1320, 1330, True), (1310, 1320, False), (350, 700, True), (360, 700, False), (1200, 1801, True)],
)
def test_night_is_counted_to_the_minute(start, end, is_forbidden):
    shift = replace(DAY_SHIFT, segments=((start, end),))
    problem = hall(worker(is_protected=True), rules={"protected": {}}, shifts=(shift,))

    assert both_forbid(problem, ann="D......") == is_forbidden


def test_protected_people_work_no_long_day():
    problem = hall(worker(may="X", is_protected=True), rules={"protected": {}}, shifts=(LONG_SHIFT,))

    assert both_forbid(problem, ann="X......")


def test_protected_week_stays_within_contract():
    ann = worker(is_protected=True)
    problem = hall(ann, rules=WISHES | {"protected": {}}, wishes=keen(ann))

    assert working(best(problem)) == 5


def test_protected_first_week_counts_history_but_does_not_punish_it():
    thursday = MONDAY.replace(day=5)
    ann = worker(days=4, history="DDD", is_protected=True, weekly_minutes=960, week_targets=(960,))
    problem = hall(ann, rules={"protected": {}}, first_day=thursday)

    assert both_forbid(problem, ann="D...")
    assert not both_forbid(problem, ann="....")


# -- overtime ----------------------------------------------------------------------


def test_overtime_of_a_day_has_a_limit():
    problem = hall(worker(may="X"), rules={"overtime": {"day_most": 239}}, shifts=(LONG_SHIFT,))

    assert both_forbid(problem, ann="X......")
    assert not both_forbid(replace(problem, rules={"overtime": {"day_most": 240}}), ann="X......")


def test_overtime_of_the_month_adds_up_weeks_beyond_contract():
    ann = worker(days=14)
    problem = hall(ann, rules=WISHES | {"overtime": {"month_most": 960}}, wishes=keen(ann))

    assert working(best(problem)) == 12


def test_overtime_counts_long_days_of_short_weeks():
    problem = hall(worker(may="X"), rules={"overtime": {"day_most": 240, "month_most": 479}}, shifts=(LONG_SHIFT,))

    assert both_forbid(problem, ann="XX.....")
    assert not both_forbid(problem, ann="X......")


def test_overtime_of_a_week_counts_once():
    rules = {"overtime": {"day_most": 240, "month_most": 1200}}
    problem = hall(worker(may="X"), rules=rules, shifts=(LONG_SHIFT,))

    assert not both_forbid(problem, ann="XXXXX..")
    assert both_forbid(problem, ann="XXXXXX.")


def test_overtime_that_history_has_worked_is_not_held_against_the_month():
    sunday = MONDAY.replace(day=8)
    ann = worker(days=8, history="DDDDDD", week_targets=(480, 2400))
    problem = hall(ann, rules={"overtime": {"month_most": 0}}, first_day=sunday)

    assert not both_forbid(problem, ann=".DDDDD..")
    assert both_forbid(problem, ann="DDDDDD..")


# -- pins that cannot hold ---------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "facts", "pins"),
    [
        ("absences", {"absences": (Absence(1),)}, "1D"),
        ("eligible", {"may": "E"}, "1L"),
        ("rest", {"may": "EL"}, "1L 2E"),
        ("consecutive-days", {}, "0D 1D 2D 3D 4D 5D 6D"),
        ("weekly-rest", {}, "0D 1D 2D 3D 4D 5D 6D"),
        ("protected", {"may": "N", "is_protected": True}, "1N"),
        ("pins", {"may": "EL"}, "1E 1L"),
    ],
)
def test_pins_that_break_a_rule_are_named_before_the_solver_starts(rule, facts, pins):
    shifts = (DAY_SHIFT, EARLY_SHIFT, LATE_SHIFT, NIGHT_SHIFT)
    asked = tuple(Pin("ann", int(pin[0]), pin[1]) for pin in pins.split())
    problem = hall(worker(**facts), rules={"pins": {}, rule: {}}, shifts=shifts, pins=asked)

    conflicts = pin_conflicts(problem)

    assert {(conflict.rule, conflict.worker) for conflict in conflicts} == {(rule, "ann")}
    assert not is_possible(problem, drawn(problem))


def test_pins_without_conflict_leave_a_roster():
    problem = hall(worker(may="EL"), rules={"pins": {}, "rest": {}}, shifts=(EARLY_SHIFT, LATE_SHIFT), pins=PINS)

    assert pin_conflicts(problem) == []
    assert picture(best(problem))["ann"][:2] == "EL"


PINS = (Pin("ann", 0, "E"), Pin("ann", 1, "L"))
