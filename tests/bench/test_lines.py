"""Rows made one person at a time: sound by the benchmark's own rules, and as good as any where all can be counted."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bench.nrp.instance import Cover, Instance, Shift, Staff
from bench.nrp.month import problem_of, rows_of
from bench.nrp.score import faults_of, judge
from rosters.solver.bylines import first_by_lines, solve_by_lines
from rosters.solver.check import check, penalty_of
from rosters.solver.engine import solve
from rosters.solver.linesearch import LineSearch, suits
from rosters.solver.problem import Absence, Limits, Pin, Problem
from tests.bench.test_ours import INSTANCES

DAYS = 7
THREE_WEEKS = 21
SHIFT = Shift("D", 480, frozenset())


def lone(least_rest: int = 1, **limits: int | frozenset[int]) -> Staff:
    """Ann, who may work every day of seven and as she likes, but for these limits."""
    facts = {"most_minutes": 480 * DAYS, "least_minutes": 0, "most_run": DAYS, "least_run": 1, "most_weekends": 2}
    return Staff(id="ann", shift_most={"D": DAYS}, least_rest=least_rest, days_off=frozenset(), **facts | limits)  # type: ignore[arg-type]


LONE = st.builds(
    lone,
    most_minutes=st.sampled_from([960, 1920, 4320]),
    least_minutes=st.sampled_from([0, 960]),
    most_run=st.integers(1, 4),
    least_rest=st.integers(1, 3),
    most_weekends=st.integers(0, 2),
)
COVERS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 50), st.integers(0, 50)), min_size=DAYS, max_size=DAYS)


@settings(max_examples=40)
@given(LONE, COVERS)
def test_row_of_one_person_is_the_best_there_is(ann, wanted):
    cover = tuple(Cover(day, "D", *row) for day, row in enumerate(wanted))
    instance = Instance("lone", DAYS, (SHIFT,), (ann,), (), (), cover)
    rows = product(["", "D"], repeat=DAYS)
    sound = [judge(instance, {"ann": list(row)}).objective for row in rows if not [*faults_of(instance, ann, row)]]
    assume(sound)
    search = LineSearch(problem_of(instance))

    search.turn()

    found = judge(instance, rows_of(instance, search.duties))
    assert found.broken == []
    assert found.objective == min(sound)


def test_rows_that_are_not_made_when_the_search_is_to_stop_are_left_empty():
    people = tuple(replace(lone(), id=id) for id in ("ann", "bob", "cid"))
    cover = tuple(Cover(day, "D", 3, 50, 1) for day in range(DAYS))
    search = LineSearch(problem_of(Instance("three", DAYS, (SHIFT,), people, (), (), cover)))
    asked = []

    duties = first_by_lines(search, lambda: True, lambda: asked.append(None) or len(asked) > 1)

    assert {id for id, _ in duties.cells} == {"ann"}


@settings(max_examples=30)
@given(INSTANCES)
def test_every_row_keeps_to_its_persons_limits_and_no_turn_costs_more(instance):
    search = LineSearch(problem_of(instance), seed=1)
    search.place()
    costs = [penalty_of(check(search.problem, search.duties))]

    for _ in range(3):
        search.turn()
        costs.append(penalty_of(check(search.problem, search.duties)))

    rows = rows_of(instance, search.duties)
    placed = [person for person in instance.staff if person.id in search.rows]
    assert [fault for person in placed for fault in faults_of(instance, person, rows[person.id])] == []
    assert costs == sorted(costs, reverse=True)


def heads(weight: int) -> Problem:
    """One head on every day of Ann's, each at that price."""
    cover = tuple(Cover(day, "D", 1, weight, 0) for day in range(DAYS))
    return problem_of(Instance("lone", DAYS, (SHIFT,), (lone(),), (), (), cover))


@pytest.mark.parametrize("weight", [1, 10**5, 10**7, 10**9])
def test_row_is_found_whatever_the_price_of_a_head(weight):
    search = LineSearch(heads(weight))

    search.place()

    assert len(search.duties.cells) == DAYS


