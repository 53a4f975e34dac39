"""A second person's look before publication: every state, every role."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from rosters.edits import editing
from rosters.edits.editing import REST, CellValue
from rosters.models import Review
from rosters.publications import publishing, reviewing
from rosters.publications.publishing import NotPublishable
from rosters.publications.reviewing import NotReviewable
from staff.models import AuditEntry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(roster, hall, manager):
    hall.needs_review = True
    hall.save()
    person = make.employee(hall, "E1", stations=(make.station(hall),))
    editing.set_cell(roster, person, roster.month, CellValue(make.shift_type(hall)), by=manager)
    roster.refresh_from_db()
    return roster


@pytest.fixture
def second(hall):
    """Another manager of the hall."""
    return make.post(make.user("second"), "manager", hall)


def edit(roster, manager, day=5):
    editing.set_cell(roster, roster.hall.employees.get(), roster.month.replace(day=day), REST, by=manager)


def refusal(act) -> str:
    with pytest.raises((NotReviewable, NotPublishable)) as refused:
        act()
    return refused.value.facts["reason"]


def test_a_hall_that_reviews_publishes_nothing_without(filled, manager, hall):
    assert refusal(lambda: publishing.publish(filled, by=manager)) == "needs_review"

    hall.needs_review = False
    hall.save()
    assert publishing.publish(filled, by=manager).number == 1


def test_what_is_submitted_is_in_review_and_recorded(filled, manager):
    review = reviewing.submit(filled, by=manager, note=" please look at week 2 ")

    filled.refresh_from_db()
    assert (filled.state, filled.is_published) == ("in_review", False)
    assert (review.asked_by, review.note) == (manager, "please look at week 2")
    assert AuditEntry.objects.filter(act="review_asked", by=manager).exists()


@pytest.mark.parametrize("who", ["second", "department", "admin"])
def test_another_manager_or_the_department_approves_which_publishes(filled, manager, request, who):
    reviewing.submit(filled, by=manager)
    reviewer = request.getfixturevalue(who)

    publication = reviewing.approve(filled, by=reviewer)

    filled.refresh_from_db()
    review = filled.reviews.get()
    assert (filled.state, publication.by, review.outcome, review.decided_by) == (
        "published",
        reviewer,
        "approved",
        reviewer,
    )


@pytest.mark.parametrize(
    ("who", "reason"), [("manager", "own_review"), ("duty", "not_reviewer"), ("clerk", "not_reviewer")]
)
@pytest.mark.parametrize("answer", ["approve", "send_back"])
def test_nobody_reviews_her_own_nor_without_the_right(filled, manager, request, who, reason, answer):
    reviewing.submit(filled, by=manager)
    by = request.getfixturevalue(who)
    acts = {
        "approve": lambda: reviewing.approve(filled, by=by),
        "send_back": lambda: reviewing.send_back(filled, by=by, reason="no"),
    }

    assert refusal(acts[answer]) == reason
    filled.refresh_from_db()
    assert filled.state == "in_review"


def test_what_is_sent_back_is_a_draft_again_with_the_reason(filled, manager, second):
    reviewing.submit(filled, by=manager)

    reviewing.send_back(filled, by=second, reason="nobody on the 5th")

    filled.refresh_from_db()
    review = filled.reviews.get()
    assert (filled.state, review.outcome, review.reason) == ("draft", "returned", "nobody on the 5th")


def test_sending_back_needs_a_reason(filled, manager, second):
    reviewing.submit(filled, by=manager)

    assert refusal(lambda: reviewing.send_back(filled, by=second, reason="  ")) == "reason_missing"


def test_what_is_taken_back_can_be_submitted_again(filled, manager):
    reviewing.submit(filled, by=manager)
    reviewing.take_back(filled, by=manager)

    filled.refresh_from_db()
    assert filled.state == "draft"
    reviewing.submit(filled, by=manager)
    assert [row.outcome for row in filled.reviews.all()] == ["", "taken_back"]


def test_only_one_review_is_open(filled, manager, second):
    reviewing.submit(filled, by=manager)

    assert refusal(lambda: reviewing.submit(filled, by=second)) == "in_review"
    assert Review.objects.count() == 1


@pytest.mark.parametrize("act", ["approve", "send_back", "take_back"])
def test_without_a_review_there_is_nothing_to_answer(filled, second, act):
    more = {"reason": "no"} if act == "send_back" else {}

    assert refusal(lambda: getattr(reviewing, act)(filled, by=second, **more)) == "not_in_review"


def test_what_was_edited_since_the_reviewer_looked_is_not_published(filled, manager, second):
    reviewing.submit(filled, by=manager)
    filled.refresh_from_db()
    seen = filled.revision
    edit(filled, manager)

    assert refusal(lambda: reviewing.approve(filled, by=second, revision=seen)) == "edited_in_review"
    filled.refresh_from_db()
    assert filled.reviews.get().outcome == ""
    assert reviewing.approve(filled, by=second, revision=filled.revision).number == 1


def test_reviewer_does_not_approve_what_she_has_changed_herself(client, filled, manager, second):
    reviewing.submit(filled, by=manager)
    edit(filled, second)
    client.force_login(second)

    page = client.get(address("review", filled), headers={"accept-language": "en"}).content.decode()
    assert "You have changed the roster since" in page
    assert "Approve and publish" not in page
    assert refusal(lambda: reviewing.approve(filled, by=second)) == "own_changes"

    client.post(address("review-take-back", filled))
    client.post(address("review-ask", filled))
    assert reviewing.approve(filled, by=manager).number == 1


def test_reviewer_approves_what_others_have_changed_and_what_she_did_before(filled, manager, second):
    edit(filled, second)
    reviewing.submit(filled, by=manager)
    edit(filled, manager, day=6)
    editing.set_pin(filled, filled.hall.employees.get(), filled.month, True, by=second)

    assert reviewing.approve(filled, by=second).number == 1


def test_changes_of_a_published_roster_are_reviewed_too_and_staff_see_the_old_ones_meanwhile(filled, manager, second):
    reviewing.submit(filled, by=manager)
    reviewing.approve(filled, by=second)
    edit(filled, manager)
    assert refusal(lambda: publishing.publish(filled, by=manager)) == "needs_review"

    reviewing.submit(filled, by=manager)
    filled.refresh_from_db()
    assert (filled.state, filled.is_published) == ("published", True)
    assert reviewing.approve(filled, by=second).number == 2


def test_there_is_nothing_to_review_of_an_empty_roster_or_without_changes(filled, manager, second, hall):
    assert refusal(lambda: reviewing.submit(make.roster(hall, filled.month.replace(month=5)), by=manager)) == "empty"

    reviewing.submit(filled, by=manager)
    reviewing.approve(filled, by=second)
    assert refusal(lambda: reviewing.submit(filled, by=manager)) == "no_changes"


def test_withdrawing_ends_a_review_of_changes(filled, manager, second):
    reviewing.submit(filled, by=manager)
    reviewing.approve(filled, by=second)
    edit(filled, manager)
    reviewing.submit(filled, by=manager)

    publishing.withdraw(filled, by=manager)

    assert not filled.reviews.open().exists()


# --- pages -------------------------------------------------------------------


def address(name, roster):
    return reverse(f"rosters:{name}", args=[roster.hall.code, roster.month])


def test_department_sees_a_roster_in_review_and_no_other_draft(client, filled, manager, department):
    client.force_login(department)
    assert client.get(address("grid", filled)).status_code == HTTPStatus.NOT_FOUND

    reviewing.submit(filled, by=manager)

    assert client.get(address("grid", filled)).status_code == HTTPStatus.OK
    assert client.get(address("review", filled)).status_code == HTTPStatus.OK


def test_pages_lead_from_asking_to_publication(client, filled, manager, department):
    english = {"accept-language": "en"}
    client.force_login(manager)
    assert "Ask for a review" in client.get(address("grid", filled), headers=english).content.decode()
    client.post(address("review-ask", filled), {"note": "look at week 2"})
    assert "Take it back" in client.get(address("review", filled), headers=english).content.decode()

    client.force_login(department)
    page = client.get(address("review", filled), headers=english)
    assert "look at week 2" in page.content.decode()
    client.post(address("review-approve", filled), {"revision": page.context["roster"].revision})

    filled.refresh_from_db()
    assert filled.state == "published"


def test_department_that_sends_back_is_not_left_before_a_closed_door(client, filled, manager, department):
    reviewing.submit(filled, by=manager)
    client.force_login(department)

    answer = client.post(address("review-send-back", filled), {"reason": "nobody on the 5th"})

    assert answer.url == reverse("rosters:home")
