"""Why hours are short: each cause alone."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosters.solver.check import coverage
from rosters.solver.duties import Duties
from rosters.solver.explain import ORDER, Reason, Shortfall, explained, shortfalls
from rosters.solver.problem import Absence, Demand, Limits, Pin
from tests.solver.small import DAY_SHIFT, EARLY_SHIFT, LATE_SHIFT, LONG_SHIFT, NIGHT_SHIFT, hall, worker
from tests.strategies import duties_of, problems

FRIDAY = 4
SHIFTS = (DAY_SHIFT, EARLY_SHIFT, LATE_SHIFT, LONG_SHIFT, NIGHT_SHIFT)
RULES = {
    "absences": {},
    "pins": {},
    "eligible": {},
    "rest": {},
    "consecutive-days": {"most": 4},
    "overtime": {"day_most": 60},
    "protected": {},
    "succession": {},
    "month-most": {},
    "shift-count": {},
    "weekends": {},
}
NEED = Demand(FRIDAY, 540, 1020, "counter", 1)


def reasons(person=None, cells=(), need=NEED, **facts) -> list[Reason]:
    """What keeps ann from Friday's counter."""
    problem = hall(person or worker(), rules=RULES, demand=(need,), **{"shifts": SHIFTS} | facts)
    duties = Duties(problem, dict(cells))
    (gap,) = explained(problem, duties, shortfalls(problem, duties))
    return list(gap.reasons)


def ann(cause: str) -> list[Reason]:
    return [Reason(cause, ("Ann",))]


def test_gap_names_station_time_and_heads():
    problem = hall(worker(), rules=RULES, demand=(replace(NEED, needed=2),))
    duties = Duties(problem, {("ann", FRIDAY): "D"})

    assert shortfalls(problem, duties) == [Shortfall(FRIDAY, 540, 1020, "counter", 2, 1)]


def test_free_person_would_only_cost_more_elsewhere():
    assert reasons() == ann("dearer")


def test_person_with_a_full_week_is_said_to_be_full():
    assert reasons(worker(week_targets=(1440,)), {("ann", 0): "D", ("ann", 1): "D", ("ann", 6): "D"}) == ann(
        "week_full"
    )


def test_person_on_leave_is_away():
    assert reasons(worker(absences=(Absence(FRIDAY),))) == ann("away")


def test_person_away_at_another_hour_is_not_away():
    assert reasons(worker(absences=(Absence(FRIDAY, 0, 480),))) == ann("dearer")


def test_person_without_the_skill_is_unskilled():
    assert reasons(worker(levels={"floor": 3})) == ann("unskilled")


def test_person_on_another_shift_cannot_come():
    need = replace(NEED, start=480, end=600)

    assert reasons(worker(may="EL"), {("ann", FRIDAY): "L"}, need, open=(((480, 1320),),) * 7) == ann("other_shift")


@pytest.mark.parametrize(("pinned", "cells"), [(None, {}), ("L", {("ann", FRIDAY): "L"})])
def test_pinned_person_stays_as_she_is(pinned, cells):
    need = replace(NEED, start=480, end=600)

    assert reasons(worker(may="EL"), cells, need, pins=(Pin("ann", FRIDAY, pinned),)) == ann("pinned")


def test_person_resting_after_a_late_shift_cannot_come_early():
    need = replace(NEED, start=480, end=840)

    assert reasons(worker(may="EL"), {("ann", FRIDAY - 1): "L"}, need) == ann("resting")


def test_person_is_due_a_day_off_after_so_many_in_a_row():
    assert reasons(cells={("ann", day): "D" for day in range(FRIDAY)}) == ann("rest_day_due")


def test_person_at_the_overtime_limit_cannot_come():
    assert reasons(worker(may="X")) == ann("overtime_limit")


@pytest.mark.parametrize(
    ("limits", "cause"),
    [
        (Limits(most_minutes=900), "month_full"),
        (Limits(shift_most={"D": 1}), "shift_limit"),
        (Limits(most_weekends=0), "dearer"),
    ],
)
def test_person_at_a_limit_of_her_own_cannot_come(limits, cause):
    assert reasons(worker(limits=limits), {("ann", 0): "D"}) == ann(cause)


def test_person_at_her_most_weekends_cannot_come_on_saturday():
    need, person = replace(NEED, day=5), worker(limits=Limits(most_weekends=0))

    assert reasons(person, need=need, weekends=frozenset({5, 6})) == ann("weekends_full")


def test_person_barred_by_yesterdays_shift_cannot_come():
    barring = replace(LATE_SHIFT, id="B", code="B", segments=((840, 1200),), barred_next=frozenset("D"))
    need, cells = replace(NEED, end=840), {("ann", FRIDAY - 1): "B"}

    assert reasons(worker(may="DB"), cells, need, shifts=(*SHIFTS, barring)) == ann("barred_next")


def test_protected_person_does_no_night():
    need = replace(NEED, start=1320, end=1440)

    assert reasons(worker(may="N", is_protected=True), need=need, open=(((1320, 1800),),) * 7) == ann("is_protected")


def test_person_without_a_shift_at_that_hour_has_none():
    assert reasons(worker(may="N")) == ann("no_shift")


SMALL_HOURS = replace(NEED, start=0, end=360)
ALWAYS_OPEN = (((0, 1440),),) * 7


def test_small_hours_are_asked_of_the_night_begun_on_the_eve():
    assert reasons(worker(may="N"), need=SMALL_HOURS, open=ALWAYS_OPEN) == ann("dearer")


@pytest.mark.parametrize(
    ("cells", "cause"),
    [
        ({("ann", FRIDAY - 1): "L"}, "other_shift"),
        ({("ann", FRIDAY): "D"}, "other_shift"),
        ({("ann", FRIDAY - 2): "N"}, "dearer"),
    ],
    ids=["works on the eve", "works later that day", "worked the night before"],
)
def test_small_hours_are_kept_from_her_by_what_keeps_the_eve(cells, cause):
    assert reasons(worker(may="DLN"), cells, SMALL_HOURS, open=ALWAYS_OPEN) == ann(cause)


def test_person_at_another_station_serves_there():
    needs = (NEED, replace(NEED, station="floor"))
    problem = hall(worker(levels={"counter": 1, "floor": 1}), rules=RULES, demand=needs)
    duties = Duties(problem, {("ann", FRIDAY): "D"})

    (gap,) = explained(problem, duties, shortfalls(problem, duties))

    assert gap.reasons == (Reason("other_station", ("Ann",)),)


def test_hall_without_people_that_day_says_so():
    gone = worker(shifts=(frozenset("D"),) * 4 + (frozenset(),) * 3)

    assert reasons(gone) == [Reason("no_people")]


def test_mildest_of_several_shifts_counts():
    assert reasons(worker(may="XD")) == ann("dearer")


def test_what_is_broken_already_is_not_held_against_one_shift_more():
    cells = {("ann", 0): "L", ("ann", 1): "E"}

    assert reasons(worker(may="DEL"), cells) == ann("dearer")


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_every_gap_is_short_and_has_reasons(data):
    problem = data.draw(problems(has_pins=False))
    duties = data.draw(duties_of(problem))

    gaps = explained(problem, duties, shortfalls(problem, duties))

    missing = sum((row.needed - row.have) * (row.end - row.start) for row in coverage(problem, duties))
    assert sum((gap.needed - gap.have) * (gap.end - gap.start) for gap in gaps) == missing
    assert all(gap.reasons for gap in gaps)
    assert {reason.cause for gap in gaps for reason in gap.reasons} <= {*ORDER, "no_people"}
