"""Each soft rule about hours and shares alone: what it costs, by both halves, and what it decides."""

import pytest

from rosters.solver.problem import Absence
from tests.solver.small import (
    EARLY_SHIFT,
    LATE_SHIFT,
    MONDAY,
    NIGHT_SHIFT,
    best,
    cost,
    hall,
    needs,
    picture,
    worker,
)

# -- weekly hours ------------------------------------------------------------------


def test_weekly_hours_fill_the_contract():
    rules = {"weekly-hours": {"tolerance_minutes": 0}}
    problem = hall(worker(days=14), rules=rules)

    row = picture(best(problem))["ann"]

    assert (row[:7].count("D"), row[7:].count("D")) == (5, 5)


def test_hours_off_target_cost_in_started_half_hours():
    rules = {"weekly-hours": {"weight_over": 20, "weight_under": 6, "tolerance_minutes": 0}}
    problem = hall(worker(week_targets=(940,)), rules=rules)

    assert cost(problem, ann="DD.....") == 10
    assert cost(problem, ann="D......") == 16 * 3


def test_tolerance_is_free():
    rules = {"weekly-hours": {"weight_over": 20, "weight_under": 6, "tolerance_minutes": 30}}
    problem = hall(worker(week_targets=(940,)), rules=rules)

    assert cost(problem, ann="DD.....") == 0
    assert cost(problem, ann="D......") == 15 * 3


def test_first_week_counts_its_history():
    thursday = MONDAY.replace(day=5)
    ann = worker(days=4, history="DDD", week_targets=(2400,))
    rules = {"weekly-hours": {"weight_over": 20, "weight_under": 6, "tolerance_minutes": 0}}

    assert cost(hall(ann, rules=rules, first_day=thursday), ann="DD..") == 0


def test_last_week_leaves_to_the_next_month_only_what_its_weekend_can_hold():
    """A month that ends on a Saturday leaves one day, on which a fifth of the contract is worked."""
    rules = {"weekly-hours": {"weight_under": 6, "tolerance_minutes": 0}}
    ann = worker(days=13)

    assert cost(hall(ann, rules=rules), ann="DDDDD..DDDD..") == 0
    assert cost(hall(ann, rules=rules), ann="DDDDD..DDD...") == 16 * 3
    closed = (((540, 1020),),) * 6 + ((),) + (((540, 1020),),) * 6
    assert cost(hall(ann, rules=rules, open=closed), ann="DDDDD..DDDD..") == 16 * 3


def test_last_week_that_goes_on_in_the_next_month_is_not_below_target_and_may_be_above():
    rules = {"weekly-hours": {"weight_over": 20, "weight_under": 6, "tolerance_minutes": 0}}
    ann = worker(days=10, week_targets=(960, 960))

    assert cost(hall(ann, rules=rules), ann="DD........") == 0
    assert cost(hall(ann, rules=rules), ann="DD.....DDD") == 16 * 10
    assert cost(hall(ann, rules=rules), ann="D........D") == 16 * 3


def test_time_owed_may_be_missing_from_the_weeks():
    rules = {"weekly-hours": {"weight_under": 6, "tolerance_minutes": 0}, "time-bank": {"weight": 0}}
    problem = hall(worker(bank_minutes=600), rules=rules)

    assert cost(problem, ann="DDDD...") == 0
    assert cost(problem, ann="DDD....") == 12 * 3


# -- time bank ---------------------------------------------------------------------


def test_time_bank_is_given_back_before_hours_are_filled():
    ann = worker(days=14, bank_minutes=960)
    rules = {"weekly-hours": {"tolerance_minutes": 0}, "time-bank": {}}

    assert picture(best(hall(ann, rules=rules)))["ann"].count("D") == 8


def test_time_bank_is_given_back_within_the_months_most():
    ann = worker(days=14, bank_minutes=960)
    rules = {"weekly-hours": {"tolerance_minutes": 0}, "time-bank": {"most_spend_minutes": 480}}

    assert picture(best(hall(ann, rules=rules)))["ann"].count("D") == 9


def test_minutes_not_given_back_cost_in_started_half_hours():
    problem = hall(worker(bank_minutes=250), rules={"time-bank": {"weight": 10}})

    assert cost(problem, ann="DDDDD..") == 9 * 5
    assert cost(problem, ann="DDDD...") == 0


def test_what_a_last_week_leaves_to_the_next_month_gives_nothing_back():
    ann = worker(days=9, week_targets=(2400, 960), bank_minutes=960)
    problem = hall(ann, rules={"time-bank": {"weight": 10}})

    assert cost(problem, ann="DDDDD....") == 32 * 5
    assert cost(problem, ann="DDD....DD") == 0


