"""Leave after publication and illness at `/api/v1/`: the acts and rights of the pages."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from rosters.models import Roster, RuleSettings, SickShift
from rosters.publications.published import published_shifts
from staff.models import Absence, AbsenceKind, LeaveSettings
from tests import make
from tests.swaps.world import World, day, make_world

pytestmark = pytest.mark.django_db


def api(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture
def world(hall) -> World:
    return make_world(hall, {"ann": "EE.", "bob": "...", "cat": "..."})


def leave(world: World) -> str:
    facts = {"first_day": day(0), "last_day": day(1), "kind": "personal"}
    return f"/api/v1/leave/{Absence.objects.create(employee=world.people['ann'], **facts).pk}"


def test_leave_is_approved_with_its_repair_by_the_duty_manager_who_decides_it(world, duty, clerk):
    address = leave(world)
    assert api(duty).post(f"{address}/repair/").status_code == 404
    AbsenceKind.objects.create(hall=world.hall, code="personal", approver="duty_manager")

    proposed = api(duty).post(f"{address}/repair/", {}, format="json")
    accept = f"/api/v1/halls/east/rosters/{world.roster.month:%Y-%m}/repairs/{proposed.json()['id']}/accept/"
    answers = [api(user).post(accept).status_code for user in (clerk, duty, duty)]

    assert (proposed.status_code, answers) == (201, [403, 200, 409])
    assert world.published_row("ann", 3) == "..."
    assert Absence.objects.get().state == "approved"


def test_what_leave_does_to_cover_is_told_to_those_who_decide(world, manager, outsider):
    address = f"{leave(world)}/cover/"

    answers = [api(user).get(address) for user in (manager, world.users["ann"], world.users["bob"], outsider)]

    assert [answer.status_code for answer in answers] == [200, 403, 404, 404]
    assert [(one["date"], one["shift"]) for one in answers[0].json()["shifts"]] == [
        (f"{day(0)}", "E"),
        (f"{day(1)}", "E"),
    ]


def test_days_say_how_many_may_still_be_away(world, manager, outsider):
    LeaveSettings.objects.create(hall=world.hall, most_on_workdays=2, most_on_rest_days=2, most_on_holidays=2)
    Absence.objects.create(employee=world.people["bob"], first_day=day(1), last_day=day(1), state="approved")
    leave(world)
    own, led = {"month": f"{day(0):%Y-%m}"}, {"month": f"{day(0):%Y-%m}", "hall": "east"}
    asked = [(world.users["ann"], own), (manager, led), (outsider, led), (manager, own)]

    answers = [api(user).get("/api/v1/leave/away-days/", query) for user, query in asked]

    assert [answer.status_code for answer in answers] == [200, 200, 404, 403]
    assert [(one["away"], one["asked"], one["left"]) for one in answers[0].json()[:3]] == [
        (0, 1, 2),
        (1, 1, 1),
        (0, 0, 2),
    ]


def test_leave_is_approved_and_its_shifts_are_offered(world, manager):
    address = leave(world)

    forbidden = api(world.users["ann"]).post(f"{address}/offer/").status_code
    offered = api(manager).post(f"{address}/offer/", {}, format="json")

    assert (forbidden, offered.status_code) == (403, 201)
    assert [(one["kind"], one["first_day"]) for one in offered.json()] == [("open", f"{day(0)}"), ("open", f"{day(1)}")]


def test_somebody_is_ill_others_are_called_and_one_comes(hall, duty, clerk):
    today = make.hour_in(hall, 3).today()
    RuleSettings.objects.filter(hall=hall).update(weekly_rest=False)
    counter = make.station(hall)
    for code in ("ann", "bob", "cat"):
        make.employee(hall, code, stations=(counter,))
    roster: Roster = make.roster(hall, today.replace(day=1))
    make.assignment(roster, hall.employees.get(code="ann"), today, make.shift_type(hall))
    make.publish(roster)
    address, client = "/api/v1/halls/east/sick-shifts/", api(duty)

    forbidden = api(clerk).post(address, {"employee": "ann"}, format="json").status_code
    body = {"employee": "ann", "last_day": f"{today + timedelta(days=2)}"}
    (shift,) = client.post(address, body, format="json").json()
    calls = f"{address}{shift['id']}/calls/"
    (noted,) = client.post(calls, {"employee": "bob", "outcome": "cannot", "note": "away"}, format="json").json()
    (filled,) = client.post(calls, {"employee": "cat", "outcome": "comes"}, format="json").json()
    late = client.delete(f"{address}{shift['id']}/")

    assert (forbidden, [line["employee"] for line in shift["lines"]]) == (403, ["bob", "cat"])
    assert noted["lines"][-1]["calls"] == [{"employee": "bob", "outcome": "cannot", "note": "away"}]
    assert (filled["filled_by"], late.status_code, late.json()["code"]) == ("cat", 409, "filled")
    assert [cell.employee_id for cell in published_shifts(hall, today, today) if cell.shift_type] == [
        hall.employees.get(code="cat").pk
    ]
    assert client.post(f"{address}{SickShift.objects.get().pk}/repair/").json()["code"] == "no_shifts"


def test_document_is_handed_in_by_its_person_and_looked_at(world, clerk):
    address = leave(world)
    hers = api(world.users["ann"])
    photo = SimpleUploadedFile("note.jpg", b"\xff\xd8\xff\xe0" + b"0" * 40)

    done = hers.post(f"{address}/documents/", {"file": photo}, format="multipart")
    refused = hers.post(f"{address}/documents/", {"file": SimpleUploadedFile("a.jpg", b"MZ")}, format="multipart")

    assert (done.status_code, [one["name"] for one in done.json()["documents"]]) == (201, ["note.jpg"])
    assert (refused.status_code, set(refused.json())) == (400, {"file"})
    photo.seek(0)
    assert api(clerk).post(f"{address}/documents/", {"file": photo}, format="multipart").status_code == 404
    annual = next(one for one in hers.get("/api/v1/leave/balances/").json() if one["kind"] == "annual")
    assert (annual["given"], annual["left"]) == (5 * 480, 5 * 480)
