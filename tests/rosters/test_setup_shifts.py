from datetime import date, time

import pytest
from django.urls import reverse

from rosters.models import Assignment, Headcount, ShiftLimit, ShiftType
from staff.models import AuditEntry
from tests import make

SHIFT = {
    "code": "N",
    "letter": "n",
    "name": "Night",
    "kind": "night",
    "colour": "indigo",
    "open_to": "everyone",
    "start": "22:00",
    "end": "06:00",
    "ends_next_day": "on",
    "break_minutes": "0",
}
SPLIT = {"start": "08:00", "end": "20:00", "ends_next_day": "", "gap_start": "12:00", "gap_end": "16:00"}


@pytest.fixture(autouse=True)
def logged_in(client, manager):
    client.force_login(manager)


def add(client, **changes):
    return client.post(reverse("rosters:shift-type-new", args=["east"]), SHIFT | changes)


def test_shift_past_midnight_is_paid_for_what_it_lasts(client):
    add(client)

    shift = ShiftType.objects.get()
    assert (shift.letter, shift.span, shift.paid_minutes) == ("N", (1320, 1800), 480)


def test_shift_that_is_split_is_paid_without_its_gap_and_break(client):
    add(client, **SPLIT, break_minutes="30")

    shift = ShiftType.objects.get()
    assert shift.segments == [(480, 720), (960, 1200)]
    assert shift.paid_minutes == 450


def test_shift_for_chosen_people_keeps_them(client, hall):
    person = make.employee(hall, "E1")

    add(client, only_for=[person.pk])

    assert list(ShiftType.objects.get().only_for.all()) == [person]
    assert AuditEntry.objects.get().after["only_for"] == [person.pk]


@pytest.mark.parametrize("name", ["only_for", "barred_next"])
def test_number_that_no_row_can_have_is_no_choice(client, name):
    answer = add(client, **{name: ["9" * 30]})

    assert answer.status_code == 422
    assert "Select a valid choice" in answer.content.decode()
    assert not ShiftType.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_next_day": ""}, "end"),
        ({"end": "22:00", "ends_next_day": ""}, "end"),
        ({"end": "23:00"}, "end"),
        ({"gap_start": "23:00"}, "gap_end"),
        ({"gap_start": "12:00", "gap_end": "13:00"}, "gap_end"),
        ({"break_minutes": "60", "break_from": "01:00", "break_to": "01:30"}, "break_to"),
        ({"break_minutes": "999"}, "break_minutes"),
        ({"end": "23:00", "ends_next_day": "", "break_minutes": "60"}, "break_minutes"),
        ({**SPLIT, "break_minutes": "30", "break_from": "11:30", "break_to": "12:30"}, "break_to"),
        ({"paid_minutes": "9"}, "paid_minutes"),
        ({"valid_from": "2026-03-01", "valid_to": "2026-02-01"}, "valid_to"),
        ({"letter": "P"}, "letter"),
        ({"letter": "班"}, "letter"),
        ({"letter": "D"}, "letter"),
        ({"code": "D"}, "code"),
        ({"code": "x" * 10_000}, "code"),
        ({"name": "x" * 10_000}, "name"),
        ({"colour": "pink"}, "colour"),
    ],
)
def test_shift_with_a_fault_says_it_beside_the_field(client, hall, changes, field):
    make.shift_type(hall, "D")

    response = add(client, **changes)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert ShiftType.objects.count() == 1


def test_faulty_times_and_a_taken_key_are_said_at_once(client, hall):
    make.shift_type(hall, "D")

    response = add(client, ends_next_day="", letter="D", code="D")

    assert set(response.context["form"].errors) == {"end", "letter", "code"}


def test_shift_says_what_may_not_follow_and_how_often_it_may_be_worked(client, hall):
    early = make.shift_type(hall, "E")

    add(client, barred_next=[early.pk], most_a_month="4")

    night = ShiftType.objects.get(code="N")
    assert (list(night.barred_next.all()), night.most_a_month) == ([early], 4)
    assert not early.barred_next.exists()
    assert AuditEntry.objects.get().after["barred_next"] == [early.pk]


def test_shift_of_another_hall_cannot_be_barred(client, elsewhere):
    other = make.shift_type(elsewhere, "E")

    assert set(add(client, barred_next=[other.pk]).context["form"].errors) == {"barred_next"}


