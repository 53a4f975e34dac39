"""Who is there in real minutes: breaks placed, people at their stations."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosters.solver.breaks import breaks_of
from rosters.solver.check import check, coverage, handovers, manager_gaps
from rosters.solver.duties import Duties
from rosters.solver.problem import DAY, Problem, Worker
from tests.solver.small import DAY_SHIFT, EARLY_SHIFT, LATE_SHIFT, drawn, hall, needs, worker
from tests.strategies import duties_of, problems

EATING_SHIFT = replace(DAY_SHIFT, id="M", code="M", break_minutes=30, break_window=(660, 780))


def floor_of(problem: Problem, duties: Duties) -> list[tuple[Worker, int, int]]:
    """Who is on the floor from which minute of the month to which, breaks taken out."""
    spans = []
    for day in range(-2, problem.days):
        breaks = breaks_of(problem, duties, day)
        for person, shift in duties.present(day):
            away, back = breaks.get(person.id, (0, 0))
            for start, end in shift.segments:
                parts = [(start, min(end, away)), (max(start, back), end)] if start <= away < end else [(start, end)]
                spans += [(person, day * DAY + a, day * DAY + b) for a, b in parts]
    return spans


# -- breaks ------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_breaks_lie_in_their_window_and_are_staggered_evenly(data):
    problem = data.draw(problems(has_pins=False, most_workers=6))
    duties = data.draw(duties_of(problem))

    for day in range(problem.days):
        breaks = breaks_of(problem, duties, day)
        eaters = {worker.id: shift for worker, shift in duties.present(day) if shift.break_minutes}
        assert breaks.keys() == eaters.keys()
        for shift in set(eaters.values()):
            taken = [breaks[id] for id, own in eaters.items() if own == shift]
            since, until = shift.break_window
            assert all(since <= start and end == start + shift.break_minutes <= until for start, end in taken)
            together = max(sum(start < b and a < end for start, end in taken) for a, b in taken)
            assert together <= -(-len(taken) // ((until - since) // shift.break_minutes))


def test_managers_do_not_eat_together():
    people = [worker(f"w{n}", may="M", is_manager=n < 2) for n in range(4)]
    problem = hall(*people, rules={}, shifts=(EATING_SHIFT,))

    breaks = breaks_of(problem, drawn(problem, w0="M", w1="M", w2="M", w3="M"), 0)

    assert sorted(breaks.values()) == [(660, 690), (690, 720), (720, 750), (750, 780)]


def test_colleagues_of_one_station_do_not_eat_together():
    stations = ("counter", "floor") * 2
    people = [
        worker(f"w{n}", may="ML"[n // 2], levels={station: 1}) for n, station in zip(range(4), stations, strict=True)
    ]
    late = replace(EATING_SHIFT, id="L", code="L", break_window=(660, 720))
    problem = hall(*people, rules={}, shifts=(replace(EATING_SHIFT, break_window=(660, 720)), late))

    breaks = breaks_of(problem, drawn(problem, w0="M", w1="M", w2="L", w3="L"), 0)

    assert breaks["w0"] != breaks["w2"]
    assert breaks["w1"] != breaks["w3"]


def test_managers_of_overlapping_windows_take_turns_whoever_is_dealt_first():
    early = replace(DAY_SHIFT, id="E", code="E", break_minutes=60, break_window=(780, 900))
    late = replace(DAY_SHIFT, id="L", code="L", break_minutes=60, break_window=(810, 930))
    people = (worker("ann", may="EL", is_manager=True), worker("bob", may="EL", is_manager=True))
    problem = hall(*people, rules={}, shifts=(early, late))

    for ann, bob in (("L", "E"), ("E", "L")):
        breaks = breaks_of(problem, drawn(problem, ann=ann, bob=bob), 0)
        (_, first_end), (second_start, _) = sorted(breaks.values())
        assert first_end <= second_start


# -- coverage ----------------------------------------------------------------------


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_coverage_is_true_at_every_minute(data):
    problem = data.draw(problems(has_pins=False, most_days=3))
    duties = data.draw(duties_of(problem))
    rows = coverage(problem, duties)
    floor = floor_of(problem, duties)

    for minute in range(0, (problem.days + 2) * DAY, 15):
        there = {person.id: person.levels for person, start, end in floor if start <= minute < end}
        here = [row for row in rows if row.day * DAY + row.start <= minute < row.day * DAY + row.end]
        for row in here:
            assert row.have <= row.needed
            assert row.have <= sum(row.station in levels for levels in there.values())
            if row.have < row.needed:
                standing = sum(row.have for row in here)
                assert standing >= sum(row.station in levels for levels in there.values())


def test_coverage_shows_the_meal_break_as_a_gap():
    problem = hall(worker(may="M"), rules={}, shifts=(EATING_SHIFT,), demand=needs([0]))

    rows = coverage(problem, drawn(problem, ann="M"))

    assert [(row.start, row.end, row.needed, row.have) for row in rows] == [
        (540, 660, 1, 1),
        (660, 690, 1, 0),
        (690, 1020, 1, 1),
    ]


def test_coverage_joins_what_says_the_same():
    demand = (*needs([0], 540, 570), *needs([0], 570, 600, is_peak=True))
    problem = hall(worker(may="EL"), rules={}, shifts=(EARLY_SHIFT, LATE_SHIFT), demand=demand)

    assert coverage(problem, drawn(problem, ann="E")) == [(0, 540, 600, "counter", 1, 1)]


def test_coverage_of_a_night_stays_with_its_day():
    problem = hall(worker(may="L"), rules={}, shifts=(LATE_SHIFT,), demand=needs([0], 1320, 1500))

    assert coverage(problem, drawn(problem, ann="L")) == [(0, 1320, 1500, "counter", 1, 0)]


# -- managers and handovers --------------------------------------------------------


def test_manager_gaps_are_whole_stretches_with_breaks():
    ann = worker(days=2, may="M", is_manager=True)
    problem = hall(ann, rules={}, shifts=(EATING_SHIFT, EARLY_SHIFT))

    assert manager_gaps(problem, drawn(problem, ann="M.")) == [(0, 660, 690), (1, 540, 1020)]


def test_handovers_count_moments_of_the_day():
    shifts = (EARLY_SHIFT, LATE_SHIFT)
    problem = hall(worker(may="EL"), worker("ben", may="EL"), rules={}, shifts=shifts, open=(((480, 1320),),) * 7)
    duties = drawn(problem, ann="EE", ben="L")

    assert [handovers(problem, duties, day) for day in range(3)] == [2, 1, 0]


@pytest.mark.parametrize("station", ["counter", "2nd-floor"])
def test_person_is_counted_at_work_of_her_own_except_at_a_peak(station):
    own = needs([0, 1], station="@ann")
    demand = (*own, *needs([0], station=station), *needs([1], station=station, is_peak=True))
    problem = hall(worker(levels={station: 1, "@ann": 1}), rules={"cover": {}}, demand=demand)
    duties = drawn(problem, ann="DD.....")

    short = [(row.days[0], row.station) for row in check(problem, duties) if row.facts["kind"] == "short"]
    assert short == [(0, station), (1, "@ann")]
    assert [row[0::3] for row in coverage(problem, duties) if row.have < row.needed] == short
