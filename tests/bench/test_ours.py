"""Our own solver on the benchmark: the product's rules say of a roster what the benchmark's own rules say."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.nrp.__main__ import MINIMA, main
from bench.nrp.instance import Cover, Instance, Request, Shift, Staff, read
from bench.nrp.month import problem_of, rows_of
from bench.nrp.score import judge
from rosters.solver.check import check
from rosters.solver.duties import Duties
from rosters.solver.engine import solve
from tests.bench.made import BEST, SMALL

SHIFTS = (Shift("E", 480, frozenset()), Shift("D", 600, frozenset({"E"})), Shift("L", 480, frozenset({"E", "D"})))
DAYS = 14
PEOPLE = ("ann", "bob", "cid")


def people(name: str) -> st.SearchStrategy[Staff]:
    return st.builds(
        Staff,
        id=st.just(name),
        shift_most=st.fixed_dictionaries({shift.id: st.sampled_from([0, 2, DAYS]) for shift in SHIFTS}),
        most_minutes=st.sampled_from([2400, 4800, 9600]),
        least_minutes=st.sampled_from([0, 960, 2400]),
        most_run=st.integers(2, 5),
        least_run=st.integers(1, 3),
        least_rest=st.integers(1, 3),
        most_weekends=st.integers(0, 2),
        days_off=st.frozensets(st.integers(0, DAYS - 1), max_size=2),
    )


DAY, SHIFT, PERSON = st.integers(0, DAYS - 1), st.sampled_from([shift.id for shift in SHIFTS]), st.sampled_from(PEOPLE)
REQUESTS = st.lists(st.builds(Request, PERSON, DAY, SHIFT, st.integers(1, 5)), max_size=6).map(tuple)
COVERS = st.lists(
    st.builds(Cover, DAY, SHIFT, st.integers(0, 2), st.integers(0, 100), st.integers(0, 9)),
    max_size=9,
    unique_by=lambda cover: (cover.day, cover.shift),
)
INSTANCES = st.builds(
    Instance,
    name=st.just("drawn"),
    days=st.just(DAYS),
    shifts=st.just(SHIFTS),
    staff=st.tuples(*map(people, PEOPLE)),
    on=REQUESTS,
    off=REQUESTS,
    cover=COVERS.map(tuple),
)
ROWS = st.lists(st.sampled_from(["", "", "", "E", "D", "L"]), min_size=DAYS, max_size=DAYS)


@settings(max_examples=200, deadline=None)
@given(INSTANCES, st.tuples(ROWS, ROWS, ROWS))
def test_rules_of_the_product_say_what_the_benchmark_says(instance, rows):
    roster = dict(zip(PEOPLE, rows, strict=True))
    problem = problem_of(instance)
    duties = Duties(problem, {(who, day): id or None for who in PEOPLE for day, id in enumerate(roster[who])})

    faults = check(problem, duties)
    score = judge(instance, roster)

    broken = [fault for fault in faults if fault.is_hard or fault.rule in MINIMA]
    assert bool(broken) == bool(score.broken)
    assert sum(fault.penalty for fault in faults if fault not in broken) == score.objective
    assert rows_of(instance, duties) == roster


def test_no_weight_is_dear_enough_to_break_a_minimum():
    """Ann works two days in a row or none, and is off on both sides of the day that would pay most."""
    limits = {"most_minutes": 4800, "least_minutes": 0, "most_run": 5, "least_run": 2, "least_rest": 1}
    ann = Staff("ann", {"L": 7}, **limits, most_weekends=1, days_off=frozenset({2, 4}))
    shifts = (Shift("L", 480, frozenset()),)
    instance = Instance("dear", 7, shifts, (ann,), (), (), (Cover(3, "L", 1, 999_999_999, 1),))

    solution = solve(problem_of(instance), seconds=1, repeatable=True)

    assert judge(instance, rows_of(instance, solution.duties)).broken == []


def test_instance_is_solved_to_its_best_roster(tmp_path, capsys):
    file = tmp_path / "Instance1.txt"
    file.write_text(SMALL)

    status = main([str(file), "--seconds", "20", "--json"])

    result = json.loads(capsys.readouterr().out)
    score = judge(read(file), result["roster"])
    assert status == 0
    assert (result["status"], result["objective"], result["bound"]) == ("optimal", BEST, BEST)
    assert (score.objective, score.broken) == (BEST, [])
    assert {"instance", "seconds", "build_seconds", "peak_mb"} < result.keys()


def test_malformed_file_is_refused_with_its_line(tmp_path, capsys):
    file = tmp_path / "Instance1.txt"
    file.write_text(SMALL.replace("L,480,E", "L,480,X"))

    status = main([str(file)])

    assert status == 2
    assert capsys.readouterr().err.startswith("Instance1.txt, line 5: ")


def test_instance_whose_minima_cannot_be_kept_ends_as_infeasible(tmp_path, capsys):
    file = tmp_path / "Instance1.txt"
    file.write_text(SMALL.replace("bob,E=7|L=0,2400,960", "bob,E=7|L=0,2400,2400"))

    status = main([str(file), "--seconds", "20", "--json"])

    assert status == 3
    assert json.loads(capsys.readouterr().out)["status"] == "infeasible"


def test_file_that_is_not_there_is_told(capsys):
    with pytest.raises(SystemExit):
        main([])
    assert main(["/nowhere/Instance1.txt"]) == 2
    assert "/nowhere/Instance1.txt" in capsys.readouterr().err


@pytest.mark.parametrize("seconds", ["nan", "inf", "0", "-1"])
def test_time_that_never_ends_or_never_begins_is_no_time(seconds, capsys, tmp_path):
    file = tmp_path / "small.txt"
    file.write_text(SMALL)

    with pytest.raises(SystemExit):
        main([str(file), "--seconds", seconds])

    assert "no time to search for" in capsys.readouterr().err
