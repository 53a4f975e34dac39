"""Each soft rule about days and wishes alone: what it costs, by both halves, and what it decides."""

from dataclasses import replace

import pytest

from rosters.solver.check import check
from rosters.solver.problem import Absence, Shift, Wish
from tests.solver.small import (
    EARLY_SHIFT,
    LATE_SHIFT,
    NIGHT_SHIFT,
    SPLIT_SHIFT,
    best,
    cost,
    drawn,
    hall,
    keen,
    needs,
    only,
    picture,
    worker,
)

WISHES = {"wishes": {"weight": 1}}


# -- handovers ---------------------------------------------------------------------


def test_handovers_are_few_different_moments():
    ann, ben = worker(days=1, may="EM"), worker("ben", days=1, may="EL")
    middle = Shift("M", "M", "middle", ((600, 960),), 360)
    rules = {"cover": {"weight_over": 0}, "handovers": {"weight": 10}}
    problem = hall(
        ann,
        ben,
        rules=rules,
        shifts=(EARLY_SHIFT, middle, LATE_SHIFT),
        open=(((480, 1320),),),
        demand=(*needs([0], 600, 960), *needs([0], 960, 1320)),
    )

    assert picture(best(problem)) == {"ann": "E", "ben": "L"}
    assert cost(problem, ann="E", ben="L") == 20
    assert cost(problem, ann="M", ben="L") == 30


def test_opening_and_closing_are_no_handovers():
    problem = hall(worker(), rules={"handovers": {"weight": 10}})

    assert cost(problem, ann="DDDDDDD") == 0


def test_parts_of_a_split_shift_are_handovers():
    problem = hall(worker(days=1, may="S"), rules={"handovers": {}}, shifts=(SPLIT_SHIFT,), open=(((480, 1320),),))

    assert only(problem, ann="S").facts == {"moments": [720, 1080]}


def test_end_of_last_night_is_todays_handover():
    problem = hall(
        worker(days=2, may="N"),
        rules={"handovers": {"weight": 10}},
        shifts=(NIGHT_SHIFT,),
        open=(((0, 1440),), ((0, 1440),)),
    )

    assert [fault.days for fault in check(problem, drawn(problem, ann="N."))] == [(0,), (1,)]
    assert cost(problem, ann="N.") == 20


# -- same shift runs ---------------------------------------------------------------


def test_runs_keep_a_shift_type_over_days_off():
    problem = hall(worker(may="EL"), rules={"same-shift-runs": {"weight": 3}}, shifts=(EARLY_SHIFT, LATE_SHIFT))

    assert cost(problem, ann="EE..EE.") == 0
    assert cost(problem, ann="EE..LL.") == 3
    assert cost(problem, ann="ELEL...") == 9


def test_runs_go_on_from_history():
    problem = hall(
        worker(may="EL", history="L...."), rules={"same-shift-runs": {"weight": 3}}, shifts=(EARLY_SHIFT, LATE_SHIFT)
    )

    assert cost(problem, ann="..E....") == 3
    assert cost(problem, ann="..L....") == 0


def test_runs_decide_between_equals():
    ann, ben = worker(may="EL", history="E"), worker("ben", may="EL", history="L")
    rules = {"cover": {"weight_over": 0}, "same-shift-runs": {}, "one-shift": {}}
    demand = (*needs(range(7), 480, 840), *needs(range(7), 960, 1320))
    problem = hall(ann, ben, rules=rules, shifts=(EARLY_SHIFT, LATE_SHIFT), demand=demand)

    assert picture(best(problem)) == {"ann": "EEEEEEE", "ben": "LLLLLLL"}


def test_versions_of_a_shift_type_are_the_same_type():
    later = replace(EARLY_SHIFT, id="F", segments=((500, 980),))
    problem = hall(worker(may="EF"), rules={"same-shift-runs": {"weight": 3}}, shifts=(EARLY_SHIFT, later))

    assert cost(problem, ann="EF.....") == 0


# -- lonely days -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "lonely"),
    [
        ("D.D....", 2),
        ("DD.DD..", 1),
        (".D.....", 2),
        (".DD....", 1),
        ("..D....", 1),
        ("..DD...", 0),
        ("D......", 0),
        ("......D", 0),
        ("D.D.D..", 4),
    ],
)
def test_lonely_days_on_and_off_cost(row, lonely):
    problem = hall(worker(history="DD"), rules={"lonely-days": {"weight": 2}})

    assert cost(problem, ann=row) == 2 * lonely


def test_lonely_day_may_be_the_eve_of_the_month():
    problem = hall(worker(history=".D"), rules={"lonely-days": {"weight": 2}})

    assert only(problem, ann=".......").days == (-1,)
    assert cost(problem, ann="D......") == 0


def test_day_of_leave_is_not_lonely():
    problem = hall(worker(absences=(Absence(2),)), rules={"lonely-days": {}})

    assert cost(problem, ann="DD.DDDD") == 0


def test_lonely_days_are_gathered():
    ann = worker()
    rules = {"lonely-days": {"weight": 1}, "wishes": {"weight": 10}}
    wishes = (Wish("ann", 1, None, prefers=False), Wish("ann", 5, None, prefers=False))

    row = picture(best(hall(ann, rules=rules, wishes=(*wishes, *keen(ann)[2:5]))))["ann"]

    assert row == "..DDD.."


# -- wishes ------------------------------------------------------------------------


def test_wishes_are_done_by_strength():
    ann, ben = worker(), worker("ben")
    rules = {"cover": {"weight_over": 100}, "wishes": {}}
    wishes = (Wish("ann", 0, None, prefers=False, strength=2), Wish("ben", 0, None, prefers=False, strength=1))
    problem = hall(ann, ben, rules=rules, demand=needs([0]), wishes=wishes)

    assert picture(best(problem)) == {"ann": ".......", "ben": "D......"}


@pytest.mark.parametrize(
    ("wish", "is_refused"),
    [
        (Wish("ann", 0, "E", prefers=True), False),
        (Wish("ann", 0, "L", prefers=True), True),
        (Wish("ann", 0, None, prefers=True), False),
        (Wish("ann", 1, None, prefers=True), True),
        (Wish("ann", 0, "E", prefers=False), True),
        (Wish("ann", 0, "L", prefers=False), False),
        (Wish("ann", 0, None, prefers=False), True),
        (Wish("ann", 1, "E", prefers=False), False),
    ],
)
def test_refused_wish_costs(wish, is_refused):
    problem = hall(worker(may="EL"), rules=WISHES, shifts=(EARLY_SHIFT, LATE_SHIFT), wishes=(wish,))

    assert cost(problem, ann="E......") == int(is_refused)


def test_wish_is_priced_by_strength_and_percentage_rounded_once():
    ann = worker(wish_percent=115)
    problem = hall(ann, rules={"wishes": {"weight": 3}}, wishes=(Wish("ann", 0, None, prefers=True, strength=3),))

    assert cost(problem, ann=".......") == 10
