"""Customers and the forecast through the API."""

from datetime import date, timedelta

import pytest
from rest_framework.test import APIClient

from rosters.models import Arrivals
from staff.models import AuditEntry
from tests import make

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/halls/east/arrivals/"


@pytest.fixture
def api(manager) -> APIClient:
    client = APIClient()
    client.force_authenticate(manager)
    return client


def one(start=540, count=4, **more):
    return {"date": "2026-03-09", "start": start, "minutes": 30, "count": count} | more


def send(api, *rows):
    return api.post(ADDRESS, {"intervals": rows}, format="json")


def test_customers_are_sent_in_bulk_listed_and_replaced(api, hall):
    counter = make.station(hall)

    assert send(api, one(), one(570, 6, station="counter")).json() == {"written": 2, "replaced": 0, "unchanged": 0}
    assert send(api, one(), one(570, 7, station="counter")).json() == {"written": 1, "replaced": 1, "unchanged": 1}

    listed = api.get(ADDRESS, {"first": "2026-03-09", "station": "counter"}).json()["results"]
    assert listed == [one(570, 7, station="counter")]
    assert Arrivals.objects.get(station=counter).count == 7
    assert AuditEntry.objects.filter(act="arrivals_taken_in").count() == 2


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [one(1440)],
        [one(count=-1)],
        [one(station="nowhere")],
        [one(), one()],
        [one(), one(555)],
        [one(date="2999-01-01")],
    ],
)
def test_bad_customers_are_refused_whole(api, hall, rows):
    assert send(api, *rows).status_code == 400
    assert not Arrivals.objects.exists()


def test_customers_that_cut_through_a_longer_interval_are_refused_whole(api, hall):
    make.arrivals(hall, date(2026, 3, 9), {540: 40}, minutes=60)

    response = send(api, one(), one(1000))

    assert (response.status_code, response.json()["code"]) == (409, "clashes")
    assert Arrivals.objects.count() == 1


def test_forecast_is_that_of_the_command(api, hall):
    make.station(hall)
    for n in range(14):
        make.arrivals(hall, date(2026, 2, 2) + timedelta(days=n), {540: 9})

    told = api.get("/api/v1/halls/east/forecast/", {"month": "2026-03"}).json()

    assert (told["month"], len(told["intervals"]), told["intervals"][0]["station"]) == ("2026-03", 31 * 18, "counter")
    assert told["accuracy"]["wape"] is None
    assert api.get("/api/v1/halls/east/forecast/", {"month": "2020-03"}).json()["code"] == "no_history"
    assert api.get("/api/v1/halls/east/forecast/").status_code == 400
