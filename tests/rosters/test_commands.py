"""`build_roster`, `check_roster` and `explain` as other programs call them."""

import json
from datetime import date, datetime, time, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from rosters.edits.editing import CellValue, set_cell
from rosters.management.searching import line_of
from rosters.models import Build, Roster, ShiftType
from staff.models import Absence, Employee, Hall
from tests import make
from tests.make import NEXT

pytestmark = pytest.mark.django_db

MONTH = f"{NEXT:%Y-%m}"
KEYS = """hall month status seconds penalty bound gap rules shortfalls manager_gaps handovers employees shifts open
demand leave history assignments""".split()


@pytest.fixture
def ready(hall: Hall) -> Hall:
    """A hall with a manager and a clerk, and a night shift nobody needs."""
    counter = make.station(hall)
    make.employee(hall, "ann", stations=(counter,), is_manager=True)
    make.employee(hall, "bob", stations=(counter,))
    make.shift_type(hall)
    make.demand(counter)
    return hall


def run(capsys, *command: str) -> dict:
    """The one JSON object that the command prints."""
    call_command(*command, "--json")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    return json.loads(lines[0])


def refusal(capsys, *command: str) -> tuple[int, str]:
    with pytest.raises(CommandError) as refused:
        call_command(*command)
    return refused.value.returncode, str(refused.value)


def test_built_roster_is_told_with_every_key_of_the_contract(ready, capsys):
    Absence.objects.create(employee=Employee.objects.get(code="bob"), first_day=NEXT, last_day=NEXT, state="approved")

    told = run(capsys, "build_roster", "east", MONTH, "--seconds", "1")

    assert list(told) == KEYS
    assert (told["hall"], told["month"]) == ("east", MONTH)
    assert told["status"] in ("optimal", "feasible")
    assert told["penalty"] == sum(rule["penalty"] for rule in told["rules"])
    assert told["bound"] <= told["penalty"]
    assert told["leave"] == [{"employee": "bob", "date": str(NEXT)}]
    assert told["employees"][0] == {
        "code": "ann",
        "name": "Person ann",
        "manager": True,
        "weekly_minutes": 2400,
        "stations": ["counter"],
    }
    assert told["shifts"] == [
        {"code": "D", "start": "09:00", "end": "18:00", "paid_minutes": 480, "segments": [["09:00", "18:00"]]}
    ]
    assert len(told["assignments"]) == Roster.objects.get().assignments.filter(shift_type__isnull=False).count()


def test_times_are_moments_on_the_halls_clock(ready, capsys):
    night = make.shift_type(ready, "N", start=time(22), end=time(6), ends_next_day=True, kind="night")
    roster = make.roster(ready, NEXT)
    set_cell(roster, Employee.objects.get(code="ann"), NEXT, CellValue(night), by=None)

    told = run(capsys, "check_roster", "east", MONTH)

    assert told["assignments"] == [
        {
            "employee": "ann",
            "date": str(NEXT),
            "start": f"{NEXT}T22:00:00+08:00",
            "end": f"{NEXT + timedelta(days=1)}T06:00:00+08:00",
            "shift": "N",
            "paid_minutes": 480,
            "pinned": False,
        }
    ]
    for rows in ("open", "demand", "shortfalls", "manager_gaps"):
        assert told[rows]
        assert all(datetime.fromisoformat(row["start"]) < datetime.fromisoformat(row["end"]) for row in told[rows])


def test_check_of_a_built_roster_says_the_same_as_the_build(ready, capsys):
    built = run(capsys, "build_roster", "east", MONTH, "--seconds", "1")

    assert run(capsys, "check_roster", "east", MONTH) == built


def test_check_after_an_edit_knows_no_bound(ready, capsys):
    run(capsys, "build_roster", "east", MONTH, "--seconds", "1")
    for name in ("ann", "bob"):
        person = Employee.objects.get(code=name)
        value = CellValue(ShiftType.objects.get())
        for n in range(8):
            set_cell(Roster.objects.get(), person, NEXT + timedelta(days=n), value, by=None)

    told = run(capsys, "check_roster", "east", MONTH)

    assert (told["bound"], told["gap"], told["status"]) == (None, None, "refused")
    assert "Person ann" in told["reason"]
    assert {rule["name"] for rule in told["rules"] if rule["hard"] and rule["violations"]} >= {"consecutive-days"}


def test_history_and_pins_are_told(ready, capsys):
    value = CellValue(ShiftType.objects.get())
    eve = NEXT - timedelta(days=1)
    set_cell(make.roster(ready, eve.replace(day=1)), Employee.objects.get(code="bob"), eve, value, by=None)
    set_cell(make.roster(ready, NEXT), Employee.objects.get(code="bob"), NEXT, value, by=None)
    Roster.objects.get(month=NEXT).assignments.update(is_pinned=True)

    told = run(capsys, "check_roster", "east", MONTH)

    assert told["history"] == [{"employee": "bob", "date": str(eve), "shift": "D"}]
    assert [row["pinned"] for row in told["assignments"]] == [True]


def test_explanation_names_gaps_and_who_is_kept_from_them(ready, capsys):
    make.roster(ready, NEXT)
    for person in Employee.objects.all():
        person.absences.create(first_day=NEXT, last_day=NEXT + timedelta(days=30), state="approved")

    (first, *_) = run(capsys, "explain", "east", MONTH)["shortfalls"]

    assert (first["station"], first["needed"], first["have"]) == ("counter", 1, 0)
    assert len(first["reasons"]) == 1
    assert "Person ann" in first["reasons"][0]
    assert "Person bob" in first["reasons"][0]


