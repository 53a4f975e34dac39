"""The month cut into slices says minute by minute who can be there and what is needed."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings

from rosters.solver.problem import DAY, Problem
from rosters.solver.timeline import REACH, Need
from tests.solver.small import DAY_SHIFT, EARLY_SHIFT, LATE_SHIFT, MONDAY, hall, needs, worker
from tests.strategies import problems


def needs_at(problem: Problem, minute: int) -> Counter[Need]:
    return Counter(
        Need(row.station, row.needed, row.is_peak, row.level)
        for row in problem.demand
        if row.day * DAY + row.start <= minute < row.day * DAY + row.end
    )


def heads_at(problem: Problem, minute: int) -> dict[tuple[int, str], Fraction]:
    """What a head of each shift counts at a minute, to the twelfth."""
    heads = {}
    for shift in problem.shifts:
        for day in range(minute // DAY - REACH, min(minute // DAY + 1, problem.days)):
            within = minute - day * DAY
            if any(start <= within < end for start, end in shift.segments):
                heads[day, shift.id] = Fraction(1)
                if shift.break_minutes and shift.break_window[0] <= within < shift.break_window[1]:
                    away = Fraction(12 * shift.break_minutes, shift.break_window[1] - shift.break_window[0])
                    heads[day, shift.id] = 1 - Fraction(int(away + Fraction(1, 2)), 12)
    return heads


@settings(max_examples=40, deadline=None)
@given(problems(most_days=4))
def test_slices_say_what_is_so_at_every_minute(problem):
    slices = [(s.day * DAY + s.start, s.day * DAY + s.end, s) for s in problem.demand_slices]

    for minute in range(0, (problem.days + 2) * DAY, 5):
        here = [slice for start, end, slice in slices if start <= minute < end]
        wanted = needs_at(problem, minute)

        assert [Counter(slice.marks) for slice in here] == ([wanted] if wanted else [])
        for slice in here:
            heads = {(day, id): Fraction(parts, slice.parts) for day, id, parts in slice.present}
            assert heads == heads_at(problem, minute)


def test_slices_are_cut_only_where_something_changes():
    demand = (*needs([0], 540, 570), *needs([0], 570, 840), *needs([0], 840, 1020))
    problem = hall(worker(), rules={}, shifts=(DAY_SHIFT, LATE_SHIFT), demand=demand)

    assert [(slice.start, slice.end) for slice in problem.demand_slices] == [(540, 840), (840, 1020)]


def test_the_only_shift_on_the_floor_counts_less_while_it_eats():
    eating = replace(DAY_SHIFT, break_minutes=60, break_window=(720, 840))
    problem = hall(worker(), rules={}, shifts=(eating,), demand=needs([0], 600, 900))

    assert [(slice.start, slice.end, slice.parts) for slice in problem.demand_slices] == [
        (600, 720, 1),
        (720, 840, 2),
        (840, 900, 1),
    ]


def test_slices_of_opening_hours_leave_out_the_closed_day():
    problem = hall(worker(days=2), rules={}, shifts=(EARLY_SHIFT,), open=((), ((480, 1020),)), first_day=MONDAY)

    assert [(slice.day, slice.start, slice.end) for slice in problem.open_slices] == [(1, 480, 960), (1, 960, 1020)]


def test_price_of_a_part_is_rounded_half_up_but_never_to_nothing():
    (slice,) = hall(worker(days=1), rules={}, demand=needs([0], 540, 555)).demand_slices

    assert [slice.price(weight) for weight in (0, 1, 5, 6, 1000)] == [0, 1, 1, 2, 250]
