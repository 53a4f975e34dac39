"""What staff may rely on: the last publication in force, and nothing of what was edited since."""

import importlib
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rosters.models import Assignment, Publication
from rosters.publications import publishing
from rosters.publications.published import published_shifts
from rosters.publications.snapshots import NOTHING, Snapshot, differences, from_json, snapshot_now, to_json
from tests import make
from tests.make import MONTH

pytestmark = pytest.mark.django_db

APRIL = date(2026, 4, 1)


@pytest.fixture
def ann(hall):
    return make.employee(hall, "ann", stations=(make.station(hall),))


@pytest.fixture
def bob(hall):
    return make.employee(hall, "bob")


@pytest.fixture
def shift(hall):
    return make.shift_type(hall)


def cells_in(hall, first=MONTH, last=date(2026, 4, 30), employees=None):
    found = published_shifts(hall, first, last, employees)
    return [(c.date, c.employee_id, c.shift_type.code if c.shift_type else c.day_off) for c in found]


def test_published_shifts_are_those_of_the_last_version(hall, roster, ann, shift):
    make.assignment(roster, ann, MONTH, shift)
    make.publish(roster)
    make.assignment(roster, ann, MONTH + timedelta(days=1), shift)
    make.publish(roster)
    make.assignment(roster, ann, MONTH + timedelta(days=2), shift)

    assert cells_in(hall) == [(MONTH, ann.pk, "D"), (MONTH + timedelta(days=1), ann.pk, "D")]


def test_published_shifts_keep_what_was_emptied_and_moved_since(hall, roster, ann, shift):
    row = make.assignment(roster, ann, MONTH, shift)
    make.publish(roster)
    row.delete()

    assert cells_in(hall) == [(MONTH, ann.pk, "D")]


def test_published_shifts_leave_out_drafts_and_withdrawn_months(hall, roster, ann, shift, manager):
    make.assignment(roster, ann, MONTH, shift)
    assert cells_in(hall) == []

    make.publish(roster)
    publishing.withdraw(roster, by=manager)

    assert cells_in(hall) == []


def test_published_shifts_leave_out_other_halls(hall, elsewhere, shift, roster, ann):
    other = make.roster(elsewhere)
    make.assignment(other, make.employee(elsewhere, "eve"), MONTH, make.shift_type(elsewhere))
    make.publish(other)

    assert cells_in(hall) == []


def test_published_shifts_can_be_those_of_some_people_and_days(hall, roster, ann, bob, shift):
    for person in (ann, bob):
        for day in range(3):
            make.assignment(roster, person, MONTH + timedelta(days=day), shift if day else None)
    make.publish(roster)

    found = cells_in(hall, MONTH, MONTH + timedelta(days=1), [bob])

    assert found == [(MONTH, bob.pk, "rest"), (MONTH + timedelta(days=1), bob.pk, "D")]


def test_published_shifts_take_two_queries_however_many_months(hall, ann, shift, django_assert_num_queries):
    for month in (MONTH, APRIL, date(2026, 5, 1)):
        roster = make.roster(hall, month)
        make.assignment(roster, ann, month, shift)
        make.publish(roster)

    with django_assert_num_queries(2):
        found = published_shifts(hall, MONTH, date(2026, 5, 31))

    assert len(found) == 3


STEPS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 5), st.sampled_from(["D", "rest", "", "publish"])))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(steps=STEPS)
def test_published_shifts_equal_a_naive_recount(hall, ann, bob, shift, steps):
    Publication.objects.all().delete()
    Assignment.objects.all().delete()
    hall.rosters.all().delete()
    roster = make.roster(hall)
    shown: dict = {}
    for who, day, what in steps:
        place = {"employee": (ann, bob)[who], "date": MONTH + timedelta(days=day)}
        if what == "publish":
            make.publish(roster)
            rows = roster.assignments.select_related("shift_type")
            shown = {(r.date, r.employee_id): r.shift_type.code if r.shift_type else r.day_off for r in rows}
            continue
        roster.assignments.filter(**place).delete()
        if what:
            make.assignment(roster, *place.values(), shift if what == "D" else None)

    assert {(day, who): what for day, who, what in cells_in(hall)} == shown


