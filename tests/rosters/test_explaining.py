"""Why a cell is so, ways out of a short hour, what a roster costs: page, API and command."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from rosters.models import Build, ShiftType
from staff.models import Absence
from tests import make

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
API = "/api/v1/halls/east/rosters/2026-03/explanation"


@pytest.fixture
def people(hall):
    """Ann works on the first Monday; Bob is off, Cat on sick leave."""
    counter = make.station(hall)
    make.demand(counter, 2)
    people = [make.employee(hall, code, name=code.title(), stations=(counter,)) for code in ("ann", "bob", "cat")]
    Absence.objects.create(
        employee=people[2], first_day=DAY, last_day=DAY, kind="sick", state="approved", reason="flu, all week"
    )
    return people


@pytest.fixture
def filled(roster, people, hall):
    make.assignment(roster, people[0], DAY, make.shift_type(hall))
    return roster


@pytest.fixture
def browser(client, manager):
    client.force_login(manager)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def address(name: str, roster) -> str:
    return reverse(f"rosters:{name}", args=[roster.hall.code, roster.month])


def test_cell_page_says_why_who_could_and_who_could_not(browser, filled):
    page = browser.get(address("explain-cell", filled), {"employee": "ann", "date": DAY}).content.decode()

    assert "Ann has D (09:00–18:00) on March 2; a day off would cost" in page
    assert "March 2 09:00–18:00, Counter: 9 h short (2 needed)." in page
    assert "Cheapest instead: Bob, who is off (±0); 1 could, 1 could not." in page
    assert "Cat is away on March 2, yet has shift D." in page


def test_who_else_could_is_put_there_in_one_edit_that_can_be_taken_back(browser, filled, people, hall):
    late = make.assignment(filled, people[1], DAY, make.shift_type(hall, "L", kind="late")).shift_type
    page = browser.get(address("explain-cell", filled), {"employee": "ann", "date": DAY})
    [bob] = page.context["story"].takers

    taken = browser.post(address("edits", filled), {"edit": bob.edit}, follow=True)
    cells = {row.employee.code: row.shift_type.code for row in filled.assignments.filter(date=DAY)}
    browser.post(address("undo", filled))

    assert 'aria-label="Let her take it: Bob"' in page.content.decode()
    assert cells == {"ann": late.code, "bob": "D"}
    assert "2 cells changed" in taken.content.decode()
    assert filled.assignments.get(employee=people[0]).shift_type.code == "D"


def test_nobody_is_put_into_a_closed_month(browser, filled):
    type(filled).objects.update(state="closed", published_at=timezone.now())

    page = browser.get(address("explain-cell", filled), {"employee": "ann", "date": DAY}).content.decode()

    assert "Let her take it" not in page


def test_empty_cell_says_what_each_shift_would_do(browser, filled):
    page = browser.get(address("explain-cell", filled), {"employee": "cat", "date": DAY}).content.decode()

    assert "Cat has no shift on March 2." in page
    assert "None would be allowed: Cat is away on March 2, yet has shift D." in page


def test_script_gets_the_part_for_the_panel(browser, filled):
    place = {"employee": "ann", "date": DAY}
    part = browser.get(address("explain-cell", filled), place, headers={"X-Part": "panel"}).content.decode()

    assert "<html" not in part
    assert "data-close-panel" in part


def test_pin_of_the_cell_itself_is_no_reason(browser, filled):
    filled.assignments.update(is_pinned=True)

    page = browser.get(address("explain-cell", filled), {"employee": "ann", "date": DAY}).content.decode()

    assert "1 could, 1 could not." in page


@pytest.mark.parametrize("place", [{"employee": "zoe", "date": DAY}, {"employee": "ann", "date": "2026-04-01"}])
def test_cell_that_is_none_is_not_found(browser, filled, place):
    assert browser.get(address("explain-cell", filled), place).status_code == 404


def test_gap_page_names_who_is_missing_and_the_ways_out(browser, filled):
    page = browser.get(address("explain-gap", filled), {"date": DAY, "station": "counter", "start": 600})

    text = page.content.decode()
    assert "Counter 09:00–18:00: 1 of 2 people, 9 h missing." in text
    assert "Make-up shift: Bob works D on March 2." in text
    assert "Lower the need of Counter 09:00–18:00 by 1 person." in text
    assert "away: Cat" in text
    assert "flu" not in text


def test_way_out_is_taken_as_it_was_offered_or_refused(browser, filled, people):
    gap = {"date": DAY, "station": "counter", "start": 600}
    ways = browser.get(address("explain-gap", filled), gap).context["story"].ways
    (extra,) = [way for way in ways if way.kind == "extra"]

    took = browser.post(address("edits", filled), {"edit": extra.edit})
    stands = filled.assignments.get(employee=people[1], date=DAY).shift_type.code
    filled.assignments.filter(employee=people[1]).update(shift_type=None, day_off="lieu")
    again = browser.post(address("edits", filled), {"edit": extra.edit}, follow=True)

    assert took.url == f"{address('grid', filled)}?day={DAY}"
    assert stands == "D"
    assert "Nothing was changed" in again.text
    assert filled.assignments.get(employee=people[1]).day_off == "lieu"
    assert [way.edit for way in ways if way.kind == "lower"] == [""]


def test_hour_that_is_short_no_more_says_so(browser, filled):
    page = browser.get(address("explain-gap", filled), {"date": DAY, "station": "counter", "start": 0})

    assert "Nobody is missing at this station at this hour any more." in page.content.decode()


def test_roster_page_tells_its_price_beside_the_version_before(browser, filled, people):
    shift = str(ShiftType.objects.get().pk)
    Build.objects.create(
        roster=filled,
        revision=0,
        problem={},
        seconds=1,
        status="done",
        finished_at=timezone.now(),
        result={"ann": {"1": shift}, "bob": {"1": shift}},
    )

    page = browser.get(address("explain", filled)).content.decode()

    assert "This roster costs" in page
    assert "Beside the roster as built at" in page
    assert "Version before" in page


@pytest.mark.parametrize("name", ["explain", "explain-cell", "explain-gap"])
def test_reasons_are_the_managers_alone(client, clerk, duty, filled, name):
    filled.published_at = timezone.now()
    filled.state = "published"
    filled.save()

    for user in (clerk, duty):
        client.force_login(user)
        place = {"employee": "ann", "date": DAY, "station": "counter", "start": 600}
        assert client.get(address(name, filled), place).status_code == 403


def test_api_tells_the_cell_the_gaps_and_the_roster(manager, filled):
    api = APIClient()
    api.force_authenticate(manager)

    cell = api.get(f"{API}/cells/ann/{DAY}/").json()
    gaps = api.get(f"{API}/gaps/", {"date": DAY}).json()
    (gap,) = api.get(f"{API}/gaps/", {"date": DAY, "station": "counter", "start": 600}).json()
    whole = api.get(f"{API}/").json()

    assert [(one["employee"], bool(one["broken"])) for one in cell["candidates"]] == [("bob", False), ("cat", True)]
    assert cell["worth"] == sum(one["cost"] for one in cell["effects"])
    assert [one["ways"] for one in gaps] == [None]
    assert {way["kind"] for way in gap["ways"]} >= {"extra", "lower"}
    assert whole["penalty"] == sum(line["penalty"] for line in whole["rules"])


def test_command_tells_ways_out_and_what_the_roster_costs(filled, capsys):
    call_command("explain", "east", "2026-03", "--json")

    told = json.loads(capsys.readouterr().out)

    assert told["penalty"] == sum(line["penalty"] for line in told["rules"])
    assert any(gap["ways"] for gap in told["shortfalls"])
    assert all(gap["reasons"] for gap in told["shortfalls"])