def test_saturday_is_worked_where_a_problem_names_no_weekends():
    problem = heads(100)
    search = LineSearch(replace(problem, weekends=frozenset(), workers=(replace(problem.workers[0], limits=Limits()),)))

    search.place()

    assert ("ann", 5) in search.duties.cells


def horizon(days: int = THREE_WEEKS, people: int = 6) -> Instance:
    """People of two lengths of shift, the long ones scarce and followed by nothing short."""
    shifts = (Shift("E", 480, frozenset()), Shift("D", 480, frozenset({"E"})), Shift("N", 600, frozenset({"E", "D"})))
    staff = tuple(
        Staff(
            id=f"p{number}",
            shift_most={"E": days, "D": days, "N": 3},
            most_minutes=days * 480 * 2 // 3,
            least_minutes=days * 480 // 2,
            most_run=5,
            least_run=2,
            least_rest=2,
            most_weekends=2,
            days_off=frozenset({number}),
        )
        for number in range(people)
    )
    cover = tuple(Cover(day, shift.id, 1, 100, 1) for day in range(days) for shift in shifts)
    return Instance("horizon", days, shifts, staff, (), (), cover)


def test_scarce_long_shifts_are_used_and_never_too_often():
    instance = horizon()
    search = LineSearch(problem_of(instance))

    search.place()

    roster = rows_of(instance, search.duties)
    assert judge(instance, roster).broken == []
    counts = [row.count("N") for row in roster.values()]
    assert max(counts) <= 3
    assert sum(counts) > 6


def test_search_by_rows_alone_ends_with_a_sound_roster_and_tells_how_it_went():
    instance = horizon()
    problem = problem_of(instance)
    reports, clock = [], iter(range(100))

    solution = solve_by_lines(LineSearch(problem), 40, lambda: next(clock), reports.append, lambda: False)

    assert judge(instance, rows_of(instance, solution.duties)).broken == []
    assert solution.penalty == penalty_of(check(problem, solution.duties))
    assert reports[-1].penalty == solution.penalty


def test_search_begins_from_rows_and_ends_no_worse():
    problem = problem_of(horizon())
    search = LineSearch(problem)
    search.place()

    solution = solve(problem, seconds=0.5, repeatable=True)

    assert solution.penalty <= penalty_of(check(problem, search.duties))


@pytest.mark.parametrize(
    "changed",
    [
        lambda problem: replace(problem, pins=(Pin("p0", 1, None),)),
        lambda problem: replace(problem, rules=problem.rules | {"equal-hours": {}}),
        lambda problem: replace(problem, headcounts=()),
        lambda problem: replace(
            problem, workers=(replace(problem.workers[0], absences=(Absence(3),)), *problem.workers[1:])
        ),
        lambda problem: replace(
            problem,
            shifts=tuple(replace(one, paid_minutes=479 + at) for at, one in enumerate(problem.shifts)),
            workers=tuple(replace(one, limits=Limits()) for one in problem.workers),
            rules=problem.rules | {"consecutive-days": {"most": 21}},
        ),
    ],
    ids=["a pin", "a rule about everybody", "no heads wanted", "an absence", "lengths of no common unit"],
)
def test_rows_alone_do_where_nothing_else_is_asked(changed):
    problem = problem_of(horizon())

    assert suits(problem)
    assert not suits(changed(problem))


def test_nobody_is_given_a_row_she_may_not_have():
    instance = horizon()
    idle = replace(instance.staff[0], days_off=frozenset(range(instance.days)), least_minutes=480)
    search = LineSearch(problem_of(replace(instance, staff=(idle, *instance.staff[1:]))))

    search.place()

    assert "p0" not in search.rows


def test_first_day_holds_nothing_that_the_shift_of_the_eve_bars():
    problem = problem_of(horizon())
    tired = replace(problem.workers[1], history=(None,) * 13 + ("N",))
    search = LineSearch(replace(problem, workers=(tired,)))
    prices = np.full(search.needed.shape, 1)
    prices[0] = 10_000

    row, _ = search.lines[tired.id].best(prices, search.scarcity[tired.id])

    assert row is not None
    assert problem.shifts[row[0]].id == "N"
