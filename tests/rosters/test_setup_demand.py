from datetime import date, time

import pytest
from django.urls import reverse

from rosters.models import Demand, RuleSettings
from rosters.needs.demand_table import DayKind, DemandTable, cut
from staff.models import AuditEntry, OpeningHours, SpecialDay
from tests import make


@pytest.fixture(autouse=True)
def logged_in(client, manager):
    client.force_login(manager)


@pytest.fixture
def counter(hall):
    return make.station(hall)


def url(day="weekday", **more):
    asked = "&".join(f"{name}={value}" for name, value in {"day": day, **more}.items())
    return reverse("rosters:demand", args=["east"]) + f"?{asked}"


def sent(counter, cells, step=30, **more):
    return {f"n-{counter.pk}-{start}": needed for start, needed in cells.items()} | {"step": step} | more


def rows(**asked):
    return list(Demand.objects.filter(**asked).order_by("start").values_list("start", "end", "needed"))


def test_table_has_an_interval_for_each_step_of_the_open_day(client, counter):
    form = client.get(url()).context["form"]

    labels = [row.interval.label for row in form.rows()]
    assert (labels[0], labels[-1], len(labels)) == ("09:00–09:30", "17:30–18:00", 18)


@pytest.mark.parametrize(
    ("spans", "step", "pieces"),
    [
        ([(525, 600)], 30, [(525, 540), (540, 570), (570, 600)]),
        ([(540, 600), (555, 600)], 30, [(540, 555), (555, 570), (570, 600)]),
        ([(1410, 1500)], 60, [(1410, 1440), (1440, 1500)]),
        ([], 30, []),
    ],
)
def test_table_is_cut_where_clock_and_opening_hours_say(spans, step, pieces):
    assert cut(spans, step) == pieces


def test_demand_is_saved_with_peak_and_level(client, hall, counter):
    client.post(url(), sent(counter, {540: 2, 570: 3}, **{"peak-570": "on", "level-570": "2"}))

    assert list(Demand.objects.order_by("start").values_list("start", "end", "needed", "is_peak", "level")) == [
        (540, 570, 2, False, 0),
        (570, 600, 3, True, 2),
    ]
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.subject) == ("demand-changed", "weekday")


def test_demand_replaces_what_stood_for_that_kind_of_day_alone(client, counter):
    make.demand(counter, 5)
    make.demand(counter, 7, day_type="weekend")

    client.post(url(), sent(counter, {540: 1}))

    assert rows(day_type="weekday") == [(540, 570, 1)]
    assert rows(day_type="weekend") == [(540, 1080, 7)]


def test_demand_saved_as_it_stands_keeps_what_differs_between_stations(client, hall, counter):
    other = make.station(hall, "greeter", "Greeter")
    for station, is_peak in ((counter, True), (other, False)):
        Demand.objects.create(
            hall=hall, station=station, day_type="weekday", start=540, end=570, needed=1, is_peak=is_peak
        )

    both = sent(counter, {540: 2}) | sent(other, {540: 1}) | {"peak-540": "on", "level-540": "0"}
    client.post(url(), both)

    assert dict(Demand.objects.values_list("station__code", "is_peak")) == {"counter": True, "greeter": False}


def test_demand_outside_the_opening_hours_is_refused_beside_the_cell(client, counter):
    response = client.post(url(), sent(counter, {540: 2, 1080: 1}))

    form = response.context["form"]
    assert response.status_code == 422
    assert set(form.errors) == {f"n-{counter.pk}-1080"}
    assert "The hall is closed then" in form.errors[f"n-{counter.pk}-1080"][0]
    assert form[f"n-{counter.pk}-540"].value() == "2"
    assert rows() == []


def test_demand_left_outside_by_shorter_opening_hours_is_shown_as_closed(client, hall, counter):
    make.demand(counter, 1)
    OpeningHours.objects.filter(hall=hall).update(closes=time(17))

    lines = list(client.get(url()).context["form"].rows())

    assert [row.interval.label for row in lines if not row.interval.is_open] == ["17:00–17:30", "17:30–18:00"]


