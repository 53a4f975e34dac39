"""Sick today: off the floor in one tap, whom to call and why, and who comes is in the roster at once."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from notices.models import Notice
from rosters.models import CallNote, Repair, Roster, RuleSettings, ShiftType, SickShift
from rosters.publications.published import published_shifts
from rosters.repairs.calllist import open_shifts_on
from rosters.repairs.leaverepair import may_decide
from rosters.repairs.sickness import NotCalled, comes_after_all, note_call, report_sick, send_in
from staff.models import Absence, Employee, Hall
from tests import make
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(hall) -> date:
    """At three in the morning, so that no shift has begun."""
    return make.hour_in(hall, 3).today()


@pytest.fixture
def people(hall, today) -> dict[str, Employee]:
    """This month, published: Ann works today; Bob has the most hours to spare, Dan is away, Eve has no skill."""
    RuleSettings.objects.filter(hall=hall).update(weekly_rest=False)
    counter = make.station(hall)
    people = {
        "ann": make.employee(hall, "ann", name="Ann", stations=(counter,), user=make.user("ann")),
        "cat": make.employee(hall, "cat", name="Cat", stations=(counter,), weekly_minutes=1200),
        "bob": make.employee(hall, "bob", name="Bob", stations=(counter,), user=make.user("bob")),
        "dan": make.employee(hall, "dan", name="Dan", stations=(counter,)),
        "eve": make.employee(hall, "eve", name="Eve"),
    }
    Absence.objects.create(employee=people["dan"], first_day=today, last_day=today, state="approved")
    roster = make.roster(hall, today.replace(day=1))
    make.assignment(roster, people["ann"], today, make.shift_type(hall))
    make.publish(roster)
    return people


def on_floor(hall: Hall, day: date) -> set[str]:
    names = dict(hall.employees.values_list("pk", "code"))
    return {names[cell.employee_id] for cell in published_shifts(hall, day, day) if cell.shift_type}


def test_one_tap_puts_her_on_leave_and_off_the_floor_and_twice_is_once(client, hall, people, duty, today):
    client.force_login(duty)

    for _ in range(2):
        client.post(reverse("rosters:sick", args=["east"]), {"employee": "ann"})

    row = Absence.objects.get(employee=people["ann"])
    assert (row.kind, row.state, row.first_day, row.last_day, row.decided_by) == (
        "sick",
        "approved",
        today,
        today,
        duty,
    )
    assert on_floor(hall, today) == set()
    assert SickShift.objects.count() == 1
    assert Notice.objects.filter(user=people["ann"].user, kind="days_changed").count() == 1


def test_list_ranks_who_may_come_and_says_why(client, hall, people, duty, today):
    report_sick(people["ann"], by=duty)

    (open_shift,) = open_shifts_on(hall, today)
    client.force_login(duty)
    page = client.get(reverse("rosters:today", args=["east"])).text

    assert [line.employee.code for line in open_shift.lines] == ["bob", "cat"]
    assert [line.employee.code for line in open_shift.barred] == ["eve"]
    assert all("h to spare this week; no shift lately." in line.sentence for line in open_shift.lines[:1])
    assert open_shift.barred[0].broken
    assert "Ann is ill" in page
    assert page.index(">Bob<") < page.index(">Cat<")


def test_calls_are_noted_and_who_said_no_comes_last(hall, people, duty, today):
    row = report_sick(people["ann"], by=duty)

    note_call(row, people["bob"], "cannot", by=duty, note="out of town")
    note_call(row, people["cat"], "no_answer", by=duty)

    (open_shift,) = open_shifts_on(hall, today)
    assert [line.employee.code for line in open_shift.lines] == ["cat", "bob"]
    assert [call.note for call in open_shift.lines[1].calls] == ["out of town"]


def test_who_comes_is_in_the_published_roster_once(client, hall, people, duty, today):
    row = report_sick(people["ann"], by=duty)
    client.force_login(duty)
    url = reverse("rosters:sick-call", args=["east", row.pk])

    for _ in range(2):
        client.post(url, {"employee": "bob", "outcome": "comes"})
    late = client.post(url, {"employee": "cat", "outcome": "comes"}, follow=True)

    assert on_floor(hall, today) == {"bob"}
    assert "Somebody else has been put in meanwhile." in late.text
    assert CallNote.objects.filter(outcome="comes").count() == 1
    assert Notice.objects.filter(user=people["bob"].user, kind="days_changed").count() == 1
    with pytest.raises(NotCalled):
        comes_after_all(row, by=duty)


def test_who_may_not_work_the_shift_is_not_put_in(people, duty):
    row = report_sick(people["ann"], by=duty)

    reasons = {}
    for code in ("eve", "dan", "ann"):
        with pytest.raises(NotCalled) as refusal:
            send_in(row, people[code], by=duty)
        reasons[code] = refusal.value.reason

    assert reasons == dict.fromkeys(("eve", "dan", "ann"), "breaks_rules")


def test_nobody_puts_herself_in_at_any_door(client, hall, people, duty, today):
    """Bob is a duty manager and free today: a shift more is not hers to give herself."""
    bob = make.post(people["bob"].user, "duty_manager", hall)
    row = report_sick(people["ann"], by=duty)
    api = APIClient()
    api.force_authenticate(bob)
    client.force_login(bob)
    client.cookies["django_language"] = "en"
    call = {"employee": "bob", "outcome": "comes"}

    page = client.get(reverse("rosters:today", args=["east"])).text
    said = client.post(reverse("rosters:sick-call", args=["east", row.pk]), call, follow=True).text
    refused = api.post(f"/api/v1/halls/east/sick-shifts/{row.pk}/calls/", call, format="json")

    assert "This is you: another manager can put you in." in page
    assert "Nobody puts herself in" in said
    assert (refused.status_code, on_floor(hall, today)) == (403, set())
    send_in(row, people["bob"], by=duty)
    assert on_floor(hall, today) == {"bob"}


def test_she_comes_after_all(hall, people, duty, today):
    row = report_sick(people["ann"], by=duty)

    comes_after_all(row, by=duty)

    assert on_floor(hall, today) == {"ann"}
    assert not Absence.objects.approved().filter(employee=people["ann"]).exists()
    assert not SickShift.objects.exists()


def test_only_those_who_lead_the_floor_report(people, clerk, supervisor, outsider, manager):
    for user in (clerk, supervisor, outsider, people["ann"].user):
        with pytest.raises(NotCalled) as refusal:
            report_sick(people["ann"], by=user)
        assert refusal.value.reason == "not_leading"

    assert report_sick(people["ann"], by=manager)


def test_nobody_reports_herself_or_takes_that_back_at_any_door(client, hall, people, duty, manager, today):
    """The duty manager is Ann herself: being ill is leave, and leave is for somebody else to grant."""
    ann, tomorrow = people["ann"], today + timedelta(days=1)
    ann.user = make.post(ann.user, "duty_manager", hall)
    api = APIClient()
    api.force_authenticate(ann.user)
    client.force_login(ann.user)
    client.cookies["django_language"] = "en"

    said = client.post(reverse("rosters:sick", args=["east"]), {"employee": "ann"}, follow=True).text
    reported = api.post("/api/v1/halls/east/sick-shifts/", {"employee": "ann"}, format="json").status_code
    found = Absence.objects.filter(employee=ann).count()
    row = report_sick(ann, by=manager, last_day=tomorrow)
    address = f"/api/v1/halls/east/sick-shifts/{row.pk}/"
    back, mended = api.delete(address).status_code, api.post(f"{address}repair/").json()["code"]
    page = client.get(reverse("rosters:today", args=["east"])).text

    assert "Nobody decides about her own leave" in said
    assert (reported, found, back, mended) == (403, 0, 403, "own_leave")
    assert Absence.objects.get(employee=ann).state == "approved"
    assert "Ann is ill" in page
    assert reverse("rosters:sick-back", args=["east", row.pk]) not in page


def test_repair_of_her_own_illness_is_for_another_to_accept(hall, people, duty, manager, today):
    """Ann, who is a duty manager, has fallen ill: the repair of her days is not hers to accept, but her colleague's."""
    ann, roster = people["ann"], Roster.objects.get()
    ann.user = make.post(ann.user, "duty_manager", hall)
    asked = {"what": "away", "employee": "ann", "first": f"{today}", "last": f"{today}"}
    repair = Repair.objects.create(roster=roster, revision=roster.revision, asked=asked)

    assert [may_decide(user, repair) for user in (ann.user, duty, manager)] == [False, True, True]