@pytest.mark.parametrize(
    ("minutes", "until", "says"),
    [
        ("30", "02:00", ""),
        ("60", "02:00", ""),
        ("45", "02:00", "Only one break of 45 minutes"),
        ("25", "02:00", "2 breaks of 25 minutes fit into this window and 10 minutes"),
    ],
)
def test_shift_says_when_breaks_do_not_fill_their_window(client, minutes, until, says):
    add(client, break_minutes=minutes, break_from="01:00", break_to=until)

    url = reverse("rosters:shift-type", args=["east", ShiftType.objects.get().pk])
    note = client.get(url).context["form"].uneven_meal

    assert note.startswith(says)
    assert bool(note) == bool(says)


def test_shift_may_have_the_key_of_one_that_has_ended(client, hall):
    make.shift_type(hall, "N", valid_to=date(2026, 2, 28))

    add(client, valid_from="2026-03-01")

    assert ShiftType.objects.count() == 2


def test_shift_may_have_the_key_of_another_halls(client, elsewhere):
    make.shift_type(elsewhere, "N")

    add(client)

    assert ShiftType.objects.filter(hall__code="east").count() == 1


def test_shift_on_a_roster_cannot_be_deleted_but_is_told_what_to_do(client, hall, roster):
    shift = make.shift_type(hall)
    Assignment.objects.create(roster=roster, employee=make.employee(hall, "E1"), date=roster.month, shift_type=shift)

    response = client.post(reverse("rosters:shift-type-delete", args=["east", shift.pk]))

    assert response.status_code == 422
    assert response.context["in_use"] == {"assignments": 1}
    assert ShiftType.objects.exists()


def test_shift_changed_by_somebody_else_is_not_overwritten_unseen(client, hall):
    shift = make.shift_type(hall, "N")
    url = reverse("rosters:shift-type", args=["east", shift.pk])
    seen = client.get(url).context["form"]["seen"].value()
    ShiftType.objects.update(start=time(8))

    refused = client.post(url, SHIFT | {"seen": seen})
    accepted = client.post(url, SHIFT | {"seen": refused.context["form"]["seen"].value()})

    assert refused.context["form"].non_field_errors()
    assert refused.context["form"]["name"].value() == "Night"
    assert accepted.status_code == 302


def test_shift_changes_from_a_date_on_and_the_past_keeps_the_old(client, hall):
    old = make.shift_type(hall, "N")
    url = reverse("rosters:shift-type-follow", args=["east", old.pk])

    client.post(url, SHIFT | {"valid_from": "2026-05-01"})

    old.refresh_from_db()
    new = ShiftType.objects.exclude(pk=old.pk).get()
    assert (old.valid_to, old.start) == (date(2026, 4, 30), time(9))
    assert (new.valid_from, new.start) == (date(2026, 5, 1), time(22))


def test_shifts_follower_keeps_what_is_agreed_about_the_old_one(client, hall):
    old, early = make.shift_type(hall, "N"), make.shift_type(hall, "E")
    old.barred_next.add(old, early)
    early.barred_next.add(old)
    ShiftLimit.objects.create(employee=make.employee(hall, "E1"), shift_type=old, most=3)
    Headcount.objects.create(shift_type=old, day_type="weekday", needed=2)
    url = reverse("rosters:shift-type-follow", args=["east", old.pk])

    client.post(url, SHIFT | {"valid_from": "2026-05-01", "barred_next": [old.pk, early.pk]})

    new = ShiftType.objects.get(valid_from=date(2026, 5, 1))
    assert set(old.barred_next.all()) == {old, early, new}
    assert set(new.barred_next.all()) == {old, early, new}
    assert set(early.barred_next.all()) == {old, new}
    assert (new.limits.get().most, new.headcounts.get().needed) == (3, 2)


@pytest.mark.parametrize(
    "changes", [{}, {"valid_from": "x"}, {"valid_from": "2025-01-01"}, {"valid_from": "0001-01-01"}, {"name": ""}]
)
def test_shift_with_a_faulty_follower_stays_as_it_is(client, hall, changes):
    old = make.shift_type(hall, "N", valid_from=date(2026, 1, 1))
    url = reverse("rosters:shift-type-follow", args=["east", old.pk])

    response = client.post(url, SHIFT | ({"valid_from": "2026-05-01"} if "name" in changes else {}) | changes)

    assert response.status_code == 422
    assert ShiftType.objects.get().valid_to is None
    assert not AuditEntry.objects.exists()


def test_shift_list_draws_all_on_one_scale(client, hall):
    make.shift_type(hall, "A", start=time(8), end=time(12))
    make.shift_type(hall, "B", start=time(20), end=time(2), ends_next_day=True)

    lines = client.get(reverse("rosters:shift-types", args=["east"])).context["timelines"]

    assert {(line.scale.start, line.scale.end) for line in lines} == {(360, 1620)}
    assert [(bar.x, bar.width) for line in lines for bar in line.present] == [(120, 240), (840, 360)]
