"""The page of a day on the floor."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from rosters.grids.floor import Floor, floor_of, handovers_of
from staff.models import Absence
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(hall):
    return make.station(hall)


@pytest.fixture
def ann(hall, counter):
    return make.employee(hall, "E1", name="Ann", stations=(counter,), home_station=counter)


@pytest.fixture
def bob(hall, counter):
    return make.employee(hall, "E2", name="Bob", is_manager=True, stations=(counter,), home_station=counter)


def published(roster, *cells):
    for employee, day, shift_type in cells:
        make.assignment(roster, employee, roster.month.replace(day=day), shift_type)
    make.publish(roster)


def floor(roster, day: int) -> Floor:
    found = floor_of(roster.hall, roster.month.replace(day=day))
    assert found is not None
    return found


def test_floor_has_managers_first_and_each_ones_hours(roster, hall, ann, bob):
    day = make.shift_type(hall, "D")
    published(roster, (ann, 3, day), (bob, 3, day))

    stays = floor(roster, 3).stays

    assert [stay.employee for stay in stays] == [bob, ann]
    assert stays[0].spans == [day.span]


def test_last_nights_shift_is_on_the_floor_until_it_ends(roster, hall, ann):
    night = make.shift_type(hall, "N", start=time(22), end=time(6), ends_next_day=True)
    published(roster, (ann, 3, night))

    before, after = floor(roster, 3), floor(roster, 4)

    assert [stay.spans for stay in before.stays] == [[(22 * 60, 30 * 60)]]
    assert [stay.spans for stay in after.stays] == [[(-2 * 60, 6 * 60)]]


def test_shift_of_the_month_before_reaches_into_the_first(roster, hall, ann):
    night = make.shift_type(hall, "N", start=time(22), end=time(6), ends_next_day=True)
    eve = make.roster(hall, date(2026, 2, 1))
    published(eve, (ann, 28, night))
    make.publish(roster)

    assert [stay.end for stay in floor(roster, 1).stays] == [6 * 60]


def test_edits_that_nobody_has_published_are_not_on_the_floor(roster, hall, ann, bob):
    day = make.shift_type(hall, "D")
    published(roster, (ann, 3, day))
    make.assignment(roster, bob, roster.month.replace(day=3), day)

    assert [stay.employee for stay in floor(roster, 3).stays] == [ann]


def test_whoever_is_on_leave_is_away(roster, hall, ann):
    third = roster.month.replace(day=3)
    Absence.objects.create(employee=ann, first_day=third, last_day=third, state="approved")
    published(roster)

    assert [row.employee for row, _ in floor(roster, 3).away] == [ann]


def test_comings_and_goings_of_one_moment_stand_together(roster, hall, ann, bob):
    early = make.shift_type(hall, "E", start=time(8), end=time(16))
    late = make.shift_type(hall, "L", start=time(16), end=time(22))
    published(roster, (ann, 3, early), (bob, 3, late))

    handovers = handovers_of(floor(roster, 3).stays)

    assert [(m.minute, m.coming, m.going) for m in handovers] == [
        (8 * 60, ["Ann"], []),
        (16 * 60, ["Bob"], ["Ann"]),
        (22 * 60, [], ["Bob"]),
    ]


def test_now_is_known_today_alone(hall, ann):
    today = hall.today()
    make.publish(make.roster(hall, today.replace(day=1)))

    assert floor_of(hall, today).now is not None
    assert all(not stays for stays in (floor_of(hall, today).here, floor_of(hall, today).at_table))


def test_somebody_at_table_is_not_on_the_floor(roster, hall, ann):
    day = make.shift_type(
        hall, "D", start=time(9), end=time(17), break_minutes=30, break_from=time(12), break_to=time(12, 30)
    )
    published(roster, (ann, 3, day))
    seen = floor(roster, 3)
    noon, one = (Floor(seen.date, minute, seen.day, seen.stays) for minute in (12 * 60, 13 * 60))

    assert ([s.employee for s in noon.at_table], noon.here) == ([ann], [])
    assert (one.at_table, [s.employee for s in one.here]) == ([], [ann])


@pytest.mark.parametrize("day", ["", "nonsense", "0001-01-01", "9999-12-31", "2026-02-30", "0300-05-01", "2150-05-01"])
def test_page_of_no_day_shows_today(client, hall, clerk, day):
    client.force_login(clerk)

    response = client.get(reverse("rosters:today", args=[hall.code]), {"day": day})

    assert response.context["date"] == hall.today()


def test_page_of_a_day_without_a_published_roster_says_so(client, hall, clerk):
    client.force_login(clerk)

    response = client.get(reverse("rosters:today", args=[hall.code]), {"day": hall.today() + timedelta(days=300)})

    assert response.context["floor"] is None
    assert "No roster is published" in response.content.decode()
