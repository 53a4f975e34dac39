"""Ways out of a short hour: each kind where it alone applies, and priced as two checks would."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from rosters.solver.check import check, penalty_of
from rosters.solver.explain import shortfalls
from rosters.solver.problem import Absence, Demand, Pin, Wish
from rosters.solver.trial import Judge
from rosters.solver.ways import KINDS, ways_out
from tests.solver.small import DAY_SHIFT, EARLY_SHIFT, LATE_SHIFT, LONG_SHIFT, NIGHT_SHIFT, drawn, hall, needs, worker
from tests.strategies import duties_of, problems

SHIFTS = (DAY_SHIFT, EARLY_SHIFT, LATE_SHIFT, LONG_SHIFT, NIGHT_SHIFT)
RULES = {
    "absences": {},
    "pins": {},
    "eligible": {},
    "rest": {},
    "consecutive-days": {},
    "cover": {"weight_over": 0},
    "weekly-hours": {},
    "wishes": {},
}


def ways(*people, demand=None, **more):
    """The ways out of the first gap, by kind, with the problem they are for."""
    rows = {one.id: more.pop(one.id, ".......") for one in people}
    rules = more.pop("rules", RULES)
    problem = hall(*people, rules=rules, shifts=SHIFTS, demand=demand or needs([2]), **more)
    judge = Judge(problem, drawn(problem, **rows))
    return {way.kind: way for way in ways_out(judge, shortfalls(problem, judge.duties)[0])}


def test_make_up_shift_says_who_and_how_much_overtime():
    found = ways(worker(), ann="D..DDDD")

    assert (found["extra"].cells, found["extra"].overtime, found["extra"].filled) == ({("ann", 2): "D"}, 480, 480)


def test_make_up_shift_that_the_law_forbids_is_not_offered():
    assert "extra" not in ways(worker(), ann="D..DDDD", rules=RULES | {"overtime": {"month_most": 60}})


def test_somebody_on_another_shift_that_day_is_moved():
    found = ways(worker(may="DL"), ann="..L....", demand=needs([2], 540, 840))

    assert "extra" not in found
    assert (found["move"].cells, found["move"].filled) == ({("ann", 2): "D"}, 300)


def test_shift_is_taken_from_another_day_of_the_week():
    found = ways(worker(week_targets=(480,)), ann="....D..")

    assert found["other_day"].cells == {("ann", 2): "D", ("ann", 4): None}
    assert found["other_day"].cost == -8 * 1200 < found["extra"].cost


def test_wish_for_a_day_off_is_overridden():
    found = ways(worker(), wishes=(Wish("ann", 2, None, prefers=False, strength=3),))

    assert "extra" not in found
    assert found["wish"].cells == {("ann", 2): "D"}


def test_pin_of_a_day_off_is_moved():
    found = ways(worker(), pins=(Pin("ann", 2, None),))

    assert not {"extra", "other_day"} & found.keys()
    assert found["unpin"].cells == {("ann", 2): "D"}


def test_skill_is_lent_to_somebody_who_stands_idle():
    found = ways(worker(levels={"floor": 1}), ann="..D....")

    assert (found["lend"].worker, found["lend"].cost, found["lend"].filled) == ("ann", -8 * 1200, 480)
    assert set(found) == {"lend", "lower"}


def test_skill_is_not_lent_to_somebody_who_is_needed_where_she_stands():
    demand = [*needs([2]), *needs([2], station="floor")]
    busy = worker(levels={"floor": 1})

    assert "lend" not in ways(busy, ann="..D....", demand=demand)


def test_need_is_lowered_by_the_heads_missing():
    found = ways(worker(absences=(Absence(2),)), demand=needs([2], needed=3))

    assert set(found) == {"lower"}
    assert (found["lower"].heads, found["lower"].cost, found["lower"].filled) == (3, -3 * 8 * 1200, 3 * 480)


def test_need_is_lowered_only_while_the_gap_lasts():
    problem = hall(worker(), rules=RULES, shifts=SHIFTS, demand=needs([0], 480, 1080))
    judge = Judge(problem, drawn(problem, ann="D......"))
    gap = shortfalls(problem, judge.duties)[0]

    way = next(way for way in ways_out(judge, gap) if way.kind == "lower")
    after, duties = way.performed(problem, judge.duties)

    assert (gap.start, gap.end) == (480, 540)
    assert [(row.start, row.end, row.needed) for row in after.demand] == [(480, 540, 0), (540, 1080, 1)]
    assert [one.start for one in shortfalls(after, duties)] == [1020]


def test_need_that_several_rows_add_up_to_is_left_alone():
    rows = [Demand(2, 540, 1020, "counter", 1), Demand(2, 540, 1020, "counter", 2)]

    assert "lower" not in ways(worker(absences=(Absence(2),)), demand=rows)


def test_last_nights_shift_reaches_into_the_gap():
    found = ways(worker(may="N"), demand=needs([2], 0, 360))

    assert found["extra"].cells == {("ann", 1): "N"}


def test_nothing_is_offered_that_fills_nothing():
    resting = worker(may="D", absences=(Absence(2),))
    other = worker("bob", may="L")

    assert set(ways(resting, other, demand=needs([2], 540, 600))) == {"lower"}


def test_cheapest_way_comes_first_and_each_kind_once():
    people = [worker(), worker("bob", week_targets=(0,))]
    problem = hall(*people, rules=RULES, shifts=SHIFTS, demand=needs([2]))
    judge = Judge(problem, drawn(problem, ann=".......", bob="......."))

    found = ways_out(judge, shortfalls(problem, judge.duties)[0])

    assert [way.cost for way in found] == sorted(way.cost for way in found)
    assert [way.worker for way in found if way.kind == "extra"] == ["ann"]


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_every_way_is_priced_as_two_checks_price_it_and_breaks_nothing(data):
    problem = data.draw(problems())
    duties = data.draw(duties_of(problem))
    before = check(problem, duties)
    for gap in shortfalls(problem, duties)[:2]:
        for way in ways_out(Judge(problem, duties), gap):
            after = check(*way.performed(problem, duties))
            assert way.kind in KINDS
            assert penalty_of(after) - penalty_of(before) == way.cost
            assert [one for one in after if one.is_hard and one not in before] == []
            assert 0 < way.filled <= missing_in(problem, duties, gap)


def missing_in(problem, duties, gap) -> int:
    same = [one for one in shortfalls(problem, duties) if replace(one, have=0) == replace(gap, have=0)]
    return sum((one.needed - one.have) * (one.end - one.start) for one in same)


def test_nobody_is_lent_for_work_of_one_person_s_own():
    ann, bob = worker(absences=(Absence(2),), levels={"@ann": 1}), worker("bob", levels={"floor": 1})

    assert set(ways(ann, bob, bob="..D....", demand=needs([2], station="@ann"))) == {"lower"}
