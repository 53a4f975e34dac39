"""What those who decide about leave see and do: cover, who else is away, the repair."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rosters.models import Assignment, Repair, Roster, ShiftType
from rosters.repairs.leavecards import inboxes_of, leave_page
from rosters.repairs.leaverepair import propose_for_leave
from staff.models import Absence, AbsenceKind, Employee, LeaveSettings, User
from staff.months import shifted
from tests import make
from tests.make import NEXT

pytestmark = pytest.mark.django_db

BY_DAY = {"start": time(9), "end": time(12)}


@pytest.fixture
def roster(hall) -> Roster:
    """Next month, published: Ann works its first four days, Bob and Cat are free; one is needed each day."""
    counter = make.station(hall)
    for code in ("ann", "bob", "cat"):
        make.employee(hall, code, stations=(counter,), name=code.title())
    day = make.shift_type(hall)
    make.demand(counter)
    make.demand(counter, day_type="weekend")
    roster = make.roster(hall, NEXT)
    for number in range(4):
        make.assignment(roster, person("ann"), NEXT + timedelta(days=number), day)
    make.publish(roster)
    return roster


def person(code: str) -> Employee:
    return Employee.objects.get(code=code)


def leave(code: str, first: int, days: int = 1, **more) -> Absence:
    start = NEXT + timedelta(days=first)
    return Absence.objects.create(
        employee=person(code), first_day=start, last_day=start + timedelta(days=days - 1), **more
    )


def test_card_says_what_leave_does_to_cover_and_who_else_is_away(roster, manager):
    LeaveSettings.objects.create(hall=roster.hall, most_on_workdays=1, most_on_rest_days=1, most_on_holidays=1)
    leave("bob", 1, state="approved")
    row = leave("ann", 1, 2, kind="personal")

    (card,) = leave_page(manager, roster.hall).cards

    assert card.absence == row
    assert [(shift.date - NEXT).days for shift in card.cover.published] == [1, 2]
    assert any("short" in text.lower() or "Counter" in text for text in card.cover.texts)
    assert (card.others, card.full_days) == (["Bob"], [NEXT + timedelta(days=1)])
    assert card.needs_reason


def test_cards_take_the_same_queries_however_many(client, roster, manager):
    client.force_login(manager)
    url = reverse("rosters:leave", args=["east"]) + f"?month={NEXT:%Y-%m}"
    leave("ann", 0, kind="personal")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url)
    for number in range(1, 12):
        leave("ann", number, kind="personal")
        leave("bob", number, kind="personal")
    with CaptureQueriesContext(connection) as many:
        page = client.get(url)

    assert len(page.context["page"].cards) == 23
    assert len(many) <= len(few)


def test_leave_is_approved_and_declined_in_one_tap_with_a_reason_where_needed(client, roster, manager):
    client.force_login(manager)
    good, other = leave("ann", 0, kind="personal"), leave("bob", 3, kind="personal")

    client.post(reverse("rosters:leave-approve", args=["east", good.pk]))
    silent = client.post(reverse("rosters:leave-decline", args=["east", other.pk]), follow=True)
    client.post(reverse("rosters:leave-decline", args=["east", other.pk]), {"why": "stocktaking"})

    assert "Say why, in a few words." in silent.text
    assert list(Absence.objects.order_by("pk").values_list("state", "answer")) == [
        ("approved", ""),
        ("declined", "stocktaking"),
    ]


def test_repair_is_looked_at_first_and_accepted_together_with_the_leave(client, roster, manager):
    client.force_login(manager)
    row = leave("ann", 1, 2, kind="personal")

    page = client.post(reverse("rosters:leave-repair", args=["east", row.pk]), follow=True)
    row.refresh_from_db()
    waiting, proposal = row.state, Repair.objects.get()
    client.post(reverse("rosters:repair-accept", args=["east", roster.month, proposal.pk]))

    row.refresh_from_db()
    assert (page.status_code, waiting, row.state, row.kind) == (200, "asked", "approved", "personal")
    assert Absence.objects.count() == 1
    away = roster.assignments.filter(employee__code="ann", shift_type__isnull=False).values_list("date", flat=True)
    assert set(away) == {NEXT, NEXT + timedelta(days=3)}
    assert roster.publications.count() == 2


def test_duty_manager_who_decides_the_kind_accepts_its_repair_and_no_other(client, roster, duty, manager):
    AbsenceKind.objects.create(hall=roster.hall, code="personal", approver="duty_manager")
    hers, other = leave("ann", 1, kind="personal"), leave("ann", 3, kind="annual")
    client.force_login(duty)

    client.post(reverse("rosters:leave-repair", args=["east", hers.pk]))
    answers = [accept(client, roster)]
    propose_for_leave(other, by=manager)
    answers.append(accept(client, roster))

    assert answers == [303, 403]
    assert set(Absence.objects.values_list("kind", "state")) == {("personal", "approved"), ("annual", "asked")}
    assert (roster.publications.count(), client.post(leave_repair(other)).status_code) == (2, 403)


def test_swaps_lead_to_leave_only_who_decides_about_some(client, roster, duty, clerk, manager):
    leave("ann", 1, kind="personal")
    url, pages = reverse("rosters:leave", args=["east"]), {}
    for user in (duty, clerk, manager):
        client.force_login(user)
        pages[user] = client.get(reverse("swaps:home")).text

    assert [url in page for page in pages.values()] == [False, False, True]
    assert '<span class="badge is-accent">1</span>' in pages[manager]


def accept(client, roster) -> int:
    proposal = Repair.objects.first()
    return client.post(reverse("rosters:repair-accept", args=["east", roster.month, proposal.pk])).status_code


def leave_repair(row: Absence) -> str:
    return reverse("rosters:leave-repair", args=["east", row.pk])


def test_leave_across_the_months_edge_is_repaired_month_by_month(client, roster, manager):
    later = make.roster(roster.hall, shifted(NEXT, 1))
    shift = ShiftType.objects.get()
    for day in (roster.last_day, later.month):
        make.assignment(later if day == later.month else roster, person("ann"), day, shift)
    make.publish(later)
    row = leave("ann", roster.last_day.day - 1, 3, kind="personal")
    client.force_login(manager)

    client.post(leave_repair(row))
    first = Repair.objects.get()
    answer = client.post(reverse("rosters:repair-accept", args=["east", roster.month, first.pk]))
    second = Repair.objects.first()
    client.post(reverse("rosters:repair-accept", args=["east", later.month, second.pk]))

    assert answer["Location"] == reverse("rosters:repair", args=["east", later.month, second.pk])
    assert [one.roster for one in (first, second)] == [roster, later]
    assert not Assignment.objects.filter(
        employee=row.employee, date__range=(row.first_day, row.last_day), shift_type__isnull=False
    ).exists()


def test_repair_of_leave_that_was_withdrawn_meanwhile_changes_nothing(client, roster, manager):
    client.force_login(manager)
    row = leave("ann", 1, 2, kind="personal")
    client.post(reverse("rosters:leave-repair", args=["east", row.pk]))
    Absence.objects.update(state="withdrawn")

    answer = client.post(
        reverse("rosters:repair-accept", args=["east", roster.month, Repair.objects.get().pk]), follow=True
    )

    assert "withdrawn meanwhile" in answer.text
    assert roster.publications.count() == 1
    assert roster.assignments.filter(employee__code="ann").count() == 4


def test_inboxes_cost_as_many_queries_for_many_halls_as_for_one(hall, manager, django_assert_num_queries):
    """She manages one hall; in one of four others duty managers decide about personal leave."""
    make.employee(hall, "ann")
    leave("ann", 3)
    others = [make.hall(f"h{n}", f"Hall {n}") for n in range(4)]
    for other in others:
        make.post(manager, "duty_manager", other)
    AbsenceKind.objects.create(hall=others[1], code="personal", approver="duty_manager")
    for other, kind in [(others[1], "personal"), (others[1], "annual"), (others[2], "personal")]:
        one = make.employee(other, f"{other.code}{kind}")
        Absence.objects.create(employee=one, kind=kind, first_day=NEXT, last_day=NEXT)

    with django_assert_num_queries(4):  # who she is, her posts, kinds, what waits
        found = inboxes_of(User.objects.get(pk=manager.pk))

    assert [(one.code, n) for one, n in found] == [("east", 1), ("h1", 1)]


def night_into(hall, day) -> ShiftType:
    """Ann works the night that ends on the day's morning, as published."""
    night = make.shift_type(hall, "N", start=time(20), end=time(6), ends_next_day=True, kind="night")
    eve = day - timedelta(days=1)
    roster = Roster.objects.filter(hall=hall, month=eve.replace(day=1)).first() or make.roster(hall, shifted(day, -1))
    roster.assignments.filter(employee=person("ann"), date=eve).delete()
    make.assignment(roster, person("ann"), eve, night)
    make.publish(roster)
    return night


