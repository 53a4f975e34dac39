"""A second person looks at a roster before it is published, where the hall asks for that."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from staff.models import AuditEntry, Hall, User

from ..builds.writing import locked
from ..models import Assignment, Publication, Review, Roster
from . import telling
from .published import standing_of
from .publishing import move_to, publish, record

State = Roster.State
Outcome = Review.Outcome
# What the log calls the changes of cells. A pin speaks to builds alone.
BY_HAND = Q(act__startswith="cell") & ~Q(act__contains="pinned")
CHANGING = BY_HAND | Q(act__in=["build_applied", "build_merged", "candidate_taken", "repair_accepted"])


class NotReviewable(Exception):
    """A step of a review that was refused; `facts` say why, for `wording.reason_of`.

    Their `reason` is closed, empty, no_changes, in_review, not_in_review, own_review,
    own_changes, not_reviewer, reason_missing or edited_in_review.
    """

    def __init__(self, reason: str):
        super().__init__(reason)
        self.facts = {"reason": reason}


def may_review(user: User, hall: Hall) -> bool:
    """Whether she may review rosters of the hall: those of others, that is."""
    return user.reads_all_halls or Hall.objects.managed_by(user).filter(pk=hall.pk).exists()


@transaction.atomic
def submit(roster: Roster, *, by: User, note: str = "") -> Review:
    """Ask for the roster to be reviewed as it stands; it can still be edited."""
    roster = locked(roster)
    if roster.is_closed:
        raise NotReviewable("closed")
    if not Assignment.objects.filter(roster=roster).exists():
        raise NotReviewable("empty")
    if roster.is_published and not standing_of(roster).changes:
        raise NotReviewable("no_changes")
    if roster.reviews.open().exists():
        raise NotReviewable("in_review")
    review = roster.reviews.create(asked_by=by, note=note.strip())
    if not roster.is_published:
        move_to(State.IN_REVIEW, roster, published_at=None, withdrawn_at=roster.withdrawn_at)
    record("review_asked", roster, by=by, after=State.IN_REVIEW, why=note)
    telling.tell_reviewers(review, roster)
    return review


@transaction.atomic
def take_back(roster: Roster, *, by: User) -> Review:
    """End the review without a decision."""
    roster, review = locked(roster), open_review(roster)
    return decide(review, Outcome.TAKEN_BACK, roster, by=by)


@transaction.atomic
def send_back(roster: Roster, *, by: User, reason: str) -> Review:
    """The reviewer wants something changed, and says what."""
    roster, review = locked(roster), open_review(roster)
    refuse_reviewer(review, roster, by)
    if not reason.strip():
        raise NotReviewable("reason_missing")
    decide(review, Outcome.RETURNED, roster, by=by, reason=reason)
    telling.tell_that_sent_back(review, roster)
    return review


@transaction.atomic
def approve(
    roster: Roster, *, by: User, revision: int | None = None, overrides: Mapping[str, str] | None = None, why: str = ""
) -> Publication:
    """Publish what was submitted; `revision` is what the reviewer saw, and nothing else is published.

    Raises NotReviewable, and NotPublishable as `publish` does.
    """
    roster, review = locked(roster), open_review(roster)
    refuse_approver(review, roster, by)
    if revision is not None and revision != roster.revision:
        raise NotReviewable("edited_in_review")
    decide(review, Outcome.APPROVED, roster, by=by, reason=why)
    return publish(roster, by=by, overrides=overrides, why=why or review.note, review=review)


def open_review(roster: Roster) -> Review:
    review = roster.reviews.open().select_for_update(of=("self",), no_key=True).select_related("asked_by").first()
    if review is None:
        raise NotReviewable("not_in_review")
    return review


def refuse_reviewer(review: Review, roster: Roster, by: User) -> None:
    if not may_review(by, roster.hall):
        raise NotReviewable("not_reviewer")
    if review.asked_by_id == by.pk:
        raise NotReviewable("own_review")


def refuse_approver(review: Review, roster: Roster, by: User) -> None:
    """Refuse her too who has changed the roster since the review was asked for: nobody but her has seen that."""
    refuse_reviewer(review, roster, by)
    log = AuditEntry.objects.filter(CHANGING, hall=roster.hall, subject__startswith=f"{roster.month:%Y-%m}")
    if log.filter(by=by, at__gte=review.asked_at).exists():
        raise NotReviewable("own_changes")


def decide(review: Review, outcome: Review.Outcome, roster: Roster, *, by: User, reason: str = "") -> Review:
    review.outcome, review.reason = outcome, reason.strip()
    review.decided_by, review.decided_at = by, timezone.now()
    review.save(update_fields=["outcome", "reason", "decided_by", "decided_at"])
    if not roster.is_published:
        move_to(State.DRAFT, roster, published_at=None, withdrawn_at=roster.withdrawn_at)
    record(f"review_{outcome}", roster, by=by, after=outcome, why=reason)
    return review