@pytest.mark.parametrize("days", [-1, 32])
def test_last_day_has_to_make_sense(people, duty, today, days):
    with pytest.raises(NotCalled):
        report_sick(people["ann"], by=duty, last_day=today + timedelta(days=days))


def test_longer_illness_lengthens_the_leave_and_offers_the_repair(client, hall, people, manager, today):
    client.force_login(manager)
    last = today + timedelta(days=2)

    client.post(reverse("rosters:sick", args=["east"]), {"employee": "ann"})
    client.post(reverse("rosters:sick", args=["east"]), {"employee": "ann", "last_day": last})
    page = client.get(reverse("rosters:today", args=["east"]))

    assert Absence.objects.get(employee=people["ann"]).last_day == last
    assert reverse("rosters:sick-repair", args=["east", SickShift.objects.get().pk]) in page.text
    assert not Repair.objects.exists()


def test_who_leads_the_floor_has_the_next_days_repaired(client, hall, people, duty, clerk, today):
    tomorrow = today + timedelta(days=1)
    month = tomorrow.replace(day=1)
    roster = Roster.objects.filter(month=month).first() or make.roster(hall, month)
    make.assignment(roster, people["ann"], tomorrow, ShiftType.objects.get())
    make.publish(roster)
    row = report_sick(people["ann"], by=duty, last_day=tomorrow)

    client.force_login(duty)
    page = client.post(reverse("rosters:sick-repair", args=["east", row.pk]), follow=True)
    accept = reverse("rosters:repair-accept", args=["east", month, Repair.objects.get().pk])
    client.force_login(clerk)
    refused = client.post(accept)
    client.force_login(duty)
    done = client.post(accept)

    assert accept in page.text
    assert (refused.status_code, done.status_code, done["Location"]) == (403, 303, "/halls/east/today/")
    assert "ann" not in on_floor(hall, tomorrow)


@pytest.mark.django_db(transaction=True)
def test_two_who_put_in_different_people_at_once_leave_one(hall, people, duty, manager, today):
    row = report_sick(people["ann"], by=duty)

    def put_in(code: str, by) -> str:
        try:
            send_in(SickShift.objects.get(pk=row.pk), people[code], by=by)
        except NotCalled as refusal:
            return refusal.reason
        return "in"

    who = [("bob", duty), ("cat", manager)]
    found = at_once(lambda: put_in(*who.pop()), 2)

    assert sorted(map(str, found)) == ["filled", "in"]
    assert len(on_floor(hall, today)) == 1
