"""Repairs of a roster: proposed, looked at, and put in place once."""

from datetime import date, time, timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse

from rosters.builds.building import start_build
from rosters.edits.editing import REST, CellValue, set_cell, set_pin
from rosters.models import Repair, Roster
from rosters.publications.publishing import publish
from rosters.repairs.repairing import Event, NotRepairable, accept_repair, discard_repair, propose_repair
from staff.models import Absence, AuditEntry, Employee
from tests import make
from tests.make import NEXT

pytestmark = pytest.mark.django_db

What = Repair.What


@pytest.fixture
def roster(hall, manager) -> Roster:
    """Next month, in which Ann works the first four days and two others are free; one is needed each day."""
    counter = make.station(hall)
    for code in ("ann", "bob", "cat"):
        make.employee(hall, code, stations=(counter,), name=code.title())
    day = make.shift_type(hall)
    make.demand(counter)
    make.demand(counter, day_type="weekend")
    roster = make.roster(hall, NEXT)
    for number in range(4):
        make.assignment(roster, employee("ann"), NEXT + timedelta(days=number), day)
    return roster


def employee(code: str) -> Employee:
    return Employee.objects.get(code=code)


def ill(first: int = 1, last: int = 2, code: str = "ann") -> Event:
    return Event(What.AWAY, NEXT + timedelta(days=first), NEXT + timedelta(days=last), employee(code))


def cells(roster: Roster) -> dict[tuple[str, int], str]:
    rows = roster.assignments.filter(shift_type__isnull=False).select_related("employee", "shift_type")
    return {(row.employee.code, (row.date - NEXT).days): row.shift_type.code for row in rows}


# --- asking ------------------------------------------------------------------


def test_proposal_names_who_steps_in_and_changes_nothing(roster, manager):
    before = cells(roster)

    found = propose_repair(roster, ill(), by=manager)

    moved = [(row["date"], row["employee"]) for row in found.changes]
    assert {who for _, who in moved} - {"ann"} <= {"bob", "cat"}
    assert sorted(day for day, _ in moved) == sorted(2 * [f"{NEXT + timedelta(days=n)}" for n in (1, 2)])
    assert (found.before["broken"], found.after["broken"]) == (2, 0)
    assert found.after["short_minutes"] == found.before["short_minutes"]
    assert cells(roster) == before
    assert not Absence.objects.exists()


def test_who_is_away_for_an_hour_and_falls_ill_is_away_all_day(roster, manager):
    facts = {
        "first_day": NEXT + timedelta(days=1),
        "last_day": NEXT + timedelta(days=1),
        "state": Absence.State.APPROVED,
    }
    make_absence = {"employee": employee("ann"), "kind": Absence.Kind.TRAINING, "start": time(6), "end": time(7)}
    Absence.objects.create(**make_absence, **facts)

    found = propose_repair(roster, ill(1, 1), by=manager)

    assert [row["after"] for row in found.changes if row["employee"] == "ann"] == [""]


def test_closed_shift_is_taken_away_on_its_days_alone(roster, manager):
    shift = roster.hall.shift_types.get()

    found = propose_repair(roster, Event(What.CLOSED, NEXT, NEXT, shift_type=shift), by=manager)

    assert [(row["date"], row["after"]) for row in found.changes] == [(str(NEXT), "")]


def test_raised_demand_brings_people_on_its_days(roster, manager):
    day = NEXT + timedelta(days=10)

    found = propose_repair(roster, Event(What.DEMAND, day, day), by=manager)

    assert [row["date"] for row in found.changes] == [str(day)]
    assert found.after["short_minutes"] == found.before["short_minutes"] - 540


def test_today_and_the_past_stay(hall, manager):
    today = hall.today()
    roster = make.roster(hall, today.replace(day=1))
    counter = make.station(hall)
    ann = make.employee(hall, "ann", stations=(counter,))
    make.employee(hall, "bob", stations=(counter,))
    make.demand(counter)
    shift = make.shift_type(hall)
    for day in roster.days:
        make.assignment(roster, ann, day, shift)
    if roster.last_day == today:
        pytest.skip("on a month's last day there is nothing left to repair")

    found = propose_repair(roster, Event(What.AWAY, roster.month, roster.last_day, ann), by=manager)

    assert found.changes
    assert all(date.fromisoformat(row["date"]) > today for row in found.changes)


def test_pin_that_the_absence_contradicts_gives_way_and_others_stay(roster, manager):
    for code in ("ann", "bob"):
        set_pin(roster, employee(code), NEXT + timedelta(days=1), True, by=manager)

    found = propose_repair(roster, ill(1, 1), by=manager)

    assert {row["employee"] for row in found.changes} == {"ann", "cat"}


@pytest.mark.parametrize("state", ["closed"])
def test_closed_roster_is_not_repaired(roster, manager, state):
    Roster.objects.filter(pk=roster.pk).update(state=state)
    roster.refresh_from_db()

    with pytest.raises(NotRepairable) as refusal:
        propose_repair(roster, Event(), by=manager)

    assert refusal.value.facts["reason"] == "closed"


