import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from bench.made import made_hall
from rosters.solver.check import check, penalty_of
from rosters.solver.construct import first_duties
from rosters.solver.duties import Duties
from rosters.solver.engine import LARGE_IS_SLOW, PROVABLE, SMALL_IS_SLOW, Crew, attended, solve
from rosters.solver.incumbent import Clock, Incumbent
from rosters.solver.model import Abandoned, build_model
from rosters.solver.problem import Absence, Pin, Problem
from rosters.solver.progress import Progress, Solution
from tests.strategies import problems

slow = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def small() -> Problem:
    return made_hall(12)


def hard_faults(problem: Problem, solution: Solution) -> list[str]:
    assert solution.duties is not None
    return [fault.rule for fault in check(problem, solution.duties) if fault.is_hard]


@slow
@given(problems())
def test_every_built_roster_passes_the_check(problem):
    solution = solve(problem, seconds=4, repeatable=True)

    if solution.status != "infeasible":
        assert hard_faults(problem, solution) == []


@slow
@given(problems())
def test_every_pin_holds_in_a_built_roster(problem):
    solution = solve(problem, seconds=2, repeatable=True)

    if solution.duties is not None:
        for pin in problem.pins:
            assert solution.duties.cells.get((pin.worker, pin.day)) == pin.shift


@slow
@given(problems())
def test_no_roster_beats_a_proven_bound(problem):
    one, other = (solve(problem, seconds=2, seed=seed, repeatable=True) for seed in (1, 2))

    if one.status == other.status == "optimal":
        assert one.penalty == other.penalty
    elif one.duties is not None:
        assert one.bound <= other.penalty


def test_repeatable_solve_gives_the_same_roster_twice():
    few = made_hall(5)
    one, other = (solve(few, seconds=0.2, seed=3, repeatable=True) for _ in range(2))

    assert one.duties.cells == other.duties.cells
    assert (one.penalty, one.bound) == (other.penalty, other.bound)


def test_solve_never_reports_a_worse_roster_than_before(small):
    seen: list[Progress] = []

    solve(small, seconds=60, on_progress=seen.append, should_stop=lambda: len(seen) >= 4)

    assert len(seen) >= 4
    assert all(later.penalty <= earlier.penalty for earlier, later in pairwise(seen))
    assert all(later.bound >= earlier.bound for earlier, later in pairwise(seen))
    assert all(0 <= report.gap <= 1 for report in seen)


def test_solve_hands_over_the_duties_whenever_they_are_new(small):
    seen: list[Progress] = []

    solution = solve(small, seconds=3, on_progress=seen.append)

    handed = [report for report in seen if report.duties is not None]
    assert handed[-1].duties.cells == solution.duties.cells
    assert all(penalty_of(check(small, report.duties)) == report.penalty for report in handed)


def test_stop_is_heard_and_keeps_the_best(small):
    seen: list[Progress] = []

    solution = solve(
        small, seconds=3600, on_progress=seen.append, should_stop=lambda: bool(seen) and seen[-1].elapsed > 1
    )

    assert solution.seconds < 3600
    assert solution.penalty <= seen[0].penalty
    assert hard_faults(small, solution) == []


def test_stop_at_once_still_gives_a_roster(small):
    solution = solve(small, seconds=60, should_stop=lambda: True)

    assert hard_faults(small, solution) == []


def test_stop_while_the_model_is_made_gives_the_roster_there_is():
    seen: list[Progress] = []

    solution = solve(made_hall(30), seconds=3600, on_progress=seen.append, should_stop=lambda: bool(seen))

    assert [report.phase for report in seen] == ["first"]
    assert solution.duties == seen[0].duties
    assert solution.trace == [(seen[0].elapsed, solution.penalty, 0)]


def test_model_nobody_waits_for_is_not_made(small):
    asked = iter([False, False, True])

    with pytest.raises(Abandoned):
        build_model(small, is_over=lambda: next(asked))


def test_who_waits_for_work_ticks_until_it_is_done():
    ticks = threading.Semaphore(0)

    def work(is_over: Callable[[], bool]) -> str:
        assert ticks.acquire(timeout=60)
        assert ticks.acquire(timeout=60)
        return "done"

    assert attended(work, ticks.release, lambda: False) == "done"


