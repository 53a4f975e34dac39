"""Each soft rule alone: what it costs, by both halves, and what it decides."""

from dataclasses import replace

import pytest

from rosters.solver.check import check
from rosters.solver.problem import Absence, Shift, Wish
from tests.solver.small import (
    DAY_SHIFT,
    EARLY_SHIFT,
    LATE_SHIFT,
    MONDAY,
    NIGHT_SHIFT,
    SPLIT_SHIFT,
    best,
    drawn,
    hall,
    keen,
    needs,
    picture,
    price,
    worker,
)

EATING_SHIFT = replace(DAY_SHIFT, id="M", code="M", break_minutes=30, break_window=(660, 780))
WISHES = {"wishes": {"weight": 1}}


def cost(problem, **rows):
    """What the duties cost, on which both halves agree."""
    return price(problem, drawn(problem, **rows))


def only(problem, **rows):
    """The one violation there is."""
    (violation,) = check(problem, drawn(problem, **rows))
    return violation


# -- manager on site ---------------------------------------------------------------


def test_manager_is_there_in_every_open_interval():
    ann, ben = worker(is_manager=True, may="EL"), worker("ben", is_manager=True, may="EL")
    problem = hall(
        ann,
        ben,
        rules={"manager-on-site": {}},
        shifts=(EARLY_SHIFT, LATE_SHIFT),
        open=(((480, 1320),),) * 7,
    )

    duties = picture(best(problem))

    assert all({one, other} == {"E", "L"} for one, other in zip(duties["ann"], duties["ben"], strict=True))


def test_hours_without_a_manager_cost_by_the_hour():
    problem = hall(worker(is_manager=True), worker("ben"), rules={"manager-on-site": {"weight": 100}})

    assert cost(problem, ann="DDDDDD.", ben="DDDDDDD") == 800


def test_manager_gap_is_named_with_its_time():
    problem = hall(worker(days=1, may="E", is_manager=True), rules={"manager-on-site": {}}, shifts=(EARLY_SHIFT,))

    gap = only(problem, ann="E")

    assert (gap.days, gap.start, gap.end, gap.amount) == ((0,), 960, 1020, 60)


def test_meal_break_of_the_only_manager_is_a_gap():
    ann, ben = worker(days=1, may="M", is_manager=True), worker("ben", days=1, may="M", is_manager=True)
    problem = hall(ann, ben, rules={"manager-on-site": {"weight": 120}}, shifts=(EATING_SHIFT,))

    assert cost(problem, ann="M", ben=".") == 60
    assert cost(problem, ann="M", ben="M") == 0


def test_manager_of_last_night_counts_after_midnight():
    ann = worker(days=1, may="N", is_manager=True, history="N")
    problem = hall(ann, rules={"manager-on-site": {}}, shifts=(NIGHT_SHIFT,), open=(((0, 360),),))

    assert cost(problem, ann=".") == 0


# -- cover -------------------------------------------------------------------------


def test_cover_decides_who_works_when():
    ann, ben = worker(may="EL"), worker("ben", may="EL")
    demand = (*needs([0], 480, 840), *needs([1, 2], 960, 1320, needed=2))
    problem = hall(ann, ben, rules={"cover": {}}, shifts=(EARLY_SHIFT, LATE_SHIFT), demand=demand)

    ann_row, ben_row = picture(best(problem)).values()

    assert sorted((ann_row[0], ben_row[0])) == [".", "E"]
    assert (ann_row[1:], ben_row[1:]) == ("LL....", "LL....")


def test_missing_head_costs_by_the_hour_and_more_at_a_peak():
    rules = {"cover": {"weight_short": 100, "weight_short_peak": 300, "weight_over": 0}}
    problem = hall(worker(), rules=rules, demand=(*needs([0], needed=2), *needs([1], needed=2, is_peak=True)))

    assert cost(problem, ann="DD.....") == 8 * 100 + 8 * 300


def test_peak_never_costs_less_than_another_hour():
    rules = {"cover": {"weight_short": 100, "weight_short_peak": 10, "weight_over": 0}}
    problem = hall(worker(), rules=rules, demand=needs([0], is_peak=True))

    assert cost(problem, ann=".......") == 800


def test_people_stand_at_the_peak_when_there_are_too_few():
    rules = {"cover": {"weight_short": 100, "weight_short_peak": 300}}
    ann = worker(levels={"counter": 1, "floor": 1})
    demand = (*needs([0], station="counter"), *needs([0], station="floor", is_peak=True))
    problem = hall(ann, rules=rules, demand=demand)

    gap = only(problem, ann="D......")

    assert (gap.station, gap.penalty, gap.facts["is_peak"]) == ("counter", 800, False)
    assert cost(problem, ann="D......") == 800


