from datetime import date

import pytest
from django.urls import reverse

from rosters.models import RuleSettings, Wish
from staff.models import PerformanceReview
from staff.months import shifted
from tests import make


@pytest.fixture(autouse=True)
def logged_in(client, manager):
    client.force_login(manager)


def wish(person, **changes):
    return {"employee": person.pk, "date": "2026-03-05", "prefers": "1", "strength": "2"} | changes


def test_wish_is_added(client, hall):
    person = make.employee(hall, "E1")

    client.post(reverse("rosters:wish-new", args=["east"]), wish(person))

    row = Wish.objects.get()
    assert (row.prefers, row.shift_type, row.strength) == (True, None, 2)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"date": "2019-01-01"}, "date"), ({"date": "2026-03-04"}, "date"), ({"strength": "9"}, "strength")],
)
def test_wish_with_a_fault_says_it_beside_the_field(client, hall, changes, field):
    person = make.employee(hall, "E1")
    Wish.objects.create(employee=person, date="2026-03-04")

    response = client.post(reverse("rosters:wish-new", args=["east"]), wish(person, **changes))

    assert set(response.context["form"].errors) == {field}
    assert Wish.objects.count() == 1


def test_wish_for_a_shift_of_another_hall_is_refused(client, hall, elsewhere):
    foreign = make.shift_type(elsewhere)
    person = make.employee(hall, "E1")

    response = client.post(reverse("rosters:wish-new", args=["east"]), wish(person, shift_type=foreign.pk))

    assert set(response.context["form"].errors) == {"shift_type"}


def test_wishes_open_on_the_month_that_is_still_to_be_built(client, hall):
    page = client.get(reverse("rosters:wishes", args=["east"]))

    assert page.context["month"] == shifted(hall.today().replace(day=1), 1)


@pytest.mark.parametrize(("counts", "shown"), [(True, True), (False, False)])
def test_what_a_wish_counts_by_performance_is_shown_where_it_does(client, hall, counts, shown):
    RuleSettings.objects.filter(hall=hall).update(performance_counts=counts)
    person = make.employee(hall, "E1")
    PerformanceReview.objects.create(employee=person, month=date(2026, 2, 1), enthusiasm=5, skill=4)
    Wish.objects.create(employee=person, date="2026-03-04")

    page = client.get(reverse("rosters:wishes", args=["east"]), {"month": "2026-03"})

    assert ("115 %" in page.text) is shown
    assert ("by at most 20 % more or less" in page.text) is shown