@pytest.mark.parametrize("bank", [0, -600])
def test_time_bank_asks_nothing_of_who_is_owed_nothing(bank):
    problem = hall(worker(bank_minutes=bank), rules={"time-bank": {}})

    assert cost(problem, ann="DDDDDD.") == 0


# -- equal hours -------------------------------------------------------------------


def test_equal_hours_share_the_work():
    ann, ben = worker(), worker("ben")
    rules = {"cover": {}, "equal-hours": {}}
    problem = hall(ann, ben, rules=rules, demand=needs(range(6)))

    duties = picture(best(problem))

    assert duties["ann"].count("D") == duties["ben"].count("D") == 3


def test_equal_hours_measure_everybody_by_her_own_target():
    ann, ben = worker(), worker("ben", week_targets=(960,))
    problem = hall(ann, ben, rules={"equal-hours": {"weight": 1}})

    assert cost(problem, ann="DDDD...", ben="D......") == 0
    assert cost(problem, ann="DDDDD..", ben="D......") == 8


def test_equal_hours_carry_earlier_months():
    ann, ben = worker(carried={"minutes": 480}), worker("ben")
    problem = hall(ann, ben, rules={"equal-hours": {"weight": 1}})

    assert cost(problem, ann="DD.....", ben="DDD....") == 0


def test_equal_hours_forget_people_who_are_never_there():
    ann, ben = worker(), worker("ben", absences=tuple(map(Absence, range(7))), week_targets=(0,))
    problem = hall(ann, ben, rules={"equal-hours": {"weight": 1}})

    assert cost(problem, ann="DDD....", ben=".......") == 0


def test_equal_hours_let_a_started_hour_go():
    ann, ben = worker(carried={"minutes": 59}), worker("ben")
    problem = hall(ann, ben, rules={"equal-hours": {"weight": 1}})

    assert cost(problem, ann="DD.....", ben="DD.....") == 0


# -- equal shares ------------------------------------------------------------------

SHARES = {"equal-shares": {"weight_early": 1, "weight_late": 2, "weight_weekend": 4, "weight_holiday": 8}}


def test_equal_shares_deal_out_late_shifts():
    ann, ben, cid = (worker(id, may="L") for id in ("ann", "ben", "cid"))
    rules = {"cover": {}} | SHARES
    problem = hall(ann, ben, cid, rules=rules, shifts=(LATE_SHIFT,), demand=needs(range(7), 840, 1320))

    assert sorted(row.count("L") for row in picture(best(problem)).values()) == [2, 2, 3]


def test_shift_beyond_the_share_costs_its_kind():
    ann, ben = worker(may="EL"), worker("ben", may="EL")
    problem = hall(ann, ben, rules=SHARES, shifts=(EARLY_SHIFT, LATE_SHIFT))

    assert cost(problem, ann="EEE....", ben="E......") == 2 * 1
    assert cost(problem, ann="EE.....", ben="E......") == 0
    assert cost(problem, ann="LL.....", ben=".......") == 2 * 2


def test_nights_are_late_shifts():
    ann, ben = worker(may="N"), worker("ben", may="N")

    assert cost(hall(ann, ben, rules=SHARES, shifts=(NIGHT_SHIFT,)), ann="N.N....", ben=".......") == 2 * 2


def test_weekends_and_holidays_are_days_whatever_the_shift():
    problem = hall(worker(), worker("ben"), rules=SHARES, weekends=frozenset((5, 6)), holidays=frozenset((0, 1)))

    assert cost(problem, ann=".....DD", ben=".......") == 2 * 4
    assert cost(problem, ann="DD.....", ben=".......") == 2 * 8
    assert cost(problem, ann="..DDD..", ben=".......") == 0


def test_shares_follow_the_days_each_is_there():
    ann, ben = worker(may="E"), worker("ben", may="E", absences=tuple(map(Absence, range(1, 7))))
    problem = hall(ann, ben, rules=SHARES, shifts=(EARLY_SHIFT,))

    assert cost(problem, ann="EEEEEEE", ben="E......") == 0
    assert cost(problem, ann="E......", ben="E......") == 0


def test_shares_carry_earlier_months():
    ann, ben = worker(may="E", carried={"early": 2}), worker("ben", may="E")
    problem = hall(ann, ben, rules=SHARES, shifts=(EARLY_SHIFT,))

    assert cost(problem, ann=".......", ben="EE.....") == 0
    assert cost(problem, ann="EE.....", ben=".......") == 2 * 2


def test_who_cannot_work_a_kind_has_no_share_of_it():
    ann, ben = worker(may="E"), worker("ben", may="L")
    problem = hall(ann, ben, rules=SHARES, shifts=(EARLY_SHIFT, LATE_SHIFT))

    assert cost(problem, ann="EEEE...", ben=".......") == 0
