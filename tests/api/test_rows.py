"""Set-up rows through the API: what the page refuses is refused, what changes is in the log."""

from datetime import date, time

import pytest
from rest_framework.test import APIClient

from rosters.models import Demand, ShiftType, Wish
from staff.models import Absence, AuditEntry, Employee, Hall
from tests import make

pytestmark = pytest.mark.django_db

ROWS = ["people", "absences", "shift-types", "demand", "headcounts", "person-limits", "shift-limits", "wishes"]


@pytest.fixture
def api(manager) -> APIClient:
    client = APIClient()
    client.force_authenticate(manager)
    return client


@pytest.fixture
def counter(hall: Hall):
    return make.station(hall)


@pytest.fixture
def ann(hall: Hall, counter) -> Employee:
    return make.employee(hall, "ann", stations=(counter,))


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize(
    ("who", "status"),
    [("outsider", 404), ("clerk", 403), ("duty", 403), ("supervisor", 403), ("department", 403), ("manager", 200)],
)
def test_rows_are_the_managers(request, hall, rows, who, status):
    client = APIClient()
    client.force_authenticate(request.getfixturevalue(who))

    assert client.get(f"/api/v1/halls/east/{rows}/").status_code == status
    refused = client.post(f"/api/v1/halls/east/{rows}/", {}, format="json").status_code
    assert refused == (400 if status == 200 else status)


def test_hall_shows_hours_and_stations(api, counter):
    hall = api.get("/api/v1/halls/east/").json()

    assert hall["stations"] == [{"code": "counter", "name": "Counter"}]
    assert hall["opening_hours"][0] == {
        "weekday": 0,
        "opens": "09:00:00",
        "closes": "18:00:00",
        "closes_next_day": False,
    }


def test_person_is_added_with_skills_and_kept_in_the_log(api, counter):
    sent = {"code": "bob", "name": "Bob", "hired_on": "2026-01-01", "skills": {"counter": 3}}

    answer = api.post("/api/v1/halls/east/people/", sent, format="json")

    assert answer.status_code == 201
    assert answer.json()["skills"] == {"counter": 3}
    assert Employee.objects.get().hall.code == "east"
    assert set(AuditEntry.objects.values_list("act", "by_name")) == {
        ("employee-added", "Manager"),
        ("skills-changed", "Manager"),
    }


def test_person_is_changed_and_the_log_says_from_what_to_what(api, ann):
    answer = api.patch("/api/v1/halls/east/people/ann/", {"name": "Ann", "skills": {}}, format="json")

    assert (answer.json()["name"], answer.json()["skills"]) == ("Ann", {})
    entry = AuditEntry.objects.get(act="employee-changed")
    assert (entry.before, entry.after) == ({"name": "Person ann"}, {"name": "Ann"})


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "ann"}, "non_field_errors"),
        ({"name": "x" * 10_000}, "name"),
        ({"weekly_minutes": 99_999}, "weekly_minutes"),
        ({"left_on": "2025-01-01"}, "non_field_errors"),
        ({"home_station": "west-counter"}, "home_station"),
        ({"skills": {"nowhere": 1}}, "skills"),
        ({"skills": {"counter": 9}}, "skills"),
    ],
)
def test_person_is_refused_beside_the_field(api, ann, elsewhere, wrong, field):
    make.station(elsewhere, "west-counter")
    sent = {"code": "bob", "name": "Bob", "hired_on": "2026-01-01"} | wrong

    answer = api.post("/api/v1/halls/east/people/", sent, format="json")

    assert answer.status_code == 400
    assert list(answer.json()) == [field]
    assert Employee.objects.count() == 1


def test_person_of_another_hall_is_not_found(api, elsewhere):
    make.employee(elsewhere, "wen")

    assert api.get("/api/v1/halls/east/people/wen/").status_code == 404
    assert api.get("/api/v1/halls/west/people/wen/").status_code == 404


