"""The forecast in the set-up: looked at, set, taken over as demand, brought back."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from rosters.models import Demand, EarlierDemand, ForecastSettings, Promotion, Workload
from staff.models import AuditEntry, SpecialDay
from tests import make

FIRST = date(2025, 12, 29)
MARCH = "?month=2026-03"


@pytest.fixture(autouse=True)
def logged_in(client, manager):
    client.force_login(manager)


@pytest.fixture
def counter(hall):
    return make.station(hall)


@pytest.fixture
def counted(hall, counter):
    for n in range(8 * 7):
        day = FIRST + timedelta(days=n)
        make.arrivals(hall, day, dict.fromkeys(range(540, 1080, 30), 8 if day.weekday() >= 5 else 4))
    return hall


def url(name="forecast", *args):
    return reverse(f"rosters:{name}", args=["east", *args])


def people(**asked):
    return dict(Demand.objects.filter(**asked).values_list("start", "needed"))


def seen(client, **more):
    query = MARCH + "".join(f"&{name}={value}" for name, value in more.items())
    return client.get(url("forecast-take") + query).context["seen"], url("forecast-take") + query


def test_page_shows_a_typical_week_and_the_month(client, counted):
    week = client.get(url() + MARCH).context["page"]
    month = client.get(url() + MARCH + "&view=month&station=counter").context["page"]

    assert (len(week.columns), len(week.rows)) == (7, 18)
    assert (len(month.columns), month.station.code) == (31, "counter")
    assert week.sums[0].customers == pytest.approx(72, rel=0.1)
    assert {cell.level for _label, cells in week.rows for cell in cells} == {3, 4}


def test_page_without_customers_says_what_to_do(client, hall, counter):
    assert "No customers counted before this month" in client.get(url()).content.decode()


def test_page_asks_the_same_number_of_queries_whatever_it_shows(client, counted, django_assert_max_num_queries):
    with django_assert_max_num_queries(28):
        client.get(url() + MARCH + "&view=month")


def test_settings_are_saved_with_each_stations_work(client, counted, counter):
    shown = client.get(url("forecast-settings")).context["loads"][0]
    assert shown["share"].value() == 100

    sent = {"percent": 90, "within_minutes": 5, "weeks": 8}
    sent |= {
        f"{counter.pk}-{name}": value for name, value in (("share", 70), ("handling_minutes", "6.5"), ("least", 2))
    }
    client.post(url("forecast-settings"), sent)

    assert ForecastSettings.objects.values_list("percent", "within_minutes", "weeks").get() == (90, 5, 8)
    assert Workload.objects.values_list("share", "least").get() == (70, 2)
    assert set(AuditEntry.objects.values_list("act", flat=True)) == {"forecastsettings-added", "workload-added"}


def test_bad_settings_are_refused_beside_the_field(client, counted, counter):
    response = client.post(url("forecast-settings"), {"percent": 100, "within_minutes": 5, "weeks": 8})

    assert response.status_code == 422
    assert "percent" in response.context["form"].errors
    assert not ForecastSettings.objects.exists()


def test_promotion_is_made_changed_and_deleted(client, counted):
    facts = {"name": "Sale", "first_day": "2026-03-07", "last_day": "2026-03-06", "percent": 150}
    assert "The last day is before the first." in client.post(url("promotion-new"), facts).content.decode()

    client.post(url("promotion-new"), facts | {"last_day": "2026-03-08"})
    row = Promotion.objects.get()
    client.post(url("promotion", row.pk), facts | {"last_day": "2026-03-09", "seen": ""})
    client.post(url("promotion-delete", row.pk))

    assert not Promotion.objects.exists()
    assert AuditEntry.objects.order_by("number")[0].act == "promotion-added"


def test_preview_says_what_would_change_and_changes_nothing(client, counted, counter):
    make.demand(counter, 2)

    changes = client.get(url("forecast-take") + MARCH).context["changes"]

    assert [one.kind.key for one in changes] == ["weekday", "weekend"]
    assert changes[0].hours[0] == 18
    assert {(cell.before, cell.after) for cell in changes[1].cells} == {(0, 3)}
    assert people() == {540: 2}


def test_forecast_is_taken_over_as_demand_and_brought_back(client, counted, counter, manager):
    make.demand(counter, 9)
    make.demand(counter, 7, day_type="sat")
    token, address = seen(client)

    client.post(address, {"seen": token})

    assert set(people(day_type="weekday").values()) == {2}
    assert set(people(day_type="weekend").values()) == {3}
    assert people(day_type="sat") == {}
    assert AuditEntry.objects.filter(act="demand-changed", by=manager).count() == 3

    client.post(url("demand-earlier"))

    assert (people(day_type="weekday"), people(day_type="sat"), people(day_type="weekend")) == ({540: 9}, {540: 7}, {})
    assert AuditEntry.objects.order_by("number").last().act == "demand_restored"
    client.post(url("demand-earlier"))
    assert set(people(day_type="weekday").values()) == {2}


def test_every_day_of_the_week_gets_a_table_if_wanted(client, counted, counter):
    token, address = seen(client, by="week")

    client.post(address, {"seen": token})

    assert set(Demand.objects.values_list("day_type", flat=True)) == {
        "weekday", "weekend", "mon", "tue", "wed", "thu", "fri", "sat", "sun",
    }  # fmt: skip


def test_promotion_and_special_hours_get_tables_of_their_own(client, counted):
    Promotion.objects.create(
        hall=counted, name="Sale", first_day=date(2026, 3, 7), last_day=date(2026, 3, 7), percent=300
    )
    SpecialDay.objects.create(hall=counted, date=date(2026, 3, 10), opens="10:00", closes="12:00")
    token, address = seen(client)

    client.post(address, {"seen": token})

    assert people(date=date(2026, 3, 7))[540] > people(day_type="weekend")[540]
    assert list(people(date=date(2026, 3, 10))) == [600, 630, 660, 690]


def test_stations_peaks_and_levels_that_the_forecast_knows_nothing_of_stay(client, counted, counter):
    other = make.station(counted, "hotline", "Hotline")
    make.demand(other, 5, start=540, end=570)
    Demand.objects.create(
        hall=counted, station=counter, day_type="weekday", start=540, end=570, needed=1, is_peak=True, level=2
    )
    token, address = seen(client)

    client.post(address, {"seen": token})

    assert people(station=other, day_type="weekday") == {540: 5}
    row = Demand.objects.get(station=counter, day_type="weekday", start=540)
    assert (row.needed, row.is_peak, row.level) == (2, True, 2)


def test_what_changed_since_it_was_seen_is_shown_again_first(client, counted, counter):
    token, address = seen(client)
    make.demand(counter, 9)

    response = client.post(address, {"seen": token})

    assert response.status_code == 422
    assert "has changed since you looked" in response.content.decode()
    assert people() == {540: 9}
    assert not EarlierDemand.objects.exists()


def test_taken_over_twice_changes_nothing_more(client, counted):
    token, address = seen(client)
    client.post(address, {"seen": token})

    assert client.get(address).context["changes"] == []
    assert client.post(address, {"seen": token}).status_code == 422