# --- deciding ----------------------------------------------------------------


def test_accepted_repair_of_a_published_roster_stands_in_it(roster, manager):
    publish(roster, by=manager)
    roster.refresh_from_db()
    found = propose_repair(roster, ill(), by=manager)

    accept_repair(found, by=manager)

    stands = cells(roster)
    roster.refresh_from_db()
    assert ("ann", 1) not in stands
    assert ("ann", 2) not in stands
    assert {day for _, day in stands} == {0, 1, 2, 3}
    assert roster.is_published
    assert roster.revision == found.revision + 1
    absence = Absence.objects.get()
    assert (absence.kind, absence.state, absence.decided_by) == ("sick", "approved", manager)
    assert absence.decided_at
    assert AuditEntry.objects.order_by("pk").last().act == "repair_accepted"


def test_nobody_puts_herself_on_leave_by_accepting_a_repair(roster, manager, admin):
    Employee.objects.filter(code="ann").update(user=manager)
    found = propose_repair(roster, ill(), by=manager)

    with pytest.raises(NotRepairable) as refusal:
        accept_repair(found, by=manager)

    assert (refusal.value.facts["reason"], Absence.objects.exists()) == ("own_leave", False)
    assert accept_repair(found, by=admin).status == "accepted"


def test_repair_is_accepted_once(roster, manager):
    found = propose_repair(roster, ill(), by=manager)
    accept_repair(found, by=manager)

    with pytest.raises(NotRepairable) as refusal:
        accept_repair(found, by=manager)

    assert refusal.value.facts["reason"] == "repair_decided"
    assert AuditEntry.objects.filter(act="repair_accepted").count() == 1
    assert Absence.objects.count() == 1


def test_repair_is_not_put_over_an_edit(roster, manager):
    found = propose_repair(roster, ill(), by=manager)
    set_cell(roster, employee("bob"), NEXT + timedelta(days=9), REST, by=manager)
    before = cells(roster)

    with pytest.raises(NotRepairable) as refusal:
        accept_repair(found, by=manager)

    assert refusal.value.facts["reason"] == "repair_stale"
    assert cells(roster) == before
    assert not Absence.objects.exists()


def test_repair_is_not_put_over_leave_granted_meanwhile(roster, manager):
    found = propose_repair(roster, ill(), by=manager)
    helper = next(row["employee"] for row in found.changes if row["after"])
    ill(1, 2, helper).absence().save()

    with pytest.raises(NotRepairable) as refusal:
        accept_repair(found, by=manager)

    assert refusal.value.facts["reason"] == "changed_meanwhile"


def test_build_begun_before_is_overtaken_by_the_repair(roster, manager):
    build = start_build(roster, by=manager, send=False)
    found = propose_repair(roster, ill(), by=manager)

    accept_repair(found, by=manager)

    roster.refresh_from_db()
    assert roster.revision != build.revision


def test_discarded_repair_leaves_the_roster_and_is_not_accepted(roster, manager):
    found = propose_repair(roster, ill(), by=manager)
    before = cells(roster)

    discard_repair(found, by=manager)

    with pytest.raises(NotRepairable):
        accept_repair(found, by=manager)
    assert cells(roster) == before
    assert not Absence.objects.exists()


# --- pages -------------------------------------------------------------------


def place(name: str, roster: Roster, *more) -> str:
    return reverse(f"rosters:{name}", args=[roster.hall.code, roster.month, *more])


@pytest.fixture
def browser(client, manager):
    client.force_login(manager)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_page_asks_proposes_and_accepts(browser, roster):
    days = {"first": NEXT + timedelta(days=1), "last": NEXT + timedelta(days=2)}

    answer = browser.post(place("repair-ask", roster), {"what": "away", "employee": "ann", **days})
    page = browser.get(answer["Location"]).content.decode()
    done = browser.post(place("repair-accept", roster, Repair.objects.get().pk))

    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert "Ann is away" in page
    assert "4 cells would change." in page
    assert done["Location"] == place("grid", roster)
    assert Repair.objects.get().status == "accepted"


def test_page_says_what_is_missing(browser, roster):
    answer = browser.post(place("repair-ask", roster), {"what": "away", "first": NEXT, "last": NEXT})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "This is needed here." in answer.content.decode()
    assert not Repair.objects.exists()


def test_grid_leads_to_the_repair(browser, roster):
    assert place("repair-ask", roster) in browser.get(place("grid", roster)).content.decode()


def test_value_in_a_cell_can_be_set_after_a_repair(roster, manager):
    accept_repair(propose_repair(roster, ill(), by=manager), by=manager)
    roster.refresh_from_db()

    set_cell(roster, employee("ann"), NEXT + timedelta(days=5), CellValue(roster.hall.shift_types.get()), by=manager)

    assert ("ann", 5) in cells(roster)
