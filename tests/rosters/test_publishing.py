"""Putting a roster into force: versions, what is let through, the page."""

from datetime import time
from http import HTTPStatus

import pytest
from django.urls import reverse

from rosters.edits import editing
from rosters.edits.editing import REST, CellValue
from rosters.models import Confirmation
from rosters.publications import publishing
from rosters.publications.published import standing_of
from rosters.publications.publishing import NotPublishable, key_of
from staff.auditwords import lines_of
from staff.models import AuditEntry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(filled, person, manager):
    """A late shift on the eve of an early one."""
    late = make.shift_type(filled.hall, "L", start=time(14), end=time(23))
    early = make.shift_type(filled.hall, "E", start=time(7), end=time(16))
    editing.set_cell(filled, person, filled.month.replace(day=10), CellValue(late), by=manager)
    editing.set_cell(filled, person, filled.month.replace(day=11), CellValue(early), by=manager)
    return filled


def put(roster, person, day, value, by):
    editing.set_cell(roster, person, roster.month.replace(day=day), value, by=by)


def refusal(act) -> str:
    with pytest.raises(NotPublishable) as refused:
        act()
    return refused.value.facts["reason"]


# --- versions ----------------------------------------------------------------


def test_publishing_shows_the_roster_and_is_recorded(filled, manager):
    publication = publishing.publish(filled, by=manager, why="for March")

    filled.refresh_from_db()
    assert (filled.state, filled.is_published) == ("published", True)
    assert (publication.number, publication.changes, publication.by_name) == (1, 1, "Manager")
    entry = AuditEntry.objects.get(act="roster_published", by=manager)
    assert (entry.after["version"], entry.why) == (1, "for March")


def test_publishing_moves_the_revision_so_that_no_older_build_lands(filled, manager):
    before = filled.revision

    publishing.publish(filled, by=manager)

    filled.refresh_from_db()
    assert filled.revision == before + 1


def test_publishing_what_staff_see_already_changes_nothing(filled, manager):
    first = publishing.publish(filled, by=manager)
    again = publishing.publish(filled, by=manager)

    assert first == again
    assert AuditEntry.objects.filter(act="roster_published").count() == 1


def test_edits_stay_unpublished_until_they_are_published(filled, person, manager, shift):
    publishing.publish(filled, by=manager)
    put(filled, person, 2, CellValue(shift), manager)
    filled.refresh_from_db()
    assert [change.date.day for change in standing_of(filled).changes] == [2]

    second = publishing.publish(filled, by=manager)

    filled.refresh_from_db()
    assert (second.number, second.changes) == (2, 1)
    assert standing_of(filled).changes == []


def test_publication_keeps_what_the_checker_said(filled, manager):
    make.demand(filled.hall.stations.get())

    publication = publishing.publish(filled, by=manager)

    assert publication.penalty > 0
    assert publication.penalty == sum(rule["penalty"] for rule in publication.rules)
    assert publication.broken == 0


def test_an_empty_roster_is_not_published(roster, manager):
    assert refusal(lambda: publishing.publish(roster, by=manager)) == "empty"


# --- overrides ---------------------------------------------------------------


def test_a_roster_that_breaks_a_hard_rule_is_not_published(broken, manager):
    with pytest.raises(NotPublishable) as refused:
        publishing.publish(broken, by=manager)

    broken.refresh_from_db()
    assert [violation.rule for violation in refused.value.broken] == ["rest"]
    assert not broken.is_published


def broken_keys(roster, by) -> list[str]:
    with pytest.raises(NotPublishable) as refused:
        publishing.publish(roster, by=by)
    return [key_of(violation) for violation in refused.value.broken]


def test_a_hard_violation_is_let_through_with_a_reason_that_stays(broken, manager):
    (key,) = broken_keys(broken, manager)

    publication = publishing.publish(broken, by=manager, overrides={key: "agreed with her"})

    (override,) = publication.overrides
    assert (override["key"], override["why"], override["by"]) == (key, "agreed with her", "Manager")
    assert publication.broken == 1
    entry = AuditEntry.objects.get(act="roster_published")
    assert entry.after["overrides"] == [override]
    ((*_, said),) = [line.facts for line in lines_of([entry])]
    assert said.after == "Rest between shifts Person E1: agreed with her"


