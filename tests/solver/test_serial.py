import json
from copy import deepcopy

import pytest
from hypothesis import given, settings

from rosters.solver.problem import Headcount, Pin
from rosters.solver.serial import problem_from_json, problem_to_json
from tests.solver.small import hall, needs, worker
from tests.strategies import problems, rules


@settings(deadline=None)
@given(problems(rules()))
def test_problem_survives_a_trip_through_json(problem):
    assert problem_from_json(json.loads(json.dumps(problem_to_json(problem)))) == problem


@pytest.fixture
def data():
    heads = (Headcount(2, "D", 1, short=10),)
    problem = hall(worker(), rules={"rest": {}}, demand=needs([0]), pins=(Pin("ann", 1, "D"),), headcounts=heads)
    return json.loads(json.dumps(problem_to_json(problem)))


MISSING = object()


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (["days"], MISSING, "problem: the field 'days' is missing."),
        (["days"], "7", "problem.days: a whole number is wanted, not '7'."),
        (["days"], -1, "problem.days: a number from 0 is wanted, not -1."),
        (["days"], 0, "problem.days: at least one day is wanted."),
        (["days"], 6, "problem.open: 6 days are wanted, not 7."),
        (["first_day"], "2026-13-01", "problem.first_day: a date like 2026-02-01 is wanted, not '2026-13-01'."),
        (["colour"], "red", "problem: there is no field 'colour'."),
        (["workers"], {}, "problem.workers: a list is wanted, not {}."),
        (["workers", 0], 3, "problem.workers[0]: an object is wanted, not 3."),
        (["workers", 0, "is_manager"], 1, "problem.workers[0].is_manager: true or false is wanted, not 1."),
        (["workers", 0, "name"], None, "problem.workers[0].name: text is wanted, not None."),
        (["workers", 0, "history"], [], "problem.workers: 'ann': 14 history are wanted, not 0."),
        (["workers", 0, "shifts", 0], ["Q"], "problem.workers: 'ann': there is no shift 'Q'."),
        (["workers", 0, "levels"], [], "problem.workers[0].levels: an object is wanted, not []."),
        (
            ["shifts", 0, "segments", 0],
            [600, 540],
            "problem.shifts[0].segments[0]: a start and a later end in minutes are wanted, not [600, 540].",
        ),
        (["shifts", 0, "segments"], [], "problem.shifts: 'D' has no segments."),
        (["demand", 0, "day"], 9, "problem: day 9 is not in the month."),
        (["demand", 0, "end"], 540, "problem.demand: on day 0 it ends at 540, not after 540."),
        (["shifts", 0, "barred_next"], ["Q"], "problem: there is no shift 'Q'."),
        (["headcounts", 0, "shift"], "Q", "problem: there is no shift 'Q'."),
        (["headcounts", 0, "day"], 7, "problem: day 7 is not in the month."),
        (["headcounts", 0, "needed"], -1, "problem.headcounts[0].needed: a number from 0 is wanted, not -1."),
        (["workers", 0, "limits", "shift_most"], {"Q": 1}, "problem.workers: 'ann': there is no shift 'Q'."),
        (
            ["workers", 0, "limits", "most_run"],
            1.5,
            "problem.workers[0].limits.most_run: a whole number is wanted, not 1.5.",
        ),
        (["pins", 0, "worker"], "eve", "problem.pins: there is no worker 'eve'."),
        (["pins", 0, "shift"], "Q", "problem.pins: there is no shift 'Q'."),
        (["pins", 0, "day"], 7, "problem.pins: day 7 is not in the month."),
        (["rules", "luck"], {}, "There is no rule 'luck'."),
        (["rules", "rest", "hours"], 11, "The rule 'rest' has no setting 'hours'."),
        (
            ["rules", "rest", "least_minutes"],
            -1,
            "The rule 'rest' wants a whole number from 0 for 'least_minutes', not -1.",
        ),
    ],
)
def test_problem_that_does_not_hold_together_says_where(data, path, value, says):
    broken = deepcopy(data)
    place = broken
    for step in path[:-1]:
        place = place[step]
    if value is MISSING:
        del place[path[-1]]
    else:
        place[path[-1]] = value

    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the message is the point
        problem_from_json(broken)

    assert str(refusal.value) == says


def test_two_workers_of_one_id_are_refused(data):
    data["workers"] *= 2

    with pytest.raises(ValueError, match="an id is there twice"):
        problem_from_json(data)
