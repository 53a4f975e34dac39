import pytest
from django.urls import reverse
from django.utils import translation

from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"


def labels(client, user, url="/") -> list[str]:
    client.force_login(user)
    with translation.override("en"):
        return [entry.label for entry in client.get(url).context["rail"].entries]


def test_rail_of_a_manager_leads_to_the_set_up(client, manager):
    assert labels(client, manager) == ["Month", "Roster", "Today", "Swaps", "Plan", "Reports", "Set-up"]


def test_rail_of_a_clerk_has_no_set_up(client, clerk):
    assert labels(client, clerk) == ["Month", "Roster", "Today", "Swaps", "Plan"]


def test_rail_of_an_employee_leads_to_her_own_page(client, hall, clerk):
    make.employee(hall, "E1", user=clerk)

    assert labels(client, clerk) == ["Month", "Roster", "Today", "Me", "Swaps", "Plan"]


def test_rail_of_a_manager_who_works_shifts_stays_short_and_her_own_page_is_in_the_menu(client, hall, manager):
    make.employee(hall, "M1", user=manager)

    assert labels(client, manager) == ["Month", "Roster", "Today", "Swaps", "Plan", "Reports", "Set-up"]
    assert "My shifts and requests" in client.get("/").text


def test_rail_of_a_supervisor_has_no_swaps_unless_she_works_shifts(client, hall, supervisor):
    outside = labels(client, supervisor)
    make.employee(hall, "E1", user=supervisor)

    assert outside == ["Month", "Roster", "Today", "Plan", "Reports"]
    assert "Swaps" in labels(client, supervisor)


def test_rail_of_an_administrator_leads_to_the_swaps_she_may_decide(client, hall, admin):
    address = reverse("staff:setup", args=[hall.code])

    assert labels(client, admin, address) == ["Month", "Roster", "Today", "Swaps", "Plan", "Reports", "Set-up"]


def test_rail_of_management_starts_with_the_halls(client, department, hall):
    assert labels(client, department) == ["Month", "Plan", "Reports"]


def test_rail_stays_in_the_hall_of_the_page(client, department, hall, elsewhere):
    client.force_login(department)

    rail = client.get(reverse("rosters:latest", args=[elsewhere.code])).context["rail"]

    assert rail.hall == elsewhere


def test_rail_says_where_one_is(client, manager):
    client.force_login(manager)

    entries = client.get("/").context["rail"].entries

    assert [entry.is_current for entry in entries] == [True, False, False, False, False, False, False]


def test_rail_is_not_there_before_login(client):
    assert client.get(reverse("account_login")).context["rail"] is None
