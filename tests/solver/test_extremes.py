"""Halls at the ends of what can be.

Prices of nothing and of a million, every rule alone and left out, nobody, four hundred people, one day, two months.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosters.solver.check import check, penalty_of
from rosters.solver.construct import first_duties
from rosters.solver.duties import Duties
from rosters.solver.engine import solve
from rosters.solver.model import build_model
from rosters.solver.problem import Limits, Problem
from rosters.solver.progress import Solution
from rosters.solver.rules import RULES
from tests.solver.chance import some_duties, some_hall
from tests.strategies import ALL_RULES, duties_of, problems

MILLION = 10**6
bounded = settings(max_examples=25)


@st.composite
def dear_rules(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """Any of the rules, every price nothing or a million."""
    names = draw(st.lists(st.sampled_from(list(RULES)), unique=True))
    return {name: {price: draw(st.sampled_from([0, MILLION])) for price in prices_of(name)} for name in names}


def prices_of(name: str) -> list[str]:
    return [field.name for field in fields(RULES[name]) if field.name.startswith("weight")]


def hall(seed: int, people: int, days: int, rules: Mapping[str, dict[str, Any]] = ALL_RULES) -> Problem:
    """A hall of so many people and days, with these rules and no pins."""
    return replace(some_hall(Random(seed), people, days), rules=dict(rules), pins=())


def assert_sound(problem: Problem, solution: Solution) -> None:
    """No hard rule is broken, the penalty is the checker's and the bound not above it."""
    assert solution.duties is not None
    faults = check(problem, solution.duties)
    assert [fault for fault in faults if fault.is_hard] == []
    assert solution.bound <= solution.penalty == penalty_of(faults)


def price_in_model(problem: Problem, duties: Duties) -> int:
    """The objective of the tight solution with these duties."""
    model = build_model(problem)
    return model.objective(model.x.complete_hint(duties))


@bounded
@given(st.data())
def test_halves_agree_on_prices_of_nothing_and_a_million(data):
    problem = data.draw(problems(dear_rules()))
    duties = data.draw(duties_of(problem))

    soft = [fault for fault in check(problem, duties) if not fault.is_hard]
    assert price_in_model(problem, duties) == penalty_of(soft)


@settings(bounded, max_examples=10)
@given(problems(dear_rules(), most_days=7, has_pins=False))
def test_roster_is_sound_at_prices_of_nothing_and_a_million(problem):
    assert_sound(problem, solve(problem, seconds=1, repeatable=True))


@pytest.mark.parametrize("name", RULES)
def test_everything_holds_with_a_rule_alone_and_without_it(name):
    others = {other: {} for other in RULES if other != name}

    for seed, rules in enumerate([{name: {}}, others]):
        problem = hall(seed, 3, 9, rules)
        duties = some_duties(Random(seed), problem)
        soft = [fault for fault in check(problem, duties) if not fault.is_hard]
        assert price_in_model(problem, duties) == penalty_of(soft)
        assert [fault for fault in check(problem, first_duties(problem, None)) if fault.is_hard] == []


@pytest.mark.parametrize("seed", range(20))
def test_first_roster_is_chosen_where_nothing_costs(seed):
    problem = hall(seed, 3, 7, rules={})

    assert first_duties(problem, None).problem == problem


def without_shifts(problem: Problem) -> Problem:
    """Nobody may do anything, and nobody ever has."""
    idle = {"shifts": (frozenset(),) * problem.days, "history": (None,) * 14, "limits": Limits()}
    return replace(problem, shifts=(), workers=tuple(replace(worker, **idle) for worker in problem.workers))


@pytest.mark.parametrize(
    "emptied",
    [
        lambda problem: problem,
        lambda problem: replace(problem, workers=()),
        without_shifts,
        lambda problem: replace(problem, demand=(), headcounts=()),
        lambda problem: replace(problem, open=((),) * problem.days),
        lambda problem: replace(problem, rules={}),
    ],
    ids=["nothing missing", "nobody", "no shifts", "no demand", "never open", "no rules"],
)
def test_hall_in_which_something_is_missing_is_solved(emptied):
    problem = emptied(replace(hall(5, 3, 9), wishes=(), headcounts=()))

    solution = solve(problem, seconds=1, repeatable=True)

    assert solution.status == "optimal"
    assert_sound(problem, solution)


def test_rule_that_says_nothing_of_anyone_is_no_obstacle():
    """A protected person's overtime is bounded by an empty sum in weeks in which he may do nothing."""
    problem = hall(7, 1, 6, {"protected": {}})
    worker = replace(
        problem.workers[0], is_protected=True, shifts=(*problem.workers[0].shifts[:4], frozenset(), frozenset())
    )

    assert_sound(problem, solve(replace(problem, workers=(worker,), demand=()), seconds=1, repeatable=True))


@pytest.mark.parametrize("days", [1, 62])
@pytest.mark.parametrize("people", [1, 3])
def test_one_day_and_two_months_are_solved(people, days):
    problem = hall(6, people, days)

    assert_sound(problem, solve(problem, seconds=1, repeatable=True))


@pytest.mark.parametrize("days", [1, 7])
def test_four_hundred_people_get_a_lawful_first_roster(days):
    problem = hall(7, 400, days)

    first = first_duties(problem, None)

    assert [fault for fault in check(problem, first) if fault.is_hard] == []
    assert penalty_of(check(problem, first)) <= penalty_of(check(problem, Duties(problem, {})))