def test_person_on_a_roster_cannot_be_removed(api, ann, hall):
    roster = make.roster(hall)
    roster.assignments.create(employee=ann, date=roster.month, day_off="rest")

    answer = api.delete("/api/v1/halls/east/people/ann/")

    assert (answer.status_code, answer.json()["code"]) == (409, "in_use")
    assert Employee.objects.exists()


def test_people_are_found_by_name_and_date(api, ann, hall):
    make.employee(hall, "old", name="Old hand", left_on=date(2025, 1, 1))

    assert [row["code"] for row in api.get("/api/v1/halls/east/people/?name=old").json()["results"]] == ["old"]
    found = api.get("/api/v1/halls/east/people/?employed_on=2026-03-01").json()
    assert [row["code"] for row in found["results"]] == ["ann"]
    assert api.get("/api/v1/halls/east/people/?employed_on=soon").status_code == 400


def test_lists_come_in_pages(api, hall):
    for n in range(3):
        make.employee(hall, f"e{n}")

    first = api.get("/api/v1/halls/east/people/?page_size=2").json()

    assert (first["count"], len(first["results"])) == (3, 2)
    assert len(api.get(first["next"]).json()["results"]) == 1


def test_absence_is_decided_by_whoever_changes_its_state(api, ann, manager):
    sent = {"employee": "ann", "first_day": "2026-03-01", "last_day": "2026-03-02"}
    absence = api.post("/api/v1/halls/east/absences/", sent, format="json").json()
    assert absence["state"] == "asked"

    api.patch(f"/api/v1/halls/east/absences/{absence['id']}/", {"state": "approved"}, format="json")

    row = Absence.objects.get()
    assert row.decided_by == manager
    assert row.decided_at
    assert [row["id"] for row in api.get("/api/v1/halls/east/absences/?month=2026-03").json()["results"]] == [
        absence["id"]
    ]
    assert api.get("/api/v1/halls/east/absences/?month=2026-04").json()["results"] == []
    assert api.get("/api/v1/halls/east/absences/?month=April").status_code == 400


def test_absence_of_another_halls_employee_is_refused(api, elsewhere):
    make.employee(elsewhere, "wen")

    sent = {"employee": "wen", "first_day": "2026-03-01", "last_day": "2026-03-02"}
    answer = api.post("/api/v1/halls/east/absences/", sent, format="json")

    assert (answer.status_code, list(answer.json())) == (400, ["employee"])


SHIFT = {
    "code": "早",
    "letter": "A",
    "name": "Early",
    "kind": "early",
    "start": "09:00",
    "end": "17:00",
    "paid_minutes": 480,
}


def test_shift_type_is_kept_for_people_of_the_hall(api, ann):
    answer = api.post("/api/v1/halls/east/shift-types/", SHIFT | {"only_for": ["ann"]}, format="json")

    assert answer.status_code == 201
    assert [person.code for person in ShiftType.objects.get().only_for.all()] == ["ann"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"end": "08:00"}, "end"), ({"letter": "P"}, "letter"), ({"paid_minutes": 481}, "paid_minutes")],
)
def test_shift_type_is_refused_beside_the_field(api, wrong, field, hall):
    answer = api.post("/api/v1/halls/east/shift-types/", SHIFT | wrong, format="json")

    assert (answer.status_code, list(answer.json())) == (400, [field])


def test_shift_types_of_one_letter_may_not_overlap(api, hall):
    api.post("/api/v1/halls/east/shift-types/", SHIFT, format="json")

    answer = api.post("/api/v1/halls/east/shift-types/", SHIFT | {"code": "晚"}, format="json")

    assert (answer.status_code, list(answer.json())) == (400, ["letter"])


NEED = {"station": "counter", "day_type": "weekday", "start": 540, "end": 600, "needed": 2}


def test_demand_is_added_and_found(api, counter):
    assert api.post("/api/v1/halls/east/demand/", NEED, format="json").status_code == 201

    found = api.get("/api/v1/halls/east/demand/?day_type=weekday&station=counter").json()["results"]
    assert [(row["start"], row["end"], row["needed"]) for row in found] == [(540, 600, 2)]


