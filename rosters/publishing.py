"""Showing a roster to its hall, and taking it back."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from staff import audit
from staff.models import User

from .models import Roster
from .problem import duties_of, problem_of
from .solver.check import Violation, check


class NotPublishable(Exception):
    """A publication that was refused: `facts` say why, `broken` holds the hard violations."""

    def __init__(self, reason: str, broken: list[Violation] | None = None):
        super().__init__(reason)
        self.facts = {"reason": reason, "count": len(broken or [])}
        self.broken = broken or []


@transaction.atomic
def publish(roster: Roster, *, by: User) -> None:
    """Show the roster to everybody in its hall; one that breaks a hard rule is refused."""
    roster = _locked(roster)
    if roster.is_published:
        return
    if not roster.assignments.exists():
        raise NotPublishable("empty")
    problem = problem_of(roster)
    if broken := [v for v in check(problem, duties_of(roster, problem)) if v.is_hard]:
        raise NotPublishable("broken", broken)
    _move_to(Roster.State.PUBLISHED, roster, by=by)


@transaction.atomic
def withdraw(roster: Roster, *, by: User) -> None:
    """Make a published roster a draft again, hidden from the hall."""
    roster = _locked(roster)
    if roster.state == Roster.State.CLOSED:
        raise NotPublishable("closed")
    if roster.is_published:
        _move_to(Roster.State.DRAFT, roster, by=by)


def _locked(roster: Roster) -> Roster:
    return Roster.objects.select_for_update().select_related("hall").get(pk=roster.pk)


def _move_to(state: Roster.State, roster: Roster, *, by: User) -> None:
    """The revision moves too, so that no build begun before lands on what people have seen."""
    published_at = timezone.now() if state == Roster.State.PUBLISHED else None
    Roster.objects.filter(pk=roster.pk).update(state=state, published_at=published_at, revision=F("revision") + 1)
    act = "roster_published" if published_at else "roster_withdrawn"
    audit.record(act, by=by, hall=roster.hall, subject=f"{roster.month:%Y-%m}", before=roster.state, after=state)
