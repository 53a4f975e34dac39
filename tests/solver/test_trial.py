"""A trial says what two whole checks would, whatever the rules and however far they look."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosters.solver.check import check, penalty_of
from rosters.solver.duties import Duties
from rosters.solver.problem import Demand, Wish
from rosters.solver.rules import RULES, rules_of
from rosters.solver.scope import Scope
from rosters.solver.trial import Judge
from tests.solver.small import EARLY_SHIFT, LATE_SHIFT, NIGHT_SHIFT, drawn, hall, needs, worker
from tests.strategies import SHIFTS, duties_of, problems, rules


def changes(problem, duties):
    """A few cells with any shift of the hall, allowed or not, or a day off."""
    ids = [shift.id for shift in problem.shifts]
    cells = st.tuples(st.sampled_from([w.id for w in problem.workers]), st.integers(0, problem.days - 1))
    return st.dictionaries(cells, st.none() | st.sampled_from(ids), max_size=4)


def by_checks(problem, duties, cells) -> tuple[Counter, Counter]:
    """What two whole checks find new and gone."""
    before = Counter(check(problem, duties))
    after = Counter(check(problem, Duties(problem, {**duties.cells, **cells})))
    return after - before, before - after


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_trial_says_what_two_checks_say_with_every_rule(data):
    problem = data.draw(problems())
    duties = data.draw(duties_of(problem))
    judge = Judge(problem, duties)

    for _ in range(3):
        cells = data.draw(changes(problem, duties))
        trial = judge.trial(cells)
        assert (Counter(trial.new), Counter(trial.gone)) == by_checks(problem, duties, cells)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_trial_says_what_two_checks_say_with_some_rules_and_settings(data):
    problem = data.draw(problems(rules=rules()))
    duties = data.draw(duties_of(problem))
    cells = data.draw(changes(problem, duties))

    trial = Judge(problem, duties).trial(cells)

    after = Duties(problem, {**duties.cells, **cells})
    assert trial.cost == penalty_of(check(problem, after)) - penalty_of(check(problem, duties))
    assert (Counter(trial.new), Counter(trial.gone)) == by_checks(problem, duties, cells)


@pytest.mark.parametrize("name", list(RULES))
@settings(deadline=None, max_examples=8)
@given(st.data())
def test_each_rule_keeps_to_the_scope_that_it_says(name, data):
    problem = replace(data.draw(problems()), rules={name: {}})
    duties = data.draw(duties_of(problem))
    cells = data.draw(changes(problem, duties))

    trial = Judge(problem, duties).trial(cells)

    assert (Counter(trial.new), Counter(trial.gone)) == by_checks(problem, duties, cells)


def test_rule_that_says_nothing_of_its_scope_is_asked_about_everything(monkeypatch):
    problem = hall(worker(), worker("bob"), rules={"weekly-hours": {}})
    monkeypatch.delattr(RULES["weekly-hours"], "scope")
    duties = drawn(problem, ann="DDDDD..", bob="DDDDD..")
    cells = {("ann", 0): None}

    trial = Judge(problem, duties).trial(cells)

    assert not hasattr(rules_of(problem)[0], "scope")
    assert (Counter(trial.new), Counter(trial.gone)) == by_checks(problem, duties, cells)


def test_rules_that_look_at_everybody_say_so_or_nothing():
    judged = {name: getattr(rule, "scope", Scope.HALL) for name, rule in RULES.items()}

    assert judged["equal-hours"] == judged["equal-shares"] == Scope.HALL


def test_change_that_changes_nothing_costs_nothing():
    problem = hall(worker(), rules={"weekly-hours": {}})

    trial = Judge(problem, drawn(problem, ann="DD.....")).trial({("ann", 0): "D", ("ann", 6): None})

    assert (trial.cells, trial.cost, trial.new, trial.gone) == ({}, 0, [], [])


def test_night_is_seen_on_the_floor_of_the_day_after():
    problem = hall(
        worker(may="N"),
        rules={"cover": {}},
        shifts=(NIGHT_SHIFT,),
        demand=needs([1], 0, 360),
        open=(((0, 1440),),) * 7,
    )

    assert Judge(problem, drawn(problem, ann=".......")).trial({("ann", 0): "N"}).cost == -6 * 1200


def test_people_alike_are_exchanged_without_a_word_from_the_floor():
    problem = hall(
        worker(may="EL"),
        worker("bob", may="EL"),
        rules={"cover": {}, "handovers": {}},
        shifts=(EARLY_SHIFT, LATE_SHIFT),
        demand=needs([0]),
    )

    trial = Judge(problem, drawn(problem, ann="E......", bob="L......")).trial({("ann", 0): "L", ("bob", 0): "E"})

    assert (trial.cost, trial.new, trial.gone) == (0, [], [])


def test_what_a_rule_has_against_a_cell_can_be_left_out():
    wishes = (Wish("ann", 0, None, prefers=False), Wish("ann", 1, None, prefers=False))
    problem = hall(worker(), rules={"wishes": {}}, wishes=wishes)
    trial = Judge(problem, drawn(problem, ann=".......")).trial({("ann", 0): "D", ("ann", 1): "D"})

    assert trial.cost == 40
    assert trial.without("wishes", [("ann", 1)]).cost == 20


def test_duties_changed_are_as_if_made_anew():
    problem = hall(worker(), worker("bob"), rules={}, demand=[Demand(0, 540, 600, "counter", 1)])
    duties = drawn(problem, ann="D......", bob=".D.....")

    other = duties.changed({("ann", 0): None, ("bob", 0): "D"})

    anew = drawn(problem, ann=".......", bob="DD.....")
    assert (other.cells, other.rows, other.begun) == (anew.cells, anew.rows, anew.begun)
    assert duties.rows == drawn(problem, ann="D......", bob=".D.....").rows


def test_shifts_of_the_strategies_reach_over_midnight():
    assert any(shift.end > 1440 for shift in SHIFTS)