CLOSED = "The hall is not open all of this time."
TAKEN = "Another row of this station speaks for some of this time."
NO_DATE = "Give the date of a special date, and of no other kind of day."


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"start": 480, "end": 540}, {"start": [CLOSED]}),
        ({"start": 600}, {"end": ["The end is not after the start."]}),
        ({}, {"start": [TAKEN]}),
        ({"start": 570, "end": 630}, {"start": [TAKEN]}),
        ({"day_type": "date"}, {"date": [NO_DATE]}),
        ({"start": 600, "end": 630, "date": "2026-03-02"}, {"date": [NO_DATE]}),
        ({"needed": 201}, {"needed": ["Ensure this value is less than or equal to 200."]}),
    ],
)
def test_demand_that_does_not_fit_is_refused_in_words(api, counter, wrong, said):
    api.post("/api/v1/halls/east/demand/", NEED, format="json")

    answer = api.post("/api/v1/halls/east/demand/", NEED | wrong, format="json")

    assert (answer.status_code, answer.json()) == (400, said)
    assert Demand.objects.count() == 1


@pytest.mark.parametrize(
    ("start", "end", "status"),
    [
        *[(541, 542, 400), (540, 550, 400), (555, 560, 400), (545, 605, 400)],
        *[(540, 555, 201), (560, 580, 201), (540, 1080, 201), (1060, 1080, 201)],
    ],
)
def test_demand_is_taken_in_the_steps_that_tables_are_made_in(api, counter, start, end, status):
    answer = api.post("/api/v1/halls/east/demand/", NEED | {"start": start, "end": end}, format="json")

    assert answer.status_code == status
    if status == 400:
        assert answer.json() == {"start": ["Begin and end on steps of 15, 20, 30 or 60 minutes."]}


def test_demand_may_begin_when_the_hall_opens_whatever_the_clock_says(api, counter, hall):
    hall.opening_hours.update(opens=time(8, 50))

    answer = api.post("/api/v1/halls/east/demand/", NEED | {"start": 530, "end": 540}, format="json")

    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("rows", "sent", "field"),
    [
        ("people", {"code": "bob", "name": "Bob", "hired_on": "2026-01-01"}, "left_on"),
        ("shift-types", SHIFT, "valid_to"),
        ("demand", NEED | {"day_type": "date"}, "date"),
        ("wishes", {"employee": "ann", "prefers": True}, "date"),
    ],
)
def test_dates_of_another_century_are_refused_as_on_the_pages(api, counter, ann, rows, sent, field):
    answer = api.post(f"/api/v1/halls/east/{rows}/", sent | {field: "9999-12-31"}, format="json")

    assert answer.status_code == 400
    assert answer.json() == {field: ["Give a date between 2000 and 2099."]}


def test_wish_is_refused_as_on_its_page(api, ann):
    Employee.objects.update(left_on=date(2026, 3, 20))
    sent = {"employee": "ann", "date": "2026-03-02", "prefers": True}
    first = api.post("/api/v1/halls/east/wishes/", sent, format="json").json()

    twin = api.post("/api/v1/halls/east/wishes/", sent | {"prefers": False}, format="json")
    later = api.post("/api/v1/halls/east/wishes/", sent | {"date": "2026-03-21"}, format="json")
    changed = api.patch(f"/api/v1/halls/east/wishes/{first['id']}/", {"strength": 3}, format="json")

    assert twin.json() == {"date": ["There is a wish for this day and shift already; change that one."]}
    assert later.json() == {"date": ["Person ann is not employed on this day."]}
    assert (twin.status_code, later.status_code, changed.status_code) == (400, 400, 200)


def test_wish_names_a_shift_type_of_the_hall(api, ann, hall, elsewhere):
    mine, theirs = make.shift_type(hall), make.shift_type(elsewhere)
    sent = {"employee": "ann", "date": "2026-03-02", "prefers": True}

    assert api.post("/api/v1/halls/east/wishes/", sent | {"shift_type": theirs.pk}, format="json").status_code == 400
    assert api.post("/api/v1/halls/east/wishes/", sent | {"shift_type": mine.pk}, format="json").status_code == 201
    assert Wish.objects.get().shift_type == mine