@pytest.mark.parametrize("given", [{}, {"rest": "why"}, {"KEY": ""}, {"KEY": "   "}])
def test_an_override_without_a_reason_or_for_another_violation_is_none(broken, manager, given):
    (key,) = broken_keys(broken, manager)
    overrides = {name.replace("KEY", key): why for name, why in given.items()}

    assert refusal(lambda: publishing.publish(broken, by=manager, overrides=overrides)) == "broken"


def test_an_override_holds_for_the_next_version_as_long_as_its_violation_does(broken, person, manager, shift):
    (key,) = broken_keys(broken, manager)
    publishing.publish(broken, by=manager, overrides={key: "agreed with her"})
    put(broken, person, 20, CellValue(shift), manager)

    second = publishing.publish(broken, by=manager)
    put(broken, person, 11, REST, manager)
    third = publishing.publish(broken, by=manager)

    assert [one["why"] for one in second.overrides] == ["agreed with her"]
    assert third.overrides == []


# --- pages -------------------------------------------------------------------


def address(name, roster):
    return reverse(f"rosters:{name}", args=[roster.hall.code, roster.month])


def test_publish_button_says_why_not_and_takes_reasons(client, broken, manager):
    client.force_login(manager)
    english = {"accept-language": "en"}

    refused = client.post(address("publish", broken), follow=True, headers=english)
    assert "Mend what is marked red" in refused.content.decode()
    (obstacle,) = refused.context["shown"].obstacles
    client.post(address("publish", broken), {f"why:{obstacle.key}": "agreed"}, headers=english)

    page = client.get(address("grid", broken), headers=english).content.decode()
    assert "1 rule let through" in page
    assert "agreed" in client.get(address("versions", broken), headers=english).content.decode()


def test_publish_page_lists_what_changes_and_for_whom(client, filled, person, other, manager, shift):
    publishing.publish(filled, by=manager)
    put(filled, person, 5, CellValue(shift), manager)
    put(filled, other, 5, REST, manager)
    client.force_login(manager)

    shown = client.get(address("publish", filled)).context["shown"]

    assert [(move.employee, move.date.day, move.before.key, move.after.key) for move in shown.moves] == [
        (person, 5, "", str(shift.pk)),
        (other, 5, "", "rest"),
    ]
    assert shown.people == 2


@pytest.mark.parametrize("act", ["publish", "discard-changes"])
def test_changes_that_the_page_did_not_list_are_neither_published_nor_discarded(
    client, filled, person, other, manager, shift, act
):
    publishing.publish(filled, by=manager)
    put(filled, person, 5, CellValue(shift), manager)
    client.force_login(manager)
    seen = client.get(address("publish", filled)).context["roster"].revision
    put(filled, other, 5, REST, manager)

    client.post(address(act, filled), {"revision": seen})

    filled.refresh_from_db()
    assert len(standing_of(filled).changes) == 2
    client.post(address(act, filled), {"revision": filled.revision})
    filled.refresh_from_db()
    assert standing_of(filled).changes == []


def test_a_duty_manager_may_not_publish(client, filled, duty, manager):
    publishing.publish(filled, by=manager)
    client.force_login(duty)

    response = client.post(address("withdraw", filled))

    assert response.status_code == HTTPStatus.FORBIDDEN


def test_an_edit_tells_the_page_how_many_changes_are_unpublished(client, filled, person, manager, shift):
    publishing.publish(filled, by=manager)
    client.force_login(manager)
    sent = {"employee": "E1", "date": filled.month.replace(day=3), "value": shift.pk}

    answer = client.post(
        address("cells", filled), sent, headers={"accept": "application/json", "accept-language": "en"}
    ).json()

    assert "Publish 1 change" in answer["publish"]


def test_confirmations_are_asked_of_everybody_at_first(filled, person, other, manager):
    publishing.publish(filled, by=manager)

    assert {row.employee for row in Confirmation.objects.all()} == {person, other}
