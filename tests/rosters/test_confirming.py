"""Who has read what was published."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone

from rosters.edits import editing
from rosters.edits.editing import CellValue
from rosters.models import Confirmation
from rosters.publications import confirming, publishing
from rosters.publications.confirming import NotConfirmable
from staff.models import AuditEntry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(hall, clerk):
    return make.employee(hall, "ann", user=clerk, stations=(make.station(hall),))


@pytest.fixture
def bob(hall, ann):
    return make.employee(hall, "bob", stations=(hall.stations.get(),))


@pytest.fixture
def shift(hall):
    return make.shift_type(hall)


@pytest.fixture
def first(roster, ann, bob, shift, manager):
    """The first publication of March."""
    make.assignment(roster, ann, roster.month, shift)
    return publishing.publish(roster, by=manager)


def change(publication, person, shift, by, day=5):
    roster = publication.roster
    editing.set_cell(roster, person, roster.month.replace(day=day), CellValue(shift), by=by)
    return publishing.publish(roster, by=by)


def waiting(roster) -> list[str]:
    return sorted(row.employee.code for row in confirming.waiting_for(roster).select_related("employee"))


def refusal(act) -> str:
    with pytest.raises(NotConfirmable) as refused:
        act()
    return refused.value.facts["reason"]


def test_confirmation_is_kept_with_its_time_and_recorded(first, ann, clerk):
    row = confirming.confirm(ann, first, by=clerk)

    assert row.confirmed_at is not None
    assert waiting(first.roster) == ["bob"]
    assert AuditEntry.objects.get(act="publication_confirmed").by == clerk


def test_confirming_twice_keeps_the_first_time(first, ann, clerk):
    once = confirming.confirm(ann, first, by=clerk).confirmed_at

    assert confirming.confirm(ann, first, by=clerk).confirmed_at == once
    assert AuditEntry.objects.filter(act="publication_confirmed").count() == 1


def test_nobody_confirms_for_another(first, ann, bob, clerk, manager):
    assert refusal(lambda: confirming.confirm(bob, first, by=clerk)) == "not_yours"
    assert refusal(lambda: confirming.confirm(ann, first, by=manager)) == "not_yours"


def test_a_change_of_her_days_asks_her_again_and_nobody_else(first, ann, bob, clerk, shift, manager):
    confirming.confirm(ann, first, by=clerk)
    Confirmation.objects.filter(employee=bob).update(confirmed_at=timezone.now())

    change(first, ann, shift, manager)

    assert waiting(first.roster) == ["ann"]


def test_a_version_that_has_changed_her_days_since_is_not_confirmed_by_the_old_one(first, ann, clerk, shift, manager):
    change(first, ann, shift, manager)

    assert refusal(lambda: confirming.confirm(ann, first, by=clerk)) == "newer_version"
    assert waiting(first.roster) == ["ann", "bob"]


def test_a_version_that_has_changed_anothers_days_does_not_disturb(first, ann, bob, clerk, shift, manager):
    change(first, bob, shift, manager)

    confirming.confirm(ann, first, by=clerk)

    assert waiting(first.roster) == ["bob"]


def test_nothing_of_a_withdrawn_roster_is_to_be_confirmed(first, ann, clerk, manager):
    publishing.withdraw(first.roster, by=manager)

    assert confirming.asked_of(ann) == []
    assert refusal(lambda: confirming.confirm(ann, first, by=clerk)) == "newer_version"


def test_those_who_can_log_in_and_have_not_confirmed_are_reminded_once_an_hour(first, ann, bob, manager):
    assert confirming.remind(first.roster, by=manager) == [ann]
    assert confirming.remind(first.roster, by=manager) == []

    Confirmation.objects.update(reminded_at=timezone.now() - timedelta(hours=2))
    assert confirming.remind(first.roster, by=manager) == [ann]


def test_manager_sees_who_has_confirmed_and_who_has_not(first, ann, bob, clerk, shift, manager):
    confirming.confirm(ann, first, by=clerk)
    change(first, bob, shift, manager)

    shown = confirming.reading_of(first.roster)

    assert [row.employee for row in shown.confirmed] == [ann]
    assert [(row.employee, row.publication.number) for row in shown.waiting] == [(bob, 2)]


# --- pages -------------------------------------------------------------------


def test_clerk_is_asked_on_her_page_and_confirms_there(client, first, ann, clerk):
    client.force_login(clerk)
    english = {"accept-language": "en"}
    page = client.get(reverse("rosters:me"), headers=english)
    (row,) = page.context["asked"]
    assert "I have read it" in page.content.decode()

    client.post(reverse("rosters:confirmation-confirm", args=[row.pk]))

    assert client.get(reverse("rosters:me")).context["asked"] == []


def test_nobody_confirms_anothers_by_its_address(client, first, bob, clerk):
    client.force_login(clerk)
    theirs = Confirmation.objects.get(employee=bob)

    answer = client.post(reverse("rosters:confirmation-confirm", args=[theirs.pk]))

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_manager_reminds_from_the_page(client, first, ann, manager):
    client.force_login(manager)

    page = client.post(
        reverse("rosters:confirmations-remind", args=["east", first.roster.month]),
        follow=True,
        headers={"accept-language": "en"},
    ).content.decode()

    assert "Reminded: 1 person" in page
    assert "0 of 2 have confirmed" in page
    assert "no login" in page
