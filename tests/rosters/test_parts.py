"""Building only a part of a month: some people's days are made anew, everything else stays; or the other way round."""

from datetime import date, timedelta

import pytest
from django.db.models import F
from django.urls import reverse

from rosters.builds.building import NotBuildable, finish_build, start_build
from rosters.builds.buildpanel import panel_of
from rosters.builds.merging import merge_build
from rosters.builds.parts import Part
from rosters.models import Build, Roster
from staff.models import Hall
from tests import make
from tests.make import NEXT

pytestmark = pytest.mark.django_db

WEEK = NEXT + timedelta(days=6)
Cells = dict[tuple[str, date], str]


@pytest.fixture
def roster(hall: Hall) -> Roster:
    """Next month of a hall that needs two of three people; all of them work its first day and nothing else stands."""
    counter = make.station(hall)
    shift = make.shift_type(hall)
    for day_type in ("weekday", "weekend"):
        make.demand(counter, 2, day_type=day_type)
    roster = make.roster(hall, NEXT)
    for code in ("ann", "bob", "cat"):
        person = make.employee(hall, code, name=code.title(), stations=(counter,), is_manager=code == "ann")
        make.assignment(roster, person, NEXT, shift)
    return roster


def cells(roster: Roster) -> Cells:
    rows = roster.assignments.select_related("employee", "shift_type")
    return {(row.employee.code, row.date): row.shift_type.code if row.shift_type else "rest" for row in rows}


def built(roster: Roster, manager, part: Part) -> Cells:
    build = start_build(roster, by=manager, seconds=2, part=part, send=False)
    finish_build(build.pk)
    assert Build.objects.get().status == "done"
    return cells(roster)


def test_only_the_part_is_built_and_empty_cells_around_it_stay_empty(roster, manager):
    before = cells(roster)

    after = built(roster, manager, Part(("ann", "bob"), NEXT + timedelta(days=1), WEEK))

    new = after.keys() - before.keys()
    assert {code for code, _day in new} == {"ann", "bob"}
    assert {day for _code, day in new} == {NEXT + timedelta(days=n) for n in range(1, 7)}
    assert before.items() <= after.items()


def test_merged_part_writes_nothing_outside_of_it(roster, manager):
    before = cells(roster)
    part = Part(("ann", "bob"), NEXT + timedelta(days=1), WEEK)
    build = start_build(roster, by=manager, seconds=2, part=part, send=False)
    Roster.objects.filter(pk=roster.pk).update(revision=F("revision") + 1)
    finish_build(build.pk)

    merge_build(Build.objects.get(status="stale"), by=manager)

    new = cells(roster).keys() - before.keys()
    assert {code for code, _day in new} == {"ann", "bob"}
    assert {day for _code, day in new} == {NEXT + timedelta(days=n) for n in range(1, 7)}


def test_what_stays_stays_while_the_rest_is_built(roster, manager):
    before = cells(roster)

    after = built(roster, manager, Part((), NEXT, WEEK, stays=True))

    assert {key: text for key, text in after.items() if key[1] <= WEEK} == before
    assert {day for _code, day in after} >= {WEEK + timedelta(days=n) for n in range(1, 8)}


def test_a_part_of_which_all_stays_and_one_beside_broken_rules_are_refused(roster, manager):
    with pytest.raises(NotBuildable, match="part_empty"):
        start_build(roster, by=manager, part=Part((), NEXT, roster.last_day, stays=True), send=False)
    bob, shift = roster.hall.employees.get(code="bob"), roster.hall.shift_types.get()
    for n in range(1, 9):
        make.assignment(roster, bob, NEXT + timedelta(days=n), shift)

    with pytest.raises(NotBuildable, match="part_conflict") as refusal:
        start_build(roster, by=manager, part=Part(("ann",), NEXT, WEEK), send=False)

    assert refusal.value.facts["names"] == ["Bob"]
    assert not Build.objects.exists()


def test_the_panel_says_what_is_built(roster, manager):
    one = start_build(roster, by=manager, part=Part(("ann", "cat"), NEXT, WEEK), send=False)
    all_but = Build(roster=roster, part=Part((), NEXT, NEXT, stays=True).as_json())

    assert panel_of(one).part == f"Only Ann, Cat, {NEXT:%B} 1–{NEXT:%B} 7."
    assert panel_of(all_but).part == f"Stays as it is: everybody, {NEXT:%B} 1."


@pytest.fixture
def browser(client, manager):
    client.force_login(manager)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_the_form_begins_with_the_selection_and_starts_the_build(browser, roster):
    address = reverse("rosters:build-part", args=["east", NEXT])
    chosen = {"people": ["bob"], "first": NEXT.isoformat(), "last": WEEK.isoformat()}

    asked = browser.get(address, chosen, HTTP_X_PART="panel").text
    answer = browser.post(address, chosen | {"stays": "1"})

    assert '<option value="bob" selected>' in asked
    build = Build.objects.get()
    assert answer.headers["Location"] == reverse("rosters:build-progress", args=["east", NEXT, build.pk])
    assert Part.from_json(build.part) == Part(("bob",), NEXT, WEEK, stays=True)


def test_the_form_says_why_nothing_would_be_built(browser, roster):
    address = reverse("rosters:build-part", args=["east", NEXT])

    answer = browser.post(address, {"first": NEXT.isoformat(), "last": roster.last_day.isoformat(), "stays": "1"})

    assert answer.status_code == 422
    assert "all of it stays" in answer.text


def test_the_api_builds_a_part(browser, roster):
    address = f"/api/v1/halls/east/rosters/{NEXT:%Y-%m}/builds/"
    part = {"people": ["ann"], "first": NEXT.isoformat(), "last": WEEK.isoformat()}

    refused = browser.post(address, {"part": part | {"last": "2020-01-01"}}, content_type="application/json")
    answer = browser.post(address, {"part": part}, content_type="application/json")

    assert (refused.status_code, answer.status_code) == (400, 202)
    assert answer.json()["part"] == part | {"stays": False}