@given(
    values=st.dictionaries(
        st.tuples(st.integers(1, 99), st.dates(MONTH, date(2026, 3, 31))), st.sampled_from(["7", "rest", "lieu"])
    ),
    marked=st.data(),
)
def test_snapshots_come_back_from_json_as_they_were(values, marked):
    some = st.frozensets(st.sampled_from(sorted(values))) if values else st.just(frozenset())
    kept = Snapshot(values, marked.draw(some), marked.draw(some))

    assert from_json(to_json(kept), MONTH) == kept
    assert differences(kept, kept) == []
    assert len(differences(NOTHING, kept)) == len(values)


# --- what pages and programs show --------------------------------------------


@pytest.fixture
def edited(roster, ann, shift):
    """Published with a shift on the first, which has been moved to the second since."""
    row = make.assignment(roster, ann, MONTH, shift)
    make.publish(roster)
    row.date = MONTH + timedelta(days=1)
    row.save()
    return roster


def grid_marks(client, user, roster) -> list[str]:
    client.force_login(user)
    shown = client.get(reverse("rosters:grid", args=[roster.hall.code, roster.month])).context["grid"]
    return [cell.mark for cell in shown.rows[0].cells[:2]]


@pytest.mark.parametrize("who", ["clerk", "duty", "supervisor", "department"])
def test_staff_see_the_grid_as_it_was_published(client, edited, request, who):
    assert grid_marks(client, request.getfixturevalue(who), edited) == ["D", ""]


def test_the_manager_sees_the_draft_with_what_is_not_published(client, edited, manager):
    assert grid_marks(client, manager, edited) == ["", "D"]

    page = client.get(reverse("rosters:grid", args=["east", MONTH]), headers={"accept-language": "en"}).content.decode()
    assert "Publish 2 changes" in page
    assert page.count("not yet published") >= 2


def test_programs_of_staff_read_what_was_published(client, edited, clerk, manager):
    address = "/api/v1/halls/east/rosters/2026-03"

    for user, day in ((clerk, "2026-03-01"), (manager, "2026-03-02")):
        client.force_login(user)
        cells = client.get(f"{address}/assignments/").json()["results"]
        page = client.get(f"{address}/").json()
        assert [cell["date"] for cell in cells] == [day]
        assert client.get(f"{address}/assignments/ann/{day}/").status_code == 200
        assert (page["version"], page["unpublished_changes"]) == (1, 2 if user == manager else 0)
        assert sum(cell["is_changed"] for cell in page["people"][0]["cells"]) == page["unpublished_changes"]


def test_clerks_own_page_is_that_of_the_published_roster(client, hall, clerk, ann, shift):
    ann.user = clerk
    ann.save()
    this = make.roster(hall, hall.today().replace(day=1))
    make.assignment(this, ann, this.month, shift)
    make.publish(this)
    for day in range(1, 4):
        make.assignment(this, ann, this.month + timedelta(days=day), shift)
    client.force_login(clerk)

    shown = client.get(reverse("rosters:me"), headers={"accept-language": "en"}).context["me"]

    assert [day.mark for day in shown.days[:4]] == ["D", "–", "–", "–"]
    assert shown.beside.comparisons[0].mine == 8


def test_a_published_shift_type_cannot_be_deleted(client, edited, manager, shift):
    edited.assignments.all().delete()
    client.force_login(manager)

    client.post(reverse("rosters:shift-type-delete", args=["east", shift.pk]))

    shift.refresh_from_db()


# --- what was published before there were versions ---------------------------


def test_rosters_published_before_become_their_first_version(hall, roster, ann, shift):
    make.assignment(roster, ann, MONTH, shift, is_pinned=True, origin="built")
    make.assignment(roster, ann, MONTH + timedelta(days=1), origin="by_hand")
    roster.published_at = "2026-02-26T02:00Z"
    roster.state = "published"
    roster.save()
    make.roster(hall, APRIL)

    migration = importlib.import_module("rosters.migrations.0007_first_publications")
    migration.publish_what_is_shown(apps, None)

    publication = Publication.objects.get()
    assert from_json(publication.cells, MONTH) == snapshot_now(roster)
    assert (publication.number, publication.changes) == (1, 2)
    assert list(publication.shift_types.all()) == [shift]
