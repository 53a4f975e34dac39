"""Each rule about limits alone: what it decides, what it costs, and where the month begins and ends."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rosters.solver.check import check, pin_conflicts
from rosters.solver.problem import Absence, Headcount, Limits, Pin
from tests.solver.small import (
    DAY_SHIFT,
    EARLY_SHIFT,
    LATE_SHIFT,
    LONG_SHIFT,
    MONDAY,
    best,
    both_forbid,
    cost,
    drawn,
    hall,
    keen,
    only,
    picture,
    worker,
)

WISHES = {"wishes": {"weight": 1}}
WEEKEND = frozenset({5, 6})


def limited(*, may="D", history="", days=7, id="ann", **limits):
    return worker(id, may=may, history=history, days=days, limits=Limits(**limits))


def working(duties, id="ann"):
    return sum(letter != "." for letter in picture(duties)[id])


# -- most minutes a month ----------------------------------------------------------


@pytest.mark.parametrize(("most", "days"), [(1439, 2), (1440, 3), (0, 0)])
def test_month_most_decides_how_many_days_are_worked(most, days):
    ann, ben = limited(most_minutes=most), worker("ben")
    duties = best(hall(ann, ben, rules=WISHES | {"month-most": {}}, wishes=keen(ann, ben)))

    assert (working(duties), working(duties, "ben")) == (days, 7)


def test_month_most_leaves_out_the_days_before_the_month():
    thursday = MONDAY + timedelta(days=3)
    problem = hall(limited(most_minutes=480, history="DDD"), rules={"month-most": {}}, first_day=thursday)

    assert not both_forbid(problem, ann="D......")
    assert both_forbid(problem, ann="D.....D")


def test_month_most_says_what_was_found_and_what_is_allowed():
    fault = only(hall(limited(most_minutes=500), rules={"month-most": {}}), ann="DD.....")

    assert (fault.worker, fault.amount, fault.facts) == ("ann", 960, {"most": 500})


# -- so many of a shift ------------------------------------------------------------


def test_shift_count_decides_how_often_a_shift_is_worked():
    ann = limited(may="EL", shift_most={"L": 2})
    rules = WISHES | {"shift-count": {}}
    problem = hall(ann, rules=rules, wishes=keen(ann, shift="L"), shifts=(EARLY_SHIFT, LATE_SHIFT))

    assert picture(best(problem))["ann"].count("L") == 2


@pytest.mark.parametrize(("most", "row", "is_forbidden"), [(0, "L......", True), (1, "L......", False)])
def test_shift_count_holds_to_the_last(most, row, is_forbidden):
    problem = hall(
        limited(may="EL", shift_most={"L": most}, history="LLL"),
        rules={"shift-count": {}},
        shifts=(EARLY_SHIFT, LATE_SHIFT),
    )

    assert both_forbid(problem, ann=row) == is_forbidden
    assert not both_forbid(problem, ann="EEEEEEE")


def test_shift_count_names_the_shift_and_its_days():
    problem = hall(limited(shift_most={"D": 1}), rules={"shift-count": {}})

    fault = only(problem, ann="D..D...")

    assert (fault.days, fault.amount, fault.facts) == ((0, 3), 2, {"shift": "D", "most": 1})


# -- weekends ----------------------------------------------------------------------


def test_weekends_decide_who_is_off_on_saturday_and_sunday():
    ann, ben = limited(most_weekends=0), limited(id="ben", most_weekends=1)
    problem = hall(ann, ben, rules=WISHES | {"weekends": {}}, wishes=keen(ann, ben), weekends=WEEKEND)

    assert picture(best(problem)) == {"ann": "DDDDD..", "ben": "DDDDDDD"}


def test_weekend_counts_once_however_many_of_its_days_are_worked():
    weekends = frozenset({5, 6, 12, 13})
    problem = hall(limited(days=14, most_weekends=1), rules={"weekends": {}}, weekends=weekends)

    assert not both_forbid(problem, ann=".....DD.......")
    assert both_forbid(problem, ann="......D.....D.")


def test_make_up_workday_is_no_weekend():
    problem = hall(limited(most_weekends=0), rules={"weekends": {}}, weekends=frozenset({6}))

    assert not both_forbid(problem, ann=".....D.")
    assert both_forbid(problem, ann="......D")


def test_weekend_that_the_months_edge_cuts_counts_with_its_days_inside():
    sunday = MONDAY + timedelta(days=6)
    problem = hall(
        limited(days=7, most_weekends=1, history="DD"),
        rules={"weekends": {}},
        first_day=sunday,
        weekends=frozenset({0, 6}),
    )

    assert not both_forbid(problem, ann="D......")
    assert both_forbid(problem, ann="D.....D")


# -- succession --------------------------------------------------------------------

BARRING = replace(LATE_SHIFT, segments=((840, 1200),), barred_next=frozenset("E"))


def test_succession_decides_what_follows():
    ann = worker(may="EL", days=2)
    wishes = (*keen(ann, shift="E")[1:], *keen(ann, shift="L")[:1])
    problem = hall(ann, rules=WISHES | {"succession": {}}, wishes=wishes, shifts=(EARLY_SHIFT, BARRING))

    assert picture(best(problem))["ann"] in {"L.", "LL", ".E", "EE"}
    assert both_forbid(problem, ann="LE")
    assert not both_forbid(problem, ann="EL")
    assert not both_forbid(problem, ann="LL")


def test_succession_lets_a_day_between():
    problem = hall(worker(may="EL"), rules={"succession": {}}, shifts=(EARLY_SHIFT, BARRING))

    assert not both_forbid(problem, ann="L.E....")


def test_succession_counts_the_eve_of_the_month():
    problem = hall(worker(may="EL", history="L"), rules={"succession": {}}, shifts=(EARLY_SHIFT, BARRING))

    assert both_forbid(problem, ann="E......")
    assert not both_forbid(problem, ann=".E.....")


def test_shift_may_bar_itself():
    lone = replace(DAY_SHIFT, barred_next=frozenset("D"))
    ann = worker()

    duties = best(hall(ann, rules=WISHES | {"succession": {}}, shifts=(lone,), wishes=keen(ann)))

    assert picture(duties) == {"ann": "D.D.D.D"}


# -- days in a row, her own --------------------------------------------------------


@pytest.mark.parametrize(("own", "longest"), [(2, 2), (None, 4), (6, 6)])
def test_own_limit_of_days_in_a_row_comes_before_the_halls(own, longest):
    ann = limited(most_run=own)
    duties = best(hall(ann, rules=WISHES | {"consecutive-days": {"most": 4}}, wishes=keen(ann)))

    assert max(map(len, picture(duties)["ann"].split("."))) == longest


def test_own_limit_counts_days_of_the_month_before():
    problem = hall(limited(most_run=2, history="DD"), rules={"consecutive-days": {}})

    assert both_forbid(problem, ann="D......")
    assert not both_forbid(problem, ann=".DD....")


def test_longer_run_of_the_month_before_only_forbids_to_go_on():
    problem = hall(limited(most_run=2, history="DDDD"), rules={"consecutive-days": {}})

    assert not both_forbid(problem, ann=".DD.DD.")


# -- headcounts --------------------------------------------------------------------


def heads(needed, day=0, short=100, over=10):
    return Headcount(day, "D", needed, short, over)


@pytest.mark.parametrize(("needed", "expected"), [(0, 20), (1, 10), (2, 0), (3, 100)])
def test_headcount_prices_each_head_missing_and_each_too_many(needed, expected):
    problem = hall(worker(), worker("ben"), rules={"headcounts": {}}, headcounts=(heads(needed),))

    assert cost(problem, ann="D......", ben="D......") == expected


def test_headcount_decides_how_many_begin():
    people = [worker(id) for id in ("ann", "ben", "cat")]
    headcounts = (heads(2), heads(0, day=1))
    problem = hall(*people, rules=WISHES | {"headcounts": {}}, headcounts=headcounts, wishes=keen(*people))

    days = list(zip(*picture(best(problem)).values(), strict=True))

    assert [column.count("D") for column in days] == [2, 0, 3, 3, 3, 3, 3]


def test_headcount_names_shift_and_numbers():
    fault = only(hall(worker(), rules={"headcounts": {}}, headcounts=(heads(3, day=2),)), ann="..D....")

    assert (fault.days, fault.amount) == ((2,), 2)
    assert fault.facts == {"kind": "short", "shift": "D", "needed": 3, "have": 1}


# -- least minutes a month ---------------------------------------------------------


@pytest.mark.parametrize(("least", "expected"), [(960, 0), (961, 50), (990, 50), (991, 100), (0, 0)])
def test_month_least_prices_started_half_hours(least, expected):
    problem = hall(limited(least_minutes=least), rules={"month-least": {"weight": 100}})

    assert cost(problem, ann="DD.....") == expected


def test_month_least_decides_how_much_is_worked():
    ann, ben = limited(least_minutes=1000), worker("ben")

    duties = best(hall(ann, ben, rules={"month-least": {}, "headcounts": {}}, headcounts=tuple(over_heads())))

    assert (working(duties), working(duties, "ben")) == (3, 0)


def over_heads():
    """Every head is one too many."""
    return [heads(0, day=day, over=1) for day in range(7)]


def test_month_least_leaves_out_the_days_before_the_month():
    thursday = MONDAY + timedelta(days=3)
    ann = limited(least_minutes=480, history="DDD")

    assert cost(hall(ann, rules={"month-least": {"weight": 100}}, first_day=thursday), ann=".......") == 800


# -- short runs, short breaks ------------------------------------------------------


def test_short_run_costs_once_whatever_its_length():
    problem = hall(limited(least_run=3, history="."), rules={"short-runs": {"weight": 7}})

    assert cost(problem, ann=".D.DD..") == 14
    assert cost(problem, ann=".DDD...") == 0


def test_short_runs_decide_for_one_long_run():
    ann = limited(least_run=3, most_minutes=3 * 480, history="D.")
    problem = hall(ann, rules=WISHES | {"short-runs": {}, "month-most": {}}, wishes=keen(ann))

    row = picture(best(problem))["ann"]

    assert row.count("D") == 3
    assert check(problem, drawn(problem, ann=row))[0].rule == "wishes"


@pytest.mark.parametrize(("history", "expected"), [("D.D", 7), ("D.DD", 0), (".D", 7), ("", 0), ("DD.", 7)])
def test_run_that_began_before_the_month_counts_from_its_start(history, expected):
    """History is known once any shift of it is; else nobody knows how long the run has lasted."""
    problem = hall(limited(least_run=3, history=history), rules={"short-runs": {"weight": 7}})

    assert cost(problem, ann="D......") == expected


def test_run_that_ended_before_the_month_is_the_last_months():
    problem = hall(limited(least_run=3, history="D.D."), rules={"short-runs": {}})

    assert cost(problem, ann=".......") == 0


def test_run_at_the_months_end_may_go_on():
    problem = hall(limited(least_run=3, history="D."), rules={"short-runs": {}})

    assert cost(problem, ann="......D") == 0


def test_short_break_costs_once_unless_it_is_leave():
    ann = limited(least_rest=2, history="DD")
    problem = hall(ann, rules={"short-breaks": {"weight": 7}})
    on_leave = hall(replace(ann, absences=(Absence(3),)), rules={"short-breaks": {"weight": 7}})

    assert cost(problem, ann="D.D.D..") == 14
    assert cost(on_leave, ann="D.D.D..") == 7
    assert cost(problem, ann="D..DD..") == 0


def test_short_breaks_decide_for_two_days_off_together():
    ann = limited(least_rest=2, most_minutes=5 * 480, history="D")
    problem = hall(ann, rules=WISHES | {"short-breaks": {}, "month-most": {}}, wishes=keen(ann))

    row = picture(best(problem))["ann"]

    assert row.count("D") == 5
    assert ".." in row or row.endswith(".")


@pytest.mark.parametrize(("history", "expected"), [("D.", 7), ("D..", 0), ("", 0)])
def test_break_that_began_before_the_month_counts_from_its_start(history, expected):
    problem = hall(limited(least_rest=3, history=history), rules={"short-breaks": {"weight": 7}})

    assert cost(problem, ann=".DDDDDD") == expected


# -- pins --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "limits"),
    [
        ("month-most", {"most_minutes": 600}),
        ("shift-count", {"shift_most": {"X": 0}}),
        ("weekends", {"most_weekends": 0}),
    ],
)
def test_pins_beyond_a_limit_are_refused_before_the_search(rule, limits):
    problem = hall(
        limited(may="X", **limits), rules={rule: {}}, shifts=(LONG_SHIFT,), weekends=WEEKEND, pins=(Pin("ann", 5, "X"),)
    )

    assert [fault.rule for fault in pin_conflicts(problem)] == [rule]
