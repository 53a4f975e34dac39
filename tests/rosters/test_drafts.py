"""Versions of a draft: kept, compared, brought back."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils.translation import override

from rosters.edits import editing
from rosters.edits.cellhistory import history_of
from rosters.edits.editing import EMPTY, LIEU, REST, CellValue
from rosters.edits.undoing import undo
from rosters.month import load_month
from rosters.publications import drafts
from rosters.publications.drafts import NotKept
from rosters.publications.snapshots import snapshot_now
from rosters.publications.versions import compare, version_of
from staff.models import AuditEntry, Hall
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(hall):
    return make.employee(hall, "ann", stations=(make.station(hall),))


@pytest.fixture
def shift(hall):
    return make.shift_type(hall)


@pytest.fixture
def filled(roster, ann, shift, manager):
    """A shift by a build, one by hand and pinned, time off in lieu."""
    make.assignment(roster, ann, day(1), shift, origin="built")
    make.assignment(roster, ann, day(2), shift, is_pinned=True)
    editing.set_cell(roster, ann, day(3), LIEU, by=manager)
    roster.refresh_from_db()
    return roster


def day(number: int) -> date:
    return date(2026, 3, number)


def put(roster, person, number, value, by):
    editing.set_cell(roster, person, day(number), value, by=by)


def refusal(act) -> str:
    with pytest.raises(NotKept) as refused:
        act()
    return refused.value.facts["reason"]


def test_what_is_brought_back_stands_as_it_was_pins_and_origins_too(filled, ann, shift, manager):
    kept, before = drafts.keep_draft(filled, "first try", by=manager), snapshot_now(filled)
    put(filled, ann, 1, REST, manager)
    put(filled, ann, 2, EMPTY, manager)
    put(filled, ann, 9, CellValue(shift), manager)
    filled.refresh_from_db()

    cells = drafts.bring_back(kept, by=manager, revision=filled.revision)

    assert snapshot_now(filled) == before
    assert cells == 3


def test_bringing_back_moves_the_revision(filled, ann, manager):
    kept = drafts.keep_draft(filled, "first try", by=manager)
    put(filled, ann, 1, REST, manager)
    filled.refresh_from_db()
    seen = filled.revision

    drafts.bring_back(kept, by=manager)

    filled.refresh_from_db()
    assert filled.revision == seen + 1


def test_bringing_back_is_undone_like_any_edit_and_told_in_the_history_of_its_cells(filled, ann, manager):
    kept = drafts.keep_draft(filled, "first try", by=manager)
    put(filled, ann, 1, REST, manager)
    before = snapshot_now(filled)
    drafts.bring_back(kept, by=manager)

    with override("en"):
        (last, *_) = history_of(filled, ann, day(1), load_month(filled))
    undo(filled, by=manager)

    assert (last.who, last.how, last.why) == ("Manager", "brought back", "first try")
    assert (last.before, last.after) == ("day off", "D")
    assert snapshot_now(filled) == before


def test_bringing_back_leaves_one_line_in_the_log_that_names_the_version(filled, ann, manager):
    kept = drafts.keep_draft(filled, "first try", by=manager)
    put(filled, ann, 1, REST, manager)
    known = AuditEntry.objects.count()

    drafts.bring_back(kept, by=manager)

    (entry,) = AuditEntry.objects.order_by("number")[known:]
    assert (entry.act, entry.why, len(entry.after)) == ("cells_restored", "first try", 1)


def test_a_shift_that_has_gone_out_of_use_is_not_brought_back(filled, ann, shift, manager):
    kept = drafts.keep_draft(filled, "first try", by=manager)
    put(filled, ann, 1, REST, manager)
    put(filled, ann, 5, REST, manager)
    shift.valid_to = date(2026, 2, 28)
    shift.save()

    assert drafts.bring_back(kept, by=manager) == 1
    assert filled.assignments.get(date=day(1)).day_off == "rest"


def test_a_version_is_not_brought_back_over_an_edit_nobody_has_seen(filled, ann, manager):
    kept = drafts.keep_draft(filled, "first try", by=manager)
    filled.refresh_from_db()
    seen = filled.revision
    put(filled, ann, 5, REST, manager)

    assert refusal(lambda: drafts.bring_back(kept, by=manager, revision=seen)) == "edited_since"


def test_cells_of_people_who_are_gone_are_not_brought_back(filled, ann, manager):
    kept = drafts.keep_draft(filled, "first try", by=manager)
    filled.assignments.all().delete()
    ann.left_on = day(1)
    ann.save()

    assert drafts.bring_back(kept, by=manager) == 1
    assert [row.date for row in filled.assignments.all()] == [day(1)]


def test_cells_of_shift_types_that_are_gone_are_not_brought_back(filled, ann, shift, manager):
    kept = drafts.keep_draft(filled, "first try", by=manager)
    filled.assignments.all().delete()
    shift.delete()

    assert drafts.bring_back(kept, by=manager) == 1
    assert [row.day_off for row in filled.assignments.all()] == ["lieu"]


@pytest.mark.parametrize(("names", "reason"), [([""], "name_missing"), (["one", "one"], "name_taken")])
def test_versions_have_names_of_their_own(filled, manager, names, reason):
    for name in names[:-1]:
        drafts.keep_draft(filled, name, by=manager)

    assert refusal(lambda: drafts.keep_draft(filled, names[-1], by=manager)) == reason


def test_unpublished_changes_are_discarded(filled, ann, shift, manager):
    make.publish(filled)
    before = snapshot_now(filled)
    put(filled, ann, 1, REST, manager)
    put(filled, ann, 12, CellValue(shift), manager)
    filled.refresh_from_db()

    assert drafts.discard_changes(filled, by=manager) == 2
    assert snapshot_now(filled) == before


def test_there_are_no_changes_to_discard_of_a_draft(filled, manager):
    assert refusal(lambda: drafts.discard_changes(filled, by=manager)) == "not_published"


def test_an_earlier_publication_is_brought_back_as_unpublished_changes(filled, ann, shift, manager):
    first = make.publish(filled)
    before = snapshot_now(filled)
    put(filled, ann, 12, CellValue(shift), manager)
    make.publish(filled)

    drafts.bring_back_publication(first, by=manager)

    assert snapshot_now(filled) == before
    assert filled.publications.count() == 2


def test_nothing_is_brought_back_into_a_closed_month(filled, manager):
    kept = drafts.keep_draft(filled, "first try", by=manager)
    filled.state = "closed"
    filled.save()

    assert refusal(lambda: drafts.bring_back(kept, by=manager)) == "closed"


# --- comparing ---------------------------------------------------------------


def test_any_two_versions_are_compared_cell_by_cell(filled, ann, shift, manager):
    make.publish(filled)
    put(filled, ann, 1, REST, manager)
    kept = drafts.keep_draft(filled, "second try", by=manager)
    put(filled, ann, 4, CellValue(shift), manager)
    filled.refresh_from_db()

    def moves(before: str, after: str) -> list[tuple[int, str, str]]:
        found = compare(filled, version_of(filled, before), version_of(filled, after)).moves
        return [(move.date.day, move.before.key, move.after.key) for move in found]

    own = str(shift.pk)
    assert moves("p1", f"d{kept.pk}") == [(1, own, "rest")]
    assert moves(f"d{kept.pk}", "now") == [(4, "", own)]
    assert moves("now", "p1") == [(1, "rest", own), (4, own, "")]


@pytest.mark.parametrize("key", ["", "p", "p9", "d9", "x1", "pp", "p" + "9" * 40, "now1"])
def test_versions_that_do_not_exist_are_none(filled, key):
    assert version_of(filled, key or " ") is None


def test_a_kept_version_is_deleted_once_and_the_log_says_so(client, filled, manager):
    client.force_login(manager)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    kept = drafts.keep_draft(filled, "first try", by=manager)
    before = snapshot_now(filled)
    page = reverse("rosters:versions", args=["east", filled.month])

    assert "“first try” would be gone for good." in client.get(page).text
    done = client.post(reverse("rosters:draft-version-delete", args=["east", filled.month, kept.pk]), follow=True)
    drafts.delete_draft(kept, by=manager)

    assert "“first try” is deleted." in done.text
    assert not filled.draft_versions.exists()
    assert snapshot_now(filled) == before
    entries = AuditEntry.objects.filter(act="draft_deleted")
    assert [entry.after["name"] for entry in entries] == ["first try"]


def test_pages_keep_compare_and_bring_back(client, filled, ann, manager):
    client.force_login(manager)
    english = {"accept-language": "en"}
    place = ["east", filled.month]
    client.post(reverse("rosters:version-keep", args=place), {"name": "before the holiday"})
    put(filled, ann, 1, REST, manager)
    kept = filled.draft_versions.get()

    page = client.get(reverse("rosters:versions", args=place), headers=english)
    assert "before the holiday" in page.content.decode()
    assert (page.context["before"], page.context["after"]) == (f"d{kept.pk}", "now")
    differing = client.get(
        reverse("rosters:version-compare", args=place), {"before": f"d{kept.pk}", "after": "now"}, headers=english
    )
    assert [move.date for move in differing.context["shown"].moves] == [day(1)]
    client.post(reverse("rosters:draft-version-bring-back", args=[*place, kept.pk]))

    assert filled.assignments.get(date=day(1)).shift_type is not None


def test_moments_are_on_the_clock_of_the_hall(client, filled, ann, manager):
    Hall.objects.filter(pk=filled.hall_id).update(time_zone="America/New_York")
    make.publish(filled, at=datetime(2026, 3, 2, 2, 30, tzinfo=UTC))
    client.force_login(manager)

    page = client.get(reverse("rosters:versions", args=["east", filled.month]))

    assert "21:30" in page.text


def test_a_version_is_asked_for_its_own_name_and_nobodys(filled, client, manager):
    client.force_login(manager)

    page = client.get(reverse("rosters:versions", args=["east", filled.month]), headers={"accept-language": "zh-hans"})

    assert 'for="version-name">名称</label>' in page.content.decode()
