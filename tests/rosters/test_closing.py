"""A published roster taken back, a month closed for good."""

from datetime import timedelta
from functools import partial
from http import HTTPStatus

import pytest
from django.urls import reverse

from rosters.edits import editing
from rosters.edits.editing import REST
from rosters.models import Roster
from rosters.publications import publishing
from rosters.publications.confirming import asked_of, remind
from rosters.publications.published import publication_of
from rosters.publications.publishing import NotPublishable
from staff.models import AuditEntry
from staff.months import shifted
from tests import make

pytestmark = pytest.mark.django_db


def refusal(act) -> str:
    with pytest.raises(NotPublishable) as refused:
        act()
    return refused.value.facts["reason"]


def test_withdrawing_hides_the_roster_and_says_so(client, filled, manager, clerk):
    publishing.publish(filled, by=manager)

    publishing.withdraw(filled, by=manager, why="wrong month")

    filled.refresh_from_db()
    assert (filled.state, filled.is_published, filled.withdrawn_at is not None) == ("draft", False, True)
    assert AuditEntry.objects.get(act="roster_withdrawn").why == "wrong month"
    client.force_login(clerk)
    page = client.get(reverse("rosters:grid", args=["east", filled.month]), headers={"accept-language": "en"})
    assert page.status_code == HTTPStatus.NOT_FOUND
    assert "has taken this roster back" in page.content.decode()


def test_a_withdrawn_month_says_so_on_its_peoples_own_page(client, filled, person, manager, clerk):
    person.user = clerk
    person.save()
    publishing.publish(filled, by=manager)
    publishing.withdraw(filled, by=manager)
    client.force_login(clerk)

    page = client.get(reverse("rosters:me"), {"month": "2026-03"}, headers={"accept-language": "en"})

    assert "has taken this roster back" in page.content.decode()


def test_numbers_go_on_after_a_withdrawal_and_everybody_is_asked_again(filled, person, other, manager):
    publishing.publish(filled, by=manager)
    publishing.withdraw(filled, by=manager)

    again = publishing.publish(filled, by=manager)

    filled.refresh_from_db()
    assert (again.number, filled.withdrawn_at) == (2, None)
    assert again.confirmations.count() == 2


def past(hall, person, shift) -> Roster:
    roster = make.roster(hall, shifted(hall.today(), -1))
    make.assignment(roster, person, roster.month, shift)
    make.publish(roster)
    return roster


def test_a_month_that_is_over_is_closed_for_good(hall, person, shift, manager):
    roster = past(hall, person, shift)

    publishing.close(roster, by=manager)

    roster.refresh_from_db()
    assert (roster.state, roster.is_published) == ("closed", True)
    assert publication_of(roster) is not None
    assert refusal(lambda: publishing.publish(roster, by=manager)) == "closed"
    assert refusal(lambda: publishing.withdraw(roster, by=manager)) == "closed"
    with pytest.raises(editing.NotEditable, match="closed"):
        editing.set_cell(roster, person, roster.month, REST, by=manager)


def test_a_month_is_not_closed_before_its_end_nor_as_a_draft_nor_with_changes(hall, filled, person, shift, manager):
    draft = make.roster(hall, shifted(hall.today(), -2))
    coming = make.roster(hall, hall.today().replace(day=1))
    make.assignment(coming, person, coming.month, shift)
    make.publish(coming)
    changed = past(hall, person, shift)
    make.assignment(changed, person, changed.month + timedelta(days=1), shift)

    reasons = [refusal(partial(publishing.close, one, by=manager)) for one in (draft, coming, changed)]

    assert reasons == ["not_published", "month_not_over", "unpublished_changes"]


def test_a_closed_month_says_so_on_its_peoples_own_page(client, hall, person, shift, manager, clerk):
    person.user = clerk
    person.save()
    roster = past(hall, person, shift)
    client.force_login(clerk)

    def badge() -> bool:
        page = client.get(reverse("rosters:me"), {"month": f"{roster.month:%Y-%m}"}, headers={"accept-language": "en"})
        return "closed</span>" in page.content.decode()

    before = badge()
    publishing.close(roster, by=manager)

    assert (before, badge()) == (False, True)


def test_nobody_is_asked_any_more_to_confirm_a_month_that_is_closed(hall, person, shift, manager, clerk):
    person.user = clerk
    person.save()
    roster = make.roster(hall, shifted(hall.today(), -1))
    make.assignment(roster, person, roster.month, shift)
    publishing.publish(roster, by=manager)
    before = [row.publication.roster for row in asked_of(person)]
    roster.refresh_from_db()

    publishing.close(roster, by=manager)

    roster.refresh_from_db()
    assert (before, asked_of(person), remind(roster, by=manager)) == ([roster], [], [])


def address(name, roster):
    return reverse(f"rosters:{name}", args=[roster.hall.code, roster.month])


def test_closed_roster_cannot_be_edited_on_its_page(client, hall, person, shift, manager):
    roster = past(hall, person, shift)
    publishing.close(roster, by=manager)
    client.force_login(manager)

    page = client.get(address("grid", roster), headers={"accept-language": "en"}).content.decode()

    assert "closed" in page
    for word in ("data-cells", "data-undo", "Paste a table", "What if"):
        assert word not in page, word
