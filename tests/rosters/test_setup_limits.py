"""What is agreed with one person, on her page and through the API."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from rosters.models import PersonLimits, RuleSettings, ShiftLimit
from staff.models import AuditEntry, Employee
from tests import make

NAMES = ["most_minutes", "least_minutes", "most_run", "least_run", "least_rest", "most_weekends"]


@pytest.fixture(autouse=True)
def logged_in(client, manager):
    client.force_login(manager)


@pytest.fixture
def ann(hall) -> Employee:
    return make.employee(hall, "ann")


@pytest.fixture
def shift(hall):
    return make.shift_type(hall)


@pytest.fixture
def api(manager) -> APIClient:
    client = APIClient()
    client.force_authenticate(manager)
    return client


def url(person):
    return reverse("rosters:employee-limits", args=["east", person.pk])


def own(person) -> dict:
    row = PersonLimits.objects.get(employee=person)
    return {name: getattr(row, name) for name in NAMES if getattr(row, name) is not None}


def test_limits_are_saved_in_minutes_days_and_shifts_with_a_word_in_the_log(client, ann, shift):
    sent = {"most_minutes": "120.5", "most_run": "5", "most_weekends": "0", f"shift_{shift.pk}": "3"}

    response = client.post(url(ann), sent)

    assert response.url == reverse("staff:employee", args=["east", ann.pk])
    assert own(ann) == {"most_minutes": 7230, "most_run": 5, "most_weekends": 0}
    assert list(ShiftLimit.objects.values_list("employee", "shift_type", "most")) == [(ann.pk, shift.pk, 3)]
    assert set(AuditEntry.objects.values_list("act", flat=True)) == {"personlimits-added", "shift-limits-changed"}


def test_limits_taken_away_leave_nothing_but_the_log(client, ann, shift):
    client.post(url(ann), {"most_run": "5", f"shift_{shift.pk}": "3"})

    client.post(url(ann), {})

    assert not PersonLimits.objects.exists()
    assert not ShiftLimit.objects.exists()
    acts = AuditEntry.objects.order_by("pk").values_list("act", "before", "after")
    assert list(acts)[2][0] == "personlimits-removed"
    assert list(acts)[3] == ("shift-limits-changed", {str(shift.pk): 3}, {})


def test_limits_left_as_they_are_leave_no_word_in_the_log(client, ann, shift):
    client.post(url(ann), {})

    assert not PersonLimits.objects.exists()
    assert not AuditEntry.objects.exists()


def test_page_says_what_holds_for_everybody(client, hall, ann):
    RuleSettings.objects.update(month_most_minutes=9000)
    make.shift_type(hall, most_a_month=4)

    form = client.get(url(ann)).context["form"]

    assert form["most_minutes"].help_text == "Empty: 150, as for everybody."
    assert form["most_run"].help_text == "Empty: 6, as for everybody."
    assert form["most_weekends"].help_text == "Empty: no limit."
    assert [field.help_text for field in form.shifts] == ["Empty: 4, as for everybody."]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"most_minutes": "10", "least_minutes": "10.5"}, "least_minutes"),
        ({"most_minutes": "10"}, "most_minutes"),
        ({"least_run": "7"}, "least_run"),
        ({"most_run": "1"}, "most_run"),
        ({"most_run": "0"}, "most_run"),
        ({"most_weekends": "7"}, "most_weekends"),
        ({"most_minutes": "x"}, "most_minutes"),
    ],
)
def test_limits_that_leave_nothing_between_them_are_refused_beside_the_field(client, ann, sent, field):
    RuleSettings.objects.update(month_least_minutes=1200, least_run=2)

    response = client.post(url(ann), sent)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert not PersonLimits.objects.exists()


def test_too_many_of_a_shift_are_refused_beside_the_field(client, ann, shift):
    response = client.post(url(ann), {f"shift_{shift.pk}": "32", "most_run": "5"})

    assert set(response.context["form"].errors) == {f"shift_{shift.pk}"}
    assert not PersonLimits.objects.exists()


def test_limits_changed_in_another_tab_are_not_overwritten_unseen(client, ann, shift):
    seen = client.get(url(ann)).context["form"]["seen"].value()
    client.post(url(ann), {f"shift_{shift.pk}": "3", "seen": seen})

    refused = client.post(url(ann), {"most_run": "5", "seen": seen})
    accepted = client.post(url(ann), {"most_run": "5", "seen": refused.context["form"]["seen"].value()})

    assert (refused.status_code, accepted.status_code) == (422, 302)


def test_persons_page_leads_to_her_limits(client, ann):
    page = client.get(reverse("staff:employee", args=["east", ann.pk])).content.decode()

    assert url(ann) in page
    assert "as for everybody" in page


def test_programs_change_limits_by_the_same_rules(api, ann, shift):
    path = "/api/v1/halls/east/person-limits/"

    refused = api.post(path, {"employee": "ann", "most_run": 3, "least_run": 4}, format="json")
    added = api.post(path, {"employee": "ann", "most_minutes": 6000}, format="json")
    twice = api.post(path, {"employee": "ann"}, format="json")
    changed = api.patch(f"{path}{added.json()['id']}/", {"most_minutes": None}, format="json")

    assert (refused.status_code, list(refused.json())) == (400, ["least_run"])
    assert (added.status_code, twice.status_code, changed.json()["most_minutes"]) == (201, 400, None)
    assert list(AuditEntry.objects.order_by("pk").values_list("act", flat=True)) == [
        "personlimits-added",
        "personlimits-changed",
    ]


def test_programs_limit_shifts_of_their_own_hall_only(api, ann, shift, elsewhere):
    path = "/api/v1/halls/east/shift-limits/"
    other = make.shift_type(elsewhere, "E")

    added = api.post(path, {"employee": "ann", "shift_type": shift.pk, "most": 0}, format="json")
    refused = api.post(path, {"employee": "ann", "shift_type": other.pk, "most": 1}, format="json")
    twice = api.post(path, {"employee": "ann", "shift_type": shift.pk, "most": 1}, format="json")

    assert [answer.status_code for answer in (added, refused, twice)] == [201, 400, 400]
    assert [row["most"] for row in api.get(path + "?employee=ann").json()["results"]] == [0]
    assert api.get(path + "?employee=bob").json()["results"] == []