def test_cell_is_explained_with_what_it_is_worth_and_who_else_could(ready, capsys):
    value = CellValue(ShiftType.objects.get())
    set_cell(make.roster(ready, NEXT), Employee.objects.get(code="ann"), NEXT, value, by=None)
    make.employee(ready, "cat", stations=tuple(ready.stations.all()))
    Employee.objects.get(code="cat").absences.create(first_day=NEXT, last_day=NEXT, state="approved")

    told = run(capsys, "explain", "east", MONTH, "--employee", "ann", "--date", str(NEXT))

    assert (told["shift"], told["worth"] > 0) == ("D", True)
    bob, cat = told["candidates"]
    assert (bob["employee"], bob["broken"], bob["cost"] > 0) == ("bob", [], True)
    assert (cat["employee"], len(cat["broken"])) == ("cat", 1)


@pytest.mark.parametrize(
    "cell", [["--employee=ann"], [f"--date={NEXT}"], ["--employee=zoe", f"--date={NEXT}"], ["--date=soon"]]
)
def test_cell_that_is_none_is_wrong_usage(ready, capsys, cell):
    make.roster(ready, NEXT)

    with pytest.raises(CommandError):
        call_command("explain", "east", MONTH, *cell)


@pytest.mark.parametrize("command", ["build_roster", "check_roster", "explain"])
def test_hall_that_does_not_exist_is_wrong_usage(db, capsys, command):
    code, message = refusal(capsys, command, "nowhere", MONTH)

    assert code == 2
    assert "nowhere" in message


@pytest.mark.parametrize("month", ["2026", "2026-13", "2026-1", "March"])
def test_month_that_is_none_is_wrong_usage(ready, capsys, month):
    with pytest.raises(CommandError, match=month):
        call_command("build_roster", "east", month)


@pytest.mark.parametrize("seconds", ["0", "3601", "-5", "long"])
def test_seconds_out_of_reach_are_wrong_usage(ready, capsys, seconds):
    with pytest.raises(CommandError):
        call_command("build_roster", "east", MONTH, f"--seconds={seconds}")
    assert not Build.objects.exists()


def test_check_of_a_month_without_a_roster_is_wrong_usage(ready, capsys):
    assert refusal(capsys, "check_roster", "east", MONTH)[0] == 2


@pytest.mark.parametrize("month", [date(2020, 1, 1), date(2090, 1, 1)])
def test_refused_build_says_why_and_leaves_nothing_behind(ready, capsys, month):
    code, message = refusal(capsys, "build_roster", "east", f"{month:%Y-%m}", "--json")

    assert code == 3
    assert json.loads(capsys.readouterr().out) == {"status": "refused", "reason": message}
    assert not Roster.objects.exists()


def test_build_of_a_hall_that_is_not_set_up_is_refused(elsewhere, capsys):
    assert refusal(capsys, "build_roster", "west", MONTH)[0] == 3


def test_build_that_a_worker_has_in_hand_is_refused(ready, capsys):
    roster = make.roster(ready, NEXT)
    roster.builds.create(revision=0, problem={}, seconds=60, status="running", heartbeat_at=timezone.now())

    assert refusal(capsys, "build_roster", "east", MONTH)[0] == 3


def test_candidates_are_told_and_no_roster_is_saved(ready, capsys):
    told = run(capsys, "build_roster", "east", MONTH, "--seconds", "2", "--candidates")

    assert (told["hall"], told["month"], told["status"]) == ("east", MONTH, "offered")
    assert [row["leaning"] for row in told["candidates"]] == ["fair", "lean", "wished"]
    assert told["build"] == str(Build.objects.get().pk)
    assert not Roster.objects.get().assignments.exists()


def test_candidates_are_told_in_words(ready, capsys):
    call_command("build_roster", "east", MONTH, "--seconds", "2", "--candidates")

    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["Fairest", "Fewest hours", "Most wishes"]
    assert all("Hours worked" in line for line in lines)


# --- what if ---------------------------------------------------------------------


def test_what_if_is_told_with_both_months_and_leaves_the_roster(ready, capsys):
    asked = ("--like", "bob", "--shift", "D", "--end", "19:00", "--seconds", "1")

    told = run(capsys, "what_if", "east", MONTH, *asked)

    assert (told["status"], told["asks"]) == ("offered", ["1 more like Person bob", "D from 09:00 to 19:00"])
    assert told["figures"]["base"].keys() == told["figures"]["then"].keys()
    assert told["what_if"] == str(Build.objects.get().pk)
    assert not Roster.objects.get().assignments.exists()


@pytest.mark.parametrize("asked", [(), ("--shift", "X", "--end", "19:00"), ("--like", "zoe")])
def test_what_if_that_asks_nothing_is_wrong_usage(ready, capsys, asked):
    assert refusal(capsys, "what_if", "east", MONTH, *asked)[0] == 2
    assert not Roster.objects.exists()


@pytest.mark.parametrize(
    ("penalty", "gap", "line"),
    [
        (None, None, "3 s"),
        (1234567, 0.125, "3 s · penalty 1,234,567 · gap 12.5 %"),
        (1234567, 1.0, "3 s · penalty 1,234,567"),
    ],
    ids=["no roster yet", "a bound that says something", "a gap that would only frighten"],
)
def test_line_of_a_search_says_what_is_worth_saying(penalty, gap, line):
    assert line_of(3.2, penalty, gap) == line
