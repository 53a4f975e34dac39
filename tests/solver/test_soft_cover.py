"""Each soft rule about who is there alone: what it costs, by both halves, and what it decides."""

from dataclasses import replace

from tests.solver.small import (
    DAY_SHIFT,
    EARLY_SHIFT,
    LATE_SHIFT,
    NIGHT_SHIFT,
    SPLIT_SHIFT,
    best,
    cost,
    hall,
    needs,
    only,
    picture,
    worker,
)

EATING_SHIFT = replace(DAY_SHIFT, id="M", code="M", break_minutes=30, break_window=(660, 780))
WISHES = {"wishes": {"weight": 1}}


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
