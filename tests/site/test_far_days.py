"""Dates at the ends of the calendar: a day beside them cannot be reckoned, and no page fails over it."""

import pytest

from plans.models import PlanTask
from staff.models import Absence
from tests import make

pytestmark = pytest.mark.django_db

FAR = ("9999-12-31", "0001-01-01")
PAGES = (
    "/halls/east/audit/?first={day}&last={day}",
    "/halls/east/today/?day={day}",
    "/halls/east/plans/day/?date={day}",
    "/halls/east/plans/list/?day={day}",
    "/halls/east/setup/absences/?month={day}",
    "/halls/east/setup/demand/?day={day}",
    "/halls/east/setup/demand/?from={day}",
    "/halls/east/setup/demand/shifts/?day={day}",
    "/swaps/new/2090-01-05/?instead={day}",
)
READ = (
    "/api/v1/halls/east/audit/?first={day}&last={day}",
    "/api/v1/swaps/partners/?date={day}",
    "/api/v1/swaps/partners/?date=2090-01-05&instead={day}",
    "/api/v1/halls/east/people/?employed_on={day}",
)


@pytest.fixture
def ann(hall, manager):
    return make.employee(hall, "ann", user=manager)


@pytest.mark.parametrize("day", FAR)
@pytest.mark.parametrize("url", PAGES)
def test_page_asked_for_a_far_day_is_shown(client, ann, manager, url, day):
    client.force_login(manager)

    assert client.get(url.format(day=day)).status_code == 200


@pytest.mark.parametrize("year", ["1999", "10000", "9" * 5000])
def test_calendar_of_a_year_that_nobody_plans_is_this_years(client, hall, manager, year):
    client.force_login(manager)

    assert client.get("/halls/east/setup/calendar/", {"year": year}).context["year"] == hall.today().year


@pytest.mark.parametrize(("month", "status"), [("2000-01", 404), ("2000-02", 200), ("2099-11", 200), ("2099-12", 404)])
def test_month_at_the_ends_of_the_century_leads_nowhere_else(client, ann, manager, month, status):
    client.force_login(manager)

    pages = [f"/halls/east/rosters/{month}/", f"/halls/east/plans/months/{month}/"]

    assert [client.get(page).status_code for page in pages] == [status] * 2


@pytest.mark.parametrize("day", FAR)
@pytest.mark.parametrize("url", READ)
def test_program_that_asks_for_a_far_day_is_refused(client, ann, manager, url, day):
    client.force_login(manager)

    assert client.get(url.format(day=day)).status_code == 400


@pytest.mark.parametrize("day", FAR)
def test_far_days_are_not_taken(client, hall, ann, manager, day):
    client.force_login(manager)
    absence = {"employee": ann.pk, "kind": "sick", "first_day": day, "last_day": day, "state": "approved"}
    task = make.plan_task(hall, valid_from=hall.today())

    answers = [
        client.post("/halls/east/setup/absences/new/", absence),
        client.post("/halls/east/swaps/new/", {"employee": "ann", "date": day, "why": "fever"}),
        client.post("/swaps/new/2090-01-05/", {"offer": f"cover:ann:{day}"}),
        client.post(f"/halls/east/plans/tasks/{task.pk}/end/", {"last": day}),
        client.post("/halls/east/setup/hall/special-days/new/", {"date": day, "is_closed": "on"}),
        client.post("/halls/east/setup/wishes/new/", {"employee": ann.pk, "date": day, "strength": 1}),
    ]
    refused = client.post("/api/v1/halls/east/absences/", absence | {"employee": "ann"}, "application/json")

    assert [answer.status_code for answer in answers] == [422] * 6
    assert "between 2000 and 2099" in answers[0].content.decode()
    assert refused.status_code == 400
    assert not Absence.objects.exists()
    assert PlanTask.objects.get().valid_to is None