def test_who_waits_for_work_hears_that_it_failed():
    with pytest.raises(ZeroDivisionError):
        attended(lambda is_over: 1 // 0, lambda: None, lambda: False)


def test_solve_leaves_no_thread_behind(small):
    before = threading.active_count()

    solve(small, seconds=1)

    assert threading.active_count() == before


def test_solve_passes_on_what_its_listener_raises(small):
    def fail(progress: Progress) -> None:
        raise LookupError("no such build")

    with pytest.raises(LookupError):
        solve(small, seconds=5, on_progress=fail)

    assert threading.active_count() == 1


def test_solve_begins_from_a_hint_that_breaks_no_hard_rule(small):
    hint = solve(small, seconds=2).duties
    seen: list[Progress] = []

    solve(small, seconds=0.5, hint=hint, on_progress=seen.append)

    assert seen[0].penalty <= penalty_of(check(small, hint))


def test_solve_mends_a_hint_that_breaks_hard_rules(small):
    worker = small.workers[0]
    everyday = Duties(small, {(worker.id, day): "E" for day in range(small.days)})

    solution = solve(small, seconds=0.5, hint=everyday)

    assert hard_faults(small, solution) == []


def test_pins_against_a_hard_rule_are_refused_with_the_rule(small):
    worker = small.workers[0]
    pins = tuple(Pin(worker.id, day, "E") for day in range(7, 16))

    solution = solve(replace(small, pins=pins), seconds=60)

    assert solution.status == "infeasible"
    assert solution.duties is None
    assert "consecutive-days" in {fault.rule for fault in solution.conflicts}
    assert {fault.worker for fault in solution.conflicts} == {worker.id}


def test_hall_without_workers_gets_an_empty_roster(small):
    solution = solve(replace(small, workers=(), wishes=()), seconds=120)

    assert solution.status == "optimal"
    assert solution.duties.cells == {}


def test_hall_without_shifts_gets_an_empty_roster(small):
    workers = tuple(
        replace(worker, shifts=(frozenset(),) * small.days, history=(None,) * 14) for worker in small.workers
    )

    solution = solve(replace(small, workers=workers, shifts=(), wishes=()), seconds=120)

    assert solution.status == "optimal"
    assert solution.duties.cells == {}


def test_hall_with_everybody_on_leave_gets_an_empty_roster(small):
    leave = tuple(Absence(day) for day in range(small.days))
    workers = tuple(replace(worker, absences=leave) for worker in small.workers)

    solution = solve(replace(small, workers=workers), seconds=120)

    assert solution.status == "optimal"
    assert solution.duties.cells == {}


def test_bound_is_known_for_every_second_of_the_search(small):
    seconds = iter(range(100))
    incumbent = Incumbent(build_model(small), lambda: next(seconds))
    incumbent.start(first_duties(small, None))

    incumbent.raise_bound(5)
    incumbent.raise_bound(3)
    incumbent.raise_bound(9)

    known = [incumbent.bound_at(second) for second in range(4)]
    assert known == [0, 5, 9, 9]


def test_unknown_rule_is_named(small):
    with pytest.raises(ValueError, match="siesta"):
        solve(replace(small, rules={"siesta": {}}), seconds=1)


@pytest.mark.parametrize(("people", "slow"), [(3, SMALL_IS_SLOW), (12, SMALL_IS_SLOW), (30, LARGE_IS_SLOW)])
def test_month_is_searched_until_that_slows_before_anything_else_is_tried(people, slow):
    time = [0.0]
    crew = crew_of(made_hall(people), lambda: time[0])

    time[0] = slow[0] / 2
    assert not crew.has_slowed(), "quick gains may still come"

    time[0] = slow[0]
    assert crew.has_slowed()


def test_month_that_is_not_small_is_proven_only_where_its_bound_is_near():
    time = [0.0]
    crew = crew_of(made_hall(12), lambda: time[0])
    time[0] = SMALL_IS_SLOW[0]
    cost = crew.incumbent.state.cost

    crew.incumbent.raise_bound(cost / 2)
    assert not crew.is_worth_proving()

    crew.incumbent.raise_bound(cost / (1 + PROVABLE / 2))
    assert crew.is_worth_proving()


def crew_of(problem: Problem, clock: Clock) -> Crew:
    incumbent = Incumbent(build_model(problem), clock)
    incumbent.start(first_duties(problem, None))
    return Crew(incumbent, seed=1, workers=2)
