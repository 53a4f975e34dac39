"""The first roster: quick, lawful, and worth looking at."""

from dataclasses import replace

from hypothesis import given

from rosters.solver.check import check, penalty_of
from rosters.solver.construct import first_duties
from rosters.solver.duties import Duties
from rosters.solver.problem import Limits, Problem
from tests.strategies import problems


@given(problems())
def test_first_roster_breaks_no_hard_rule_and_keeps_the_pins(problem: Problem) -> None:
    pins = {(pin.worker, pin.day): pin.shift for pin in problem.pins}
    if any(fault.is_hard for fault in check(problem, Duties(problem, pins))):
        return

    first = first_duties(problem, None)

    assert [fault for fault in check(problem, first) if fault.is_hard] == []
    assert {cell: first.cells.get(cell) for cell in pins} == pins


def test_first_roster_covers_most_of_a_hall() -> None:
    from bench.made import made_hall

    problem = made_hall(24)
    nobody = penalty_of(check(problem, Duties(problem, {})))

    first = penalty_of(check(problem, first_duties(problem, None)))

    assert first < nobody / 4


def test_people_of_a_hint_stay_and_the_others_are_placed() -> None:
    from bench.made import made_hall

    problem = made_hall(12)
    full = first_duties(problem, None)
    someone = problem.workers[3].id
    hint = Duties(problem, {cell: shift for cell, shift in full.cells.items() if cell[0] != someone})

    first = first_duties(problem, hint)

    assert {cell: shift for cell, shift in first.cells.items() if cell[0] != someone} == hint.cells
    assert any(worker == someone for worker, _ in first.cells)


def test_people_with_limits_of_their_own_are_placed_too() -> None:
    from bench.made import made_hall

    problem = made_hall(12)
    late = next(shift for shift in problem.shifts if shift.kind == "late")
    limits = Limits(most_minutes=6000, most_run=4, most_weekends=2, shift_most={late.id: 3})
    bars = {late.id: frozenset(shift.id for shift in problem.shifts if shift.kind == "early")}
    problem = replace(
        problem,
        rules=problem.rules | {name: {} for name in ("succession", "month-most", "shift-count", "weekends")},
        shifts=tuple(replace(shift, barred_next=bars.get(shift.id, frozenset())) for shift in problem.shifts),
        workers=tuple(replace(worker, limits=limits) for worker in problem.workers),
    )

    first = first_duties(problem, None)

    able = {worker.id for worker in problem.workers if worker.available_days}
    assert {worker for worker, _ in first.cells} == able
    assert [fault for fault in check(problem, first) if fault.is_hard] == []