@pytest.mark.parametrize(("hours", "left"), [({}, 1), ({"start": time(5), "end": time(7)}, 1), (BY_DAY, 0)])
def test_shift_of_the_night_before_is_left_open_as_far_as_it_runs_into_the_leave(roster, manager, hours, left):
    night = night_into(roster.hall, NEXT + timedelta(days=10))
    leave("ann", 10, kind="training", **hours)

    (card,) = leave_page(manager, roster.hall).cards

    eve = (NEXT + timedelta(days=9), night, True)
    assert [(shift.date, shift.shift_type, shift.is_published) for shift in card.cover.shifts] == [eve] * left


def test_night_of_the_month_before_is_repaired_before_the_leave_of_the_next(roster, manager):
    first = shifted(NEXT, 1)
    night_into(roster.hall, first)
    row = Absence.objects.create(employee=person("ann"), first_day=first, last_day=first, kind="personal")

    (card,) = leave_page(manager, roster.hall).cards
    proposal = propose_for_leave(row, by=manager)

    assert [shift.date for shift in card.cover.published] == [first - timedelta(days=1)]
    assert not card.cover.is_rostered
    assert proposal.roster == roster
    assert {"employee": "ann", "date": f"{first - timedelta(days=1)}"}.items() <= proposal.changes[0].items()
