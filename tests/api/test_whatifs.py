"""What-ifs, asked and ended by programs as by the page."""

import pytest
from rest_framework.test import APIClient

from rosters.builds.building import finish_build
from rosters.models import Build, DraftVersion, Roster
from staff.models import Hall
from tests import make
from tests.make import NEXT

pytestmark = pytest.mark.django_db

WHAT_IFS = f"/api/v1/halls/east/rosters/{NEXT:%Y-%m}/what-ifs/"


@pytest.fixture
def api(manager) -> APIClient:
    client = APIClient()
    client.force_authenticate(manager)
    return client


@pytest.fixture
def ready(hall: Hall) -> Hall:
    counter = make.station(hall)
    make.employee(hall, "ann", name="Ann", stations=(counter,), is_manager=True)
    make.shift_type(hall)
    make.demand(counter, 2)
    return hall


def ask(api, **asked):
    return api.post(WHAT_IFS, asked, format="json")


def test_one_is_asked_worked_out_and_kept_while_the_roster_stays(ready, api):
    asked = ask(api, rest_minutes=690, seconds=1)
    assert (asked.status_code, asked.json()["status"]) == (202, "queued")
    assert asked.json()["asks"] == ["11.5 h of rest between shifts"]
    finish_build(asked.json()["id"])

    found = api.get(WHAT_IFS).json()["results"][0]
    assert (found["status"], found["is_base_built"], found["is_keepable"]) == ("offered", True, True)
    assert found["base"].keys() == found["then"].keys() == Build.objects.get().what_if.figures["base"].keys()
    assert api.get(f"{WHAT_IFS}{found['id']}/cells/").json()["cells"].keys() == {"ann"}

    kept = api.post(f"{WHAT_IFS}{found['id']}/keep/", {"name": "rested"}, format="json").json()
    again = api.post(f"{WHAT_IFS}{found['id']}/keep/", {"name": "rested"}, format="json")
    assert (kept["draft"], again.status_code, again.json()["code"]) == ("rested", 409, "name_taken")
    assert DraftVersion.objects.get().name == "rested"
    assert not Roster.objects.get().assignments.exists()


def test_several_differences_are_asked_at_once_and_another_question_waits(ready, api):
    shift = ready.shift_types.get()
    day = NEXT.isoformat()
    asks = {"like": "ann", "station": "counter", "first": day, "shift_type": shift.pk, "end": "20:00"}

    first = ask(api, **asks, days_in_a_row=4).json()
    again, other = ask(api, **asks, days_in_a_row=4).json(), ask(api, days_in_a_row=3)

    assert [text.split()[0] for text in first["asks"]] == ["1", "Counter", "D", "at"]
    assert (again["id"], other.status_code, other.json()["code"]) == (first["id"], 409, "what_if_unfinished")
    assert api.post(f"{WHAT_IFS}{first['id']}/keep/", {"name": "x"}, format="json").status_code == 409
    assert api.post(f"{WHAT_IFS}{first['id']}/stop/").json()["status"] == "failed"
    assert api.post(f"{WHAT_IFS}{first['id']}/discard/").json()["status"] == "discarded"


@pytest.mark.parametrize(
    ("asked", "where"),
    [({}, "non_field_errors"), ({"like": "zoe"}, "like"), ({"station": "counter"}, "first"), ({"count": 9}, "count")],
)
def test_what_cannot_be_asked_is_said_in_the_words_of_the_page(ready, api, asked, where):
    refused = ask(api, **asked)

    assert (refused.status_code, list(refused.json())) == (400, [where])
    assert not Roster.objects.exists()
