"""Why a cell holds what it holds: each answer where it alone applies."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rosters.solver.check import check, penalty_of
from rosters.solver.duties import Duties
from rosters.solver.problem import Absence, Pin, Wish
from rosters.solver.trial import Judge
from rosters.solver.why import costs_of, differences, why_of
from tests.solver.small import EARLY_SHIFT, LATE_SHIFT, drawn, hall, needs, worker
from tests.strategies import duties_of, problems

COVER = {"cover": {"weight_over": 0}}


def why(problem, cell=("ann", 0), **rows):
    return why_of(Judge(problem, drawn(problem, **rows)), cell)


def test_shift_that_covers_a_need_is_worth_what_the_gap_would_cost():
    told = why(hall(worker(), rules=COVER, demand=needs([0])), ann="D......")

    assert (told.held, told.without.cost) == ("D", 8 * 1200)
    (cover,) = differences(told.without)
    assert (cover.rule, cover.cost, cover.better) == ("cover", 8 * 1200, [])
    (gap,) = cover.worse
    assert (gap.start, gap.end, gap.station, gap.amount) == (540, 1020, "counter", 480)


def test_gap_that_is_there_already_counts_for_what_is_added_alone():
    problem = hall(worker(), worker("bob"), rules=COVER, demand=needs([0], needed=3))

    (cover,) = differences(why(problem, ann="D......", bob="D......").without)

    assert [gap.amount for gap in cover.worse] == [480]


def test_neighbouring_gaps_are_told_as_one():
    problem = hall(worker(), rules=COVER, demand=[*needs([0], 540, 700), *needs([0], 700, 1020, is_peak=False)])

    (cover,) = differences(why(problem, ann="D......").without)

    assert [(gap.start, gap.end) for gap in cover.worse] == [(540, 1020)]


def test_colleague_who_is_off_takes_the_shift_and_hands_over_nothing():
    told = why(hall(worker(), worker("bob"), rules=COVER, demand=needs([0])), ann="D......", bob=".......")

    assert [(one.worker.id, one.gives, one.trial.cost) for one in told.takers] == [("bob", None, 0)]


def test_colleague_on_another_shift_takes_it_in_exchange():
    problem = hall(
        worker(may="EL"),
        worker("bob", may="EL"),
        rules={"wishes": {}},
        shifts=(EARLY_SHIFT, LATE_SHIFT),
        wishes=(Wish("ann", 0, "L", prefers=True),),
    )

    told = why(problem, ann="E......", bob="L......")

    assert [(one.worker.id, one.gives, one.trial.cost) for one in told.takers] == [("bob", "L", -20)]


def test_those_with_the_same_shift_or_without_a_contract_are_not_named():
    gone = worker("cat", shifts=(frozenset(),) * 7)
    told = why(hall(worker(), worker("bob"), gone, rules=COVER), ann="D......", bob="D......")

    assert (told.takers, told.barred) == ((), ())


def test_who_could_not_is_told_by_the_rule_she_would_break():
    problem = hall(
        worker(),
        worker("bob", absences=(Absence(0),)),
        worker("cat", history="DDDDDD"),
        worker("dan", may="E"),
        worker("eve"),
        shifts=(EARLY_SHIFT, LATE_SHIFT, *hall(worker(), rules={}).shifts),
        rules={"absences": {}, "consecutive-days": {}, "eligible": {}, "pins": {}},
        pins=(Pin("eve", 0, None),),
    )

    told = why(problem, ann="D......")

    assert told.takers == ()
    assert {rule: [one.id for one in people] for rule, people in told.barred_by_rule.items()} == {
        "absences": ["bob"],
        "pins": ["eve"],
        "eligible": ["dan"],
        "consecutive-days": ["cat"],
    }


def test_cheapest_comes_first():
    problem = hall(
        worker(), worker("bob"), worker("cat"), rules={"wishes": {}}, wishes=(Wish("bob", 0, None, prefers=False),)
    )

    assert [one.worker.id for one in why(problem, ann="D......").takers] == ["cat", "bob"]


def test_empty_cell_says_what_each_shift_would_do():
    problem = hall(
        worker(may="EL"),
        worker("bob", may="D"),
        rules={"eligible": {}, **COVER},
        shifts=(EARLY_SHIFT, LATE_SHIFT, *hall(worker(), rules={}).shifts),
        demand=needs([0], 840, 960),
    )

    told = why(problem, ann=".......", bob=".......")

    assert (told.held, told.without, told.takers) == (None, None, ())
    assert [(one.shift, one.trial.cost) for one in told.choices] == [("E", -2400), ("L", -2400), ("D", -2400)]
    assert [bool(one.trial.broken) for one in told.choices] == [False, False, True]


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_every_price_is_the_difference_of_two_checks(data):
    problem = data.draw(problems())
    duties = data.draw(duties_of(problem))
    cell = data.draw(st.sampled_from([(w.id, day) for w in problem.workers for day in range(problem.days)]))
    told = why_of(Judge(problem, duties), cell)

    trials = [one.trial for one in (*told.choices, *told.takers, *told.barred)]

    before = penalty_of(check(problem, duties))
    for trial in trials:
        after = Duties(problem, {**duties.cells, **trial.cells})
        assert penalty_of(check(problem, after)) - before == trial.cost == sum(costs_of(trial).values())
        assert sum(one.cost for one in differences(trial)) == trial.cost
