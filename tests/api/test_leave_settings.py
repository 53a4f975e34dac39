"""A hall's settings of leave at `/api/v1/`."""

import pytest
from rest_framework.test import APIClient

from staff.models import AbsenceKind, Allowance, AuditEntry, LeaveSettings
from tests import make

pytestmark = pytest.mark.django_db

HALL = "/api/v1/halls/east"


@pytest.fixture
def api(manager) -> APIClient:
    client = APIClient()
    client.force_authenticate(manager)
    return client


def test_kind_is_settled_given_back_and_added(api, hall):
    AbsenceKind.objects.create(code="annual", days_a_year=7)
    kinds = f"{HALL}/absence-kinds/"

    settled = api.put(f"{kinds}annual/", {"days_a_year": 12}, format="json").json()
    api.delete(f"{kinds}annual/")
    unnamed = api.put(f"{kinds}care/", {}, format="json")
    api.put(f"{kinds}care/", {"name": "Care leave"}, format="json")
    kept = api.delete(f"{kinds}care/")

    assert (settled["days_a_year"], settled["settled_by"]) == (12, "hall")
    assert (unnamed.status_code, set(unnamed.json()), kept.json()["code"]) == (400, {"name"}, "own")
    found = {kind["code"]: (kind["days_a_year"], kind["settled_by"]) for kind in api.get(kinds).json()}
    assert (found["annual"], found["sick"], found["care"]) == ((7, "department"), (None, "usual"), (None, "hall"))
    acts = AuditEntry.objects.values_list("act", flat=True).order_by("number")
    assert list(acts) == ["absencekind-added", "absencekind-removed", "absencekind-added"]


def test_allowances_and_most_away_are_set(api, hall):
    make.employee(hall, "ann")
    body = {"employee": "ann", "kind": "annual", "year": 2027, "days": "12.5"}

    refused = api.post(f"{HALL}/allowances/", body | {"kind": "lieu"}, format="json")
    made = api.post(f"{HALL}/allowances/", body, format="json")
    listed = api.get(f"{HALL}/allowances/", {"year": 2027}).json()
    api.post(f"{HALL}/allowances/", body | {"days": None}, format="json")
    api.post(f"{HALL}/leave-settings/", {"most_on_workdays": 3}, format="json")

    assert (refused.status_code, made.status_code, listed) == (400, 201, [body])
    assert not Allowance.objects.exists()
    assert LeaveSettings.objects.get().most_on_workdays == 3
