"""A repair breaks no hard rule, leaves alone what is pinned, and changes no more than it must."""

from dataclasses import replace
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from rosters.solver.check import check, penalty_of, pin_conflicts
from rosters.solver.duties import Duties
from rosters.solver.ledger import Ledger, score_of
from rosters.solver.problem import Absence, Pin, Problem
from rosters.solver.repair import CHANGE_PRICE, RepairedCell, repair
from tests.solver.small import DAY_SHIFT, EARLY_SHIFT, LATE_SHIFT, broken, drawn, hall, needs, picture, worker
from tests.strategies import duties_of, problems, rules

LONG_ENOUGH = 3600
SHIFTS = (DAY_SHIFT, EARLY_SHIFT, LATE_SHIFT)
COVER = {"cover": {}, "one-shift": {}, "absences": {}, "eligible": {}, "rest": {}, "pins": {}}


def three(**facts) -> Problem:
    """Ann, Bob and Cat, of whom one is needed each day."""
    away = facts.pop("away", {})
    people = [
        worker(id, facts.get("may", "D"), absences=tuple(Absence(day) for day in away.get(id, ())))
        for id in ("ann", "bob", "cat")
    ]
    return hall(*people, rules=facts.get("rules", COVER), shifts=SHIFTS, demand=tuple(needs(range(7))), **pins(facts))


def pins(facts) -> dict:
    return {"pins": facts["pins"]} if "pins" in facts else {}


def mended(problem: Problem, duties: Duties, **more):
    return repair(problem, duties, seconds=LONG_ENOUGH, **more)


# --- the ledger --------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_ledger_adds_up_to_what_the_checker_says(data):
    problem = data.draw(problems(rules()))
    duties = data.draw(duties_of(problem))

    assert Ledger(problem).whole(duties.cells) == score_of(check(problem, duties))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_ledger_knows_the_difference_a_change_makes(data):
    problem = data.draw(problems(rules()))
    before, after = data.draw(duties_of(problem)).cells, data.draw(duties_of(problem)).cells
    ledger = Ledger(problem)

    changed = {cell for cell in before.keys() | after.keys() if before.get(cell) != after.get(cell)}
    total = ledger.move(before, after, changed).plus(ledger.hall(after)).less(ledger.hall(before))
    assert total == ledger.whole(after).less(ledger.whole(before))


# --- what happened -----------------------------------------------------------


def test_a_colleague_steps_in_for_somebody_who_falls_ill():
    problem = three(away={"ann": (2, 3)})

    found = mended(problem, drawn(problem, ann="DDDDD..", bob=".......", cat=".....DD"))

    assert broken(problem, found.duties) == []
    assert found.after.price == 0
    assert len(found.changes) == 4
    assert {(change.worker, change.day) for change in found.changes if change.before} == {("ann", 2), ("ann", 3)}


def test_nobody_moves_where_nothing_is_wrong():
    problem = three()

    found = mended(problem, drawn(problem, ann="DDDDDDD"), days=range(7))

    assert found.changes == []
    assert found.before == found.after


def test_a_closed_shift_is_replaced_by_another():
    people = worker("ann", shifts=(frozenset("DE"),) * 3 + (frozenset("E"),) * 4)
    problem = hall(people, rules=COVER, shifts=SHIFTS, demand=tuple(needs(range(7), end=960)))

    found = mended(problem, drawn(problem, ann="DDDD..."))

    assert found.changes == [RepairedCell("ann", 3, "D", "E")]


def test_a_raised_demand_brings_somebody_only_on_the_days_that_are_meant():
    problem = three()
    problem = replace(problem, demand=tuple(needs(range(7), needed=2)))

    found = mended(problem, drawn(problem, ann="DDDDDDD"), days=[4])

    assert [(change.day, change.before, change.after) for change in found.changes] == [(4, None, "D")]


def test_pinned_cells_stay_even_when_they_are_wrong():
    problem = three(away={"ann": (1, 2)}, pins=(Pin("ann", 1, "D"), Pin("bob", 2, None)))

    found = mended(problem, drawn(problem, ann="DDD...."), days=range(7))

    assert picture(found.duties)["ann"][1] == "D"
    assert picture(found.duties)["bob"][2] == "."
    assert picture(found.duties)["cat"][2] == "D"
    assert [fault.rule for fault in broken(problem, found.duties)] == ["absences"]


def test_two_cells_move_where_one_alone_would_break_a_rule():
    limit = COVER | {"consecutive-days": {"most": 3}}
    problem = hall(
        worker("ann", absences=(Absence(3),)), worker("bob"), rules=limit, demand=tuple(needs([3])), shifts=SHIFTS
    )

    found = mended(problem, drawn(problem, ann="...D...", bob="DDD...."))

    assert broken(problem, found.duties) == []
    assert picture(found.duties)["bob"][3] == "D"
    assert len(found.changes) == 3


def test_a_change_that_saves_less_than_its_price_is_not_made():
    problem = three(rules=COVER | {"cover": {"weight_short": 1}})

    found = mended(problem, drawn(problem, ann="DDD...."), days=range(7))

    assert found.changes == []


def test_repair_stops_at_its_time_with_a_roster_that_breaks_nothing():
    problem = three(away={"ann": (0, 1, 2)})

    found = repair(problem, drawn(problem, ann="DDDDD.."), days=range(7), seconds=0)

    assert broken(problem, found.duties) == []
    assert [change.after for change in found.changes] == [None, None, None]


# --- any month ---------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_repair_breaks_no_hard_rule_and_leaves_pins_alone(data):
    problem = data.draw(problems(most_workers=3, most_days=7, has_pins=False))
    duties = data.draw(duties_of(problem))
    past = data.draw(st.integers(0, problem.days))
    kept = tuple(Pin(person.id, day, duties.shift_id(person, day)) for person in problem.workers for day in range(past))
    problem = replace(problem, pins=kept)

    found = mended(problem, duties, days=range(problem.days))

    assert all(change.day >= past for change in found.changes)
    assert found.after == score_of(check(problem, found.duties))
    if not pin_conflicts(problem):
        assert broken(problem, found.duties) == []


def worth(problem: Problem, base: Duties, duties: Duties) -> tuple[int, int]:
    """Hard rules broken, and the penalty with the price of each changed cell."""
    faults = check(problem, duties)
    changed = {*base.cells.items()} ^ {*duties.cells.items()}
    cells = len({cell for cell, _ in changed})
    return sum(fault.is_hard for fault in faults), penalty_of(faults) + CHANGE_PRICE * cells


def test_fewest_changes_on_every_small_illness():
    """Against all rosters of a week with two free people: as few changes for as full a cover."""
    for days in combinations(range(5), 2):
        problem = three(away={"ann": days})
        duties = drawn(problem, ann="DDDDD..", bob=".....DD")

        found = mended(problem, duties)

        best = min(worth(problem, duties, one) for one in rosters_of(problem, duties, days))
        assert worth(problem, duties, found.duties) == best


def rosters_of(problem: Problem, duties: Duties, days: tuple[int, ...]):
    """Every roster that differs on these days only."""
    cells = list(product([person.id for person in problem.workers], days))
    for shifts in product([None, "D"], repeat=len(cells)):
        yield Duties(problem, {**duties.cells, **dict(zip(cells, shifts, strict=True))})
