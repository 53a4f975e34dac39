"""Three rosters that differ on purpose, each at least as good as the common best in what it leans to."""

import json
import subprocess
import sys

import pytest

from rosters.solver.alternatives import (
    BALANCED,
    FAIR,
    LEAN,
    OWN,
    TOLERANCE,
    WISHED,
    Alternative,
    Hunt,
    alternative,
    alternatives,
    last_covered,
    leaning,
)
from rosters.solver.check import check, penalty_of
from rosters.solver.figures import figures_of, needed_minutes
from rosters.solver.problem import Absence, Pin, Problem, Wish
from rosters.solver.progress import Progress, Solution
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


def rival(**facts) -> Problem:
    """A week in which equal hours, few hours and wishes each want another roster.

    Ann wishes to be off all week, three others to work all week; two are needed each day.
    """
    people = [worker(id, "DL") for id in ("ann", "bob", "cat", "dan")]
    wishes = tuple(Wish("ann", day, None, prefers=False) for day in range(7))
    wishes += tuple(Wish(id, day, None, prefers=True) for id in ("bob", "cat", "dan") for day in range(7))
    rules = RULES | {"weekly-hours": {"weight_over": 0, "weight_under": 100}, "wishes": {"weight": 10}}
    return hall(*people, rules=rules, shifts=SHIFTS, demand=tuple(needs(range(7), needed=2)), wishes=wishes, **facts)


@pytest.fixture(scope="module")
def rivals() -> tuple[Problem, Solution, dict[str, Alternative]]:
    problem = rival()
    common, rows = alternatives(problem, seconds=8, repeatable=True)
    return problem, common, {row.leaning: row for row in rows}


def test_each_leaning_wins_its_own_figure(rivals):
    _, _, rows = rivals

    for name, row in rows.items():
        others = [OWN[name](other.figures) for other in rows.values() if other is not row]
        assert OWN[name](row.figures) < min(others)


def test_no_leaning_pays_with_cover(rivals):
    problem, common, rows = rivals

    most = figures_of(problem, common.duties).short_minutes + TOLERANCE * needed_minutes(problem)
    assert all(row.figures.short_minutes <= most for row in rows.values())


def test_roster_that_gives_up_cover_is_not_taken_from_a_search():
    problem = week()
    common = drawn(problem, ann="DDDDD..", bob="DDDDDDD", cat=".....DD")
    leaner = drawn(problem, ann="DDDD...", bob="DDDDDDD", cat=".....DD")
    most_short = figures_of(problem, common).short_minutes

    found = last_covered(problem, LEAN, [common, leaner], most_short)

    assert found is not None
    assert found.duties.cells == common.cells
    assert last_covered(problem, LEAN, [leaner], most_short) is None


@pytest.fixture
def hunt() -> Hunt:
    """After a fairest roster and one of wishes that is fairer still, and without a search."""
    problem = week()
    uneven = drawn(problem, ann="DDDDD..", bob="DDDDDDD", cat="DD...DD")
    even = drawn(problem, ann="DDDDD..", bob="..DDDDD", cat="DDD..DD")
    hunt = Hunt(problem, Solution("feasible", uneven, 0), lambda *_, **__: None, lambda _: None, 0.0)
    hunt.found = {FAIR: alternative(problem, FAIR, uneven), WISHED: alternative(problem, WISHED, even)}
    return hunt


def test_leaning_that_another_has_beaten_goes_on_from_there(hunt):
    assert hunt.beaten == [FAIR]

    hunt.lean(FAIR, hunt.best_for(FAIR), 1)

    assert hunt.beaten == []
    assert hunt.found[FAIR].duties.cells == hunt.found[WISHED].duties.cells
    assert hunt.found[FAIR].leaning == FAIR


def test_better_roster_of_another_leaning_is_chosen(hunt):
    assert hunt.best_for(FAIR).figures == hunt.found[WISHED].figures
    assert hunt.best_for(FAIR).leaning == FAIR
    assert hunt.best_for(WISHED) == hunt.found[WISHED]


def test_stopped_before_any_leaning_there_is_the_common_best():
    seen: list[Progress] = []

    common, rows = alternatives(week(), seconds=6, repeatable=True, on_progress=seen.append, should_stop=lambda: True)

    assert [row.leaning for row in rows] == [BALANCED]
    assert rows[0].duties.cells == common.duties.cells


def test_progress_stays_that_of_the_common_best_while_leanings_are_searched():
    seen: list[Progress] = []

    common, _ = alternatives(week(), seconds=3, repeatable=True, on_progress=seen.append)

    later = [report for report in seen if report.phase in (FAIR, LEAN, WISHED)]
    assert {report.phase for report in later} == {FAIR, LEAN, WISHED}
    assert {(report.penalty, report.duties) for report in later} == {(common.penalty, None)}


def test_each_leaning_has_a_roster_that_breaks_nothing(found):
    problem, _, rows = found

    assert list(rows) == [FAIR, LEAN, WISHED]
    assert all(broken(problem, row.duties) == [] for row in rows.values())
    assert all(row.figures.penalty == penalty_of(check(problem, row.duties)) for row in rows.values())


def test_figures_are_counted_from_the_roster_alone():
    problem = week()

    figures = figures_of(problem, drawn(problem, ann="D......", bob="DDDDD..", cat="......."))

    assert figures.paid_minutes == 6 * 480
    assert figures.short_minutes == (4 + 2 * 2) * 480 + 7 * 480
    assert figures.uneven_minutes == (480 + 5 * 480 - 480) // 3
    assert figures.granted_wishes == 6
    assert figures.penalty == penalty_of(check(problem, drawn(problem, ann="D......", bob="DDDDD..")))


def test_rule_that_is_off_stays_off():
    problem = hall(worker(), rules={"cover": {"weight_over": 3}})

    needs_more = {"weight_short": 12000, "weight_short_peak": 20000}
    assert leaning(problem, FAIR).rules == {"cover": {"weight_over": 3} | needs_more}
    assert leaning(problem, LEAN).rules == {"cover": {"weight_over": 150} | needs_more}


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
    assert all(len(row["figures"]) == 6 for row in rows)
    assert all(row["assignments"] for row in rows)
