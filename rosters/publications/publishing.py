"""Putting a roster into force, as numbered versions; taking it back; closing it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from staff import audit
from staff.models import User

from ..builds.buildable import violation_to_json
from ..builds.writing import locked
from ..models import Publication, PublishedShiftType, Review, Roster
from ..month import CellKey, Month, load_month
from ..needs import kept
from ..problem import duties_of, problem_of
from ..solver.check import Violation
from ..solver.problem import Problem
from ..verdict import Verdict, verdict_of
from . import confirming, telling
from .published import month_showing, publication_of, snapshot_in
from .snapshots import NOTHING, Snapshot, differences, snapshot_now, snapshot_of, to_json

State = Roster.State
Facts = dict[str, Any]


class NotPublishable(Exception):
    """A publication that was refused: `facts` say why, `broken` holds the hard violations in the way, of `problem`.

    Their `reason` is closed, empty, broken, needs_review, not_published, withdrawn,
    month_not_over, unpublished_changes or newly_broken.
    """

    def __init__(self, reason: str, broken: list[Violation] | None = None, problem: Problem | None = None):
        super().__init__(reason)
        self.facts: Facts = {"reason": reason, "count": len(broken or [])}
        self.broken = broken or []
        self.problem = problem


# --- putting into force ------------------------------------------------------


@transaction.atomic
def publish(
    roster: Roster,
    *,
    by: User | None,
    overrides: Mapping[str, str] | None = None,
    why: str = "",
    review: Review | None = None,
    now: datetime | None = None,
) -> Publication:
    """The roster as it stands becomes what its staff rely on; the version in force when nothing differs.

    One that breaks a hard rule is refused, but for the violations that `overrides` names by
    `key_of`, each with a reason; an override of the version before holds as long as its
    violation does. `review` is the approved review, where the hall asks for one. `by` None is
    the program itself, `now` the moment of publication unless that is this one.
    """
    roster = locked(roster)
    month = load_month(roster)
    before, cells = publication_of(roster), snapshot_of(month.cells.values())
    refuse(roster, cells)
    if before and not differences(snapshot_in(before), cells):
        return before
    if roster.hall.needs_review and review is None:
        raise NotPublishable("needs_review")
    verdict = judged(month)
    given = overridden(verdict.broken, overrides or {}, before, by=by)
    if missing := [violation for violation in verdict.broken if key_of(violation) not in given]:
        raise NotPublishable("broken", missing, verdict.problem)
    needs = kept.to_json(kept.needs_in(month, verdict.problem))
    publication = put_in_force(
        roster, cells, verdict, needs, before=before, overrides=list(given.values()), by=by, why=why, at=now
    )
    move_to(State.PUBLISHED, roster, published_at=roster.published_at or publication.at)
    return publication


@transaction.atomic
def publish_cells(
    roster: Roster, cells: Iterable[CellKey], *, by: User | None, why: str, is_told: bool = False
) -> Publication | None:
    """Put just these cells, by employee's primary key and date, into force as they stand in the roster.

    Other unpublished changes stay unpublished, and the needs of the version before still hold. None when the
    roster is not published, or nothing of it would differ. Refused when staff would get a hard violation that the
    version before did not have, which can only come of the changes that stay unpublished.
    With `is_told` people get no notice of their changed days: the caller tells them in better words.
    """
    roster = locked(roster)
    before = publication_of(roster)
    if before is None:
        return None
    if roster.is_closed:
        raise NotPublishable("closed")
    month, old = load_month(roster), snapshot_in(before)
    now = old.taking(snapshot_of(month.cells.values()), cells)
    if not differences(old, now):
        return None
    verdict = judged(month_showing(month, now))
    known = [key_of(violation) for violation in judged(month_showing(month, old)).broken]
    if newly := [violation for violation in verdict.broken if key_of(violation) not in known]:
        raise NotPublishable("newly_broken", newly, verdict.problem)
    given = list(overridden(verdict.broken, {}, before, by=by).values())
    needs = kept.to_json(kept.needs_in(month, verdict.problem).as_needed_by(kept.from_json(before.needs)))
    return put_in_force(roster, now, verdict, needs, before=before, overrides=given, by=by, why=why, is_told=is_told)


def refuse(roster: Roster, now: Snapshot) -> None:
    if roster.is_closed:
        raise NotPublishable("closed")
    if not now.values:
        raise NotPublishable("empty")


def judged(month: Month) -> Verdict:
    problem = problem_of(month.roster, month)
    return verdict_of(problem, duties_of(month.roster, problem, month))


def put_in_force(
    roster: Roster,
    now: Snapshot,
    verdict: Verdict,
    needs: Facts,
    *,
    before: Publication | None,
    overrides: list[Facts],
    by: User | None,
    why: str,
    is_told: bool = False,
    at: datetime | None = None,
) -> Publication:
    """Write the next version, show it, and tell those whom it concerns, unless they are told elsewhere."""
    changes = differences(snapshot_in(before) if before else NOTHING, now)
    last = roster.publications.aggregate(last=Max("number"))["last"] or 0
    publication = write_publication(
        roster,
        now,
        number=last + 1,
        at=at or timezone.now(),
        by=by,
        by_name=str(by) if by else "",
        why=why.strip(),
        changes=len(changes),
        penalty=verdict.penalty,
        rules=verdict.rules,
        overrides=overrides,
        needs=needs,
    )
    record_publication(publication, by=by)
    concerned = telling.whom_to_tell(before, changes, roster)
    confirming.ask_to_confirm(publication, concerned)
    if not is_told:
        telling.tell_of(publication, concerned, changes, is_first=before is None)
    return publication


def write_publication(roster: Roster, now: Snapshot, *, number: int, **facts: Any) -> Publication:
    """The row of a version, with the shift types that stand in it held fast."""
    publication = roster.publications.create(number=number, cells=to_json(now), **facts)
    PublishedShiftType.objects.bulk_create(
        PublishedShiftType(publication=publication, shift_type_id=pk) for pk in sorted(now.shift_type_ids)
    )
    return publication


def record_publication(publication: Publication, *, by: User | None) -> None:
    roster = publication.roster
    facts = {
        "state": State.PUBLISHED,
        "version": publication.number,
        "changes": publication.changes,
        "penalty": publication.penalty,
        "overrides": publication.overrides,
    }
    record("roster_published", roster, by=by, after=facts, why=publication.why)


# --- overrides ---------------------------------------------------------------


def key_of(violation: Violation) -> str:
    """Names a hard violation as long as it says the same: rule, person, days."""
    days = "-".join(str(day) for day in (violation.days[:1] + violation.days[-1:]))
    return ":".join([violation.rule, violation.worker or "", days, str(violation.facts.get("kind", ""))])


def overridden(
    broken: Iterable[Violation], reasons: Mapping[str, str], before: Publication | None, *, by: User | None
) -> dict[str, Facts]:
    """The violations that are let through, by key: those with a reason now, and those with one from before."""
    known = {given["key"]: given for given in before.overrides} if before else {}
    given: dict[str, Facts] = {}
    for violation in broken:
        key = key_of(violation)
        if reason := reasons.get(key, "").strip():
            given[key] = override_of(violation, reason, by)
        elif key in known:
            given[key] = known[key]
    return given


def override_of(violation: Violation, reason: str, by: User | None) -> Facts:
    return {
        "key": key_of(violation),
        "violation": violation_to_json(violation),
        "why": reason,
        "by": str(by) if by else "",
        "at": timezone.now().isoformat(timespec="seconds"),
    }


# --- taking back, closing ----------------------------------------------------


@transaction.atomic
def withdraw(roster: Roster, *, by: User, why: str = "") -> None:
    """Make a published roster a draft again, hidden from the hall; its versions are kept."""
    roster = locked(roster)
    if roster.is_closed:
        raise NotPublishable("closed")
    if not roster.is_published:
        return
    roster.reviews.open().update(outcome=Review.Outcome.TAKEN_BACK, decided_by=by, decided_at=timezone.now())
    move_to(State.DRAFT, roster, published_at=None, withdrawn_at=(now := timezone.now()))
    record("roster_withdrawn", roster, by=by, after=State.DRAFT, why=why)
    telling.tell_of_withdrawal(roster, now)


@transaction.atomic
def close(roster: Roster, *, by: User | None, now: datetime | None = None) -> None:
    """End a published month for good, over as it is by now: nobody changes it any more."""
    roster = locked(roster)
    if roster.is_closed:
        return
    before = publication_of(roster)
    if before is None:
        raise NotPublishable("not_published")
    if not roster.is_over_at(now):
        raise NotPublishable("month_not_over")
    if differences(snapshot_in(before), snapshot_now(roster)):
        raise NotPublishable("unpublished_changes")
    move_to(State.CLOSED, roster, published_at=roster.published_at)
    record("roster_closed", roster, by=by, after=State.CLOSED)


# --- what all need -----------------------------------------------------------


def move_to(
    state: Roster.State, roster: Roster, *, published_at: datetime | None, withdrawn_at: datetime | None = None
) -> None:
    """The revision moves too, so that no build begun before lands on what people have seen."""
    Roster.objects.filter(pk=roster.pk).update(
        state=state, published_at=published_at, withdrawn_at=withdrawn_at, revision=F("revision") + 1
    )


def record(act: str, roster: Roster, *, by: User | None, after: Any, why: str = "") -> None:
    audit.record(
        act, by=by, hall=roster.hall, subject=f"{roster.month:%Y-%m}", before=roster.state, after=after, why=why
    )
