"""Three rosters that differ on purpose, each at least as good as the common best in what it leans to."""

import json
import subprocess
import sys

import pytest

from rosters.solver.alternatives import FAIR, LEAN, WISHED, Alternative, alternatives, figures_of, leaning
from rosters.solver.check import check, penalty_of
from rosters.solver.duties import Duties
from rosters.solver.engine import Solution
from rosters.solver.problem import Absence, Pin, Problem, Wish
from rosters.solver.serial import problem_to_json
from tests.solver.small import DAY_SHIFT, LATE_SHIFT, broken, drawn, hall, needs, worker

SHIFTS = (DAY_SHIFT, LATE_SHIFT)
RULES = {name: {} for name in ("one-shift", "rest", "cover", "wishes", "pins")} | {
    "weekly-hours": {"weight_over": 10, "weight_under": 0},
    "equal-hours": {"weight": 10},
}


def week(**facts) -> Problem:
    """Three people, two needed each day, wishes that pull against equal hours."""
    people = [worker(id, "DL") for id in ("ann", "bob", "cat")]
    wishes = tuple(Wish("ann", day, None, prefers=False) for day in range(7))
    return hall(*people, rules=RULES, shifts=SHIFTS, demand=tuple(needs(range(7), needed=2)), wishes=wishes, **facts)


@pytest.fixture(scope="module")
def found() -> tuple[Problem, Solution, dict[str, Alternative]]:
    problem = week()
    common, rows = alternatives(problem, seconds=6, repeatable=True)
    return problem, common, {row.leaning: row for row in rows}


def test_each_leaning_has_a_roster_that_breaks_nothing(found):
    problem, _, rows = found

    assert list(rows) == [FAIR, LEAN, WISHED]
    assert all(broken(problem, row.duties) == [] for row in rows.values())
    assert all(row.penalty == penalty_of(check(problem, row.duties)) for row in rows.values())


def test_each_is_no_worse_than_the_common_best_in_what_it_leans_to(found):
    problem, common, rows = found

    for name, row in rows.items():
        leant = leaning(problem, name)
        mine, theirs = (penalty_of(check(leant, Duties(leant, one.duties.cells))) for one in (row, common))
        assert mine <= theirs


def test_they_differ_as_they_say(found):
    _, _, rows = found

    assert rows[FAIR].figures.spread_minutes <= rows[WISHED].figures.spread_minutes
    assert rows[WISHED].figures.refused_wishes <= rows[FAIR].figures.refused_wishes
    assert rows[LEAN].figures.paid_minutes <= rows[FAIR].figures.paid_minutes
    assert rows[WISHED].figures.refused_wishes < rows[FAIR].figures.refused_wishes


def test_figures_are_counted_from_the_roster_alone():
    problem = week()

    figures = figures_of(problem, drawn(problem, ann="D......", bob="DDDDD..", cat="......."))

    assert figures.paid_minutes == 6 * 480
    assert figures.short_minutes == (1 * 0 + 4 + 2 * 2) * 480
    assert figures.unmanaged_minutes == 7 * 480
    assert figures.spread_minutes == 5 * 480
    assert figures.refused_wishes == 1


def test_rule_that_is_off_stays_off():
    problem = hall(worker(), rules={"cover": {"weight_over": 3}})

    assert leaning(problem, FAIR).rules == {"cover": {"weight_over": 3}}
    assert leaning(problem, LEAN).rules == {"cover": {"weight_over": 18}}


def test_pins_that_break_a_rule_leave_no_alternatives():
    absent = worker("ann", absences=(Absence(0),))
    problem = hall(absent, rules={"absences": {}, "pins": {}}, pins=(Pin("ann", 0, "D"),))

    common, rows = alternatives(problem, seconds=3, repeatable=True)

    assert (common.status, rows) == ("infeasible", [])


def test_command_prints_all_three(tmp_path):
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(problem_to_json(week())))

    done = subprocess.run(
        [sys.executable, "-m", "rosters.solver", str(path), "--alternatives", "--seconds", "3", "--workers", "2"],
        capture_output=True,
        text=True,
    )

    rows = json.loads(done.stdout)["alternatives"]
    assert [row["leaning"] for row in rows] == ["fair", "lean", "wished"]
    assert all(row["assignments"] for row in rows)
