from datetime import time
from http import HTTPStatus

import pytest
from django.urls import reverse

from rosters import editing, publishing
from rosters.editing import CellValue
from rosters.models import Roster
from rosters.publishing import NotPublishable
from staff.models import AuditEntry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(hall):
    return make.employee(hall, "E1", stations=(make.station(hall),))


@pytest.fixture
def filled(roster, person, manager):
    """A roster with one cell that breaks nothing."""
    editing.set_cell(roster, person, roster.month, CellValue(make.shift_type(roster.hall, "D")), by=manager)
    roster.refresh_from_db()
    return roster


@pytest.fixture
def broken(filled, person, manager):
    """A late shift on the eve of an early one."""
    late = make.shift_type(filled.hall, "L", start=time(14), end=time(23))
    early = make.shift_type(filled.hall, "E", start=time(7), end=time(16))
    editing.set_cell(filled, person, filled.month.replace(day=10), CellValue(late), by=manager)
    editing.set_cell(filled, person, filled.month.replace(day=11), CellValue(early), by=manager)
    return filled


def test_publishing_shows_the_roster_and_is_recorded(filled, manager):
    publishing.publish(filled, by=manager)

    filled.refresh_from_db()
    assert (filled.state, filled.is_published) == ("published", True)
    assert AuditEntry.objects.filter(act="roster_published", by=manager).count() == 1


def test_publishing_moves_the_revision_so_that_no_older_build_lands(filled, manager):
    before = filled.revision

    publishing.publish(filled, by=manager)

    filled.refresh_from_db()
    assert filled.revision == before + 1


def test_publishing_twice_changes_nothing(filled, manager):
    publishing.publish(filled, by=manager)
    publishing.publish(filled, by=manager)

    assert AuditEntry.objects.filter(act="roster_published").count() == 1


def test_a_roster_that_breaks_a_hard_rule_is_not_published(broken, manager):
    with pytest.raises(NotPublishable) as refusal:
        publishing.publish(broken, by=manager)

    broken.refresh_from_db()
    assert [violation.rule for violation in refusal.value.broken] == ["rest"]
    assert not broken.is_published


def test_an_empty_roster_is_not_published(roster, manager):
    with pytest.raises(NotPublishable, match="empty"):
        publishing.publish(roster, by=manager)


def test_withdrawing_hides_the_roster_again(filled, manager):
    publishing.publish(filled, by=manager)

    publishing.withdraw(filled, by=manager)

    filled.refresh_from_db()
    assert (filled.state, filled.is_published) == ("draft", False)


def test_a_closed_roster_is_not_withdrawn(filled, manager):
    Roster.objects.update(state="closed", published_at=filled.hall.now())

    with pytest.raises(NotPublishable, match="closed"):
        publishing.withdraw(filled, by=manager)


def test_publish_button_says_why_not(client, broken, manager):
    client.force_login(manager)

    response = client.post(
        reverse("rosters:publish", args=[broken.hall.code, broken.month]),
        follow=True,
        headers={"accept-language": "en"},
    )

    assert "Mend what is marked red" in response.content.decode()


def test_a_duty_manager_may_not_publish(client, filled, duty, manager):
    publishing.publish(filled, by=manager)
    client.force_login(duty)

    response = client.post(reverse("rosters:withdraw", args=[filled.hall.code, filled.month]))

    assert response.status_code == HTTPStatus.FORBIDDEN