@pytest.mark.parametrize("needed", ["-1", "201", "two", "1.5", "9" * 400])
def test_demand_that_is_no_number_of_people_is_refused_beside_the_cell(client, counter, needed):
    response = client.post(url(), sent(counter, {540: needed}))

    assert set(response.context["form"].errors) == {f"n-{counter.pk}-540"}


def test_demand_changed_in_another_tab_is_not_overwritten_unseen(client, counter):
    seen = client.get(url()).context["form"]["seen"].value()
    client.post(url(), sent(counter, {540: 4}, seen=seen))

    refused = client.post(url(), sent(counter, {540: 9}, seen=seen))
    accepted = client.post(url(), sent(counter, {540: 9}, seen=refused.context["form"]["seen"].value()))

    assert "Somebody else changed this" in refused.content.decode()
    assert accepted.status_code == 302
    assert rows() == [(540, 570, 9)]


def test_demand_sent_in_the_old_step_is_kept_when_the_step_has_changed(client, counter):
    RuleSettings.objects.update(demand_step=60)

    client.post(url(), sent(counter, {570: 4}, step=30))

    assert rows() == [(570, 600, 4)]


def test_demand_is_filled_in_from_another_day_and_saved_only_then(client, counter):
    make.demand(counter, 3)

    form = client.get(url("sat", **{"from": "weekday"})).context["form"]

    assert [form[f"n-{counter.pk}-{start}"].value() for start in (540, 1050)] == [3, 3]
    assert rows(day_type="sat") == []


def test_demand_filled_in_from_a_longer_day_is_cut_to_this_one(client, hall, counter):
    make.demand(counter, 3)
    SpecialDay.objects.create(hall=hall, date="2026-10-01", opens=time(10), closes=time(12))

    form = client.get(url("2026-10-01", **{"from": "weekday"})).context["form"]

    assert [row.interval.start for row in form.rows()] == [600, 630, 660, 690]
    assert form.all_hours() == 6


def test_demand_of_a_day_is_emptied(client, counter):
    make.demand(counter, 3)

    assert client.get(url(**{"from": "empty"})).context["form"].all_hours() == 0
    client.post(url(), sent(counter, {}))

    assert rows() == []


def test_demand_past_midnight_belongs_to_the_day_it_began(client, hall, counter):
    OpeningHours.objects.filter(hall=hall).update(closes=time(2), closes_next_day=True)

    client.post(url(), sent(counter, {1470: 1}))

    assert rows() == [(1470, 1500, 1)]


def test_demand_for_a_closed_day_leads_to_the_opening_hours(client, hall, counter):
    OpeningHours.objects.filter(hall=hall, weekday__gte=5).delete()

    assert "The hall is closed on these days" in client.get(url("weekend")).content.decode()


@pytest.mark.parametrize("day", ["x", "date", "2026-02-30", ""])
def test_demand_of_no_known_day_is_that_of_weekdays(client, counter, day):
    assert client.get(url(day)).context["table"].kind == DayKind("weekday")


def test_table_of_finer_rows_shows_the_most_of_each_interval(hall, counter):
    make.demand(counter, 2, start=540, end=555)
    make.demand(counter, 5, start=555, end=570)

    table = DemandTable(hall, DayKind("weekday"))

    assert table.line_at(table.intervals()[0]).needed[counter.pk] == 2
    assert table.line_at(table.intervals()[1]).needed[counter.pk] == 5


def test_table_of_a_date_follows_its_special_hours(hall, counter):
    SpecialDay.objects.create(hall=hall, date="2026-10-01", opens=time(10), closes=time(11))

    table = DemandTable(hall, DayKind("date", date(2026, 10, 1)))

    assert [interval.label for interval in table.intervals()] == ["10:00–10:30", "10:30–11:00"]


def test_table_of_a_large_hall_open_round_the_clock_is_saved(client, hall):
    OpeningHours.objects.update(opens=time(0), closes=time(0), closes_next_day=True)
    RuleSettings.objects.update(demand_step=15)
    stations = [make.station(hall, f"s{n}", f"Station {n}") for n in range(12)]
    cells = {f"n-{station.pk}-{start}": 1 for station in stations for start in range(0, 1440, 15)}

    response = client.post(url(), cells | {"step": 15})

    assert response.status_code == 302
    assert Demand.objects.count() == len(cells) == 1152