def test_head_too_many_costs_little():
    rules = {"cover": {"weight_short": 100, "weight_over": 5}}
    problem = hall(worker(), worker("ben"), rules=rules, demand=needs([0]))

    assert cost(problem, ann="D......", ben="D......") == 40
    assert cost(problem, ann="D......", ben=".D.....") == 0


def test_demand_for_nobody_makes_anybody_too_many():
    problem = hall(worker(), rules={"cover": {"weight_over": 5}}, demand=needs([0], needed=0))

    assert cost(problem, ann="D......") == 40


def test_somebody_without_the_skill_neither_covers_nor_is_too_many():
    rules = {"cover": {"weight_short": 100, "weight_over": 5}}
    problem = hall(worker(levels={"floor": 3}), rules=rules, demand=needs([0]))

    assert cost(problem, ann="D......") == 800


def test_cover_places_people_where_the_specialist_cannot_stand():
    rules = {"cover": {"weight_short": 100, "weight_over": 5}}
    ann, ben = worker(levels={"counter": 1, "floor": 1}), worker("ben", levels={"counter": 1})
    problem = hall(ann, ben, rules=rules, demand=(*needs([0], station="floor"), *needs([0], station="counter")))

    assert cost(problem, ann="D......", ben="D......") == 0


def test_cover_counts_only_the_minutes_people_are_there():
    rules = {"cover": {"weight_short": 60, "weight_over": 0}}
    problem = hall(worker(may="S"), rules=rules, shifts=(SPLIT_SHIFT,), demand=needs([0], 660, 1110))

    gap = only(problem, ann="S......")

    assert (gap.start, gap.end, gap.amount) == (720, 1080, 360)
    assert cost(problem, ann="S......") == 360


def test_cover_after_midnight_is_met_by_last_nights_shift():
    rules = {"cover": {"weight_short": 60, "weight_over": 0}}
    demand = (*needs([1], 0, 360), *needs([3], 1440, 1800))
    problem = hall(worker(may="N"), rules=rules, shifts=(NIGHT_SHIFT,), demand=demand)

    assert picture(best(problem)) == {"ann": "N..N..."}
    assert cost(problem, ann="N..N...") == 0


def test_cover_on_the_first_morning_is_met_by_history():
    rules = {"cover": {"weight_short": 60}}
    problem = hall(worker(may="N", history="N"), rules=rules, shifts=(NIGHT_SHIFT,), demand=needs([0], 0, 360))

    assert cost(problem, ann=".......") == 0


def test_meal_breaks_take_their_share_of_the_heads():
    rules = {"cover": {"weight_short": 120, "weight_over": 0}}
    ann, ben = worker(may="M"), worker("ben", may="M")
    problem = hall(ann, ben, rules=rules, shifts=(EATING_SHIFT,), demand=needs([0], needed=2))

    assert cost(problem, ann="M......", ben="M......") == 2 * 60


def test_one_head_to_spare_covers_the_meal_breaks_of_a_few():
    rules = {"cover": {"weight_short": 120, "weight_over": 0}}
    people = [worker(f"w{n}", may="M") for n in range(4)]
    problem = hall(*people, rules=rules, shifts=(EATING_SHIFT,), demand=needs([0], needed=3))

    assert cost(problem, w0="M......", w1="M......", w2="M......", w3="M......") == 0


# -- peak skill --------------------------------------------------------------------


def test_peak_skill_sends_the_skilled():
    ann, ben = worker(levels={"counter": 1}), worker("ben", levels={"counter": 3})
    demand = needs([2], is_peak=True, level=2)
    problem = hall(ann, ben, rules={"peak-skill": {}} | WISHES, demand=demand, wishes=())

    duties = best(problem)

    assert picture(duties)["ben"][2] == "D"


def test_hour_below_the_level_costs_even_when_somebody_stands_in():
    problem = hall(worker(), rules={"peak-skill": {"weight": 50}}, demand=needs([0], is_peak=True, level=2))

    assert cost(problem, ann="D......") == 400


def test_skill_of_one_station_is_not_asked_at_another():
    demand = (
        *needs([0], is_peak=True, level=2, station="counter"),
        *needs([0], is_peak=True, level=1, station="floor"),
    )
    ann = worker(levels={"counter": 2, "floor": 1})
    problem = hall(ann, worker("ben", levels={"floor": 1}), rules={"peak-skill": {"weight": 50}}, demand=demand)

    assert cost(problem, ann="D......", ben="D......") == 0
    assert cost(problem, ann="D......", ben=".......") == 400


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
