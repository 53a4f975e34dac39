"""A request as its card shows it to one reader: what it is, where it stands, what she can do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from staff.models import Employee, User

from .access import own_employee
from .conditions import leads
from .consequences import Consequences, consequences_of
from .deciding import fingerprint_of, proposal_of
from .judging import Bench
from .models import SwapEvent, SwapRequest
from .proposals import propose
from .snapshots import Changed, changed_since
from .standing import standing_on
from .wording import broken_texts, local_moment, state_text, title_of

State = SwapRequest.State

TONES = {
    State.ASKED: "is-accent",
    State.AGREED: "is-warning",
    State.APPROVED: "is-good",
    State.DECLINED: "is-bad",
}


@dataclass(frozen=True)
class Card:
    """A request for one reader; `is_leading` says that she may decide in its hall."""

    swap: SwapRequest
    user: User
    bench: Bench
    is_leading: bool
    now: datetime

    @property
    def title(self) -> str:
        return title_of(self.swap)

    @property
    def text(self) -> str:
        return state_text(self.swap)

    @property
    def cut_off_at(self) -> datetime:
        return local_moment(self.swap, self.swap.cut_off_at)

    @property
    def expires_at(self) -> datetime:
        return local_moment(self.swap, self.swap.expires_at)

    @property
    def hold_until(self) -> datetime | None:
        return local_moment(self.swap, self.swap.hold_until) if self.swap.hold_until else None

    @property
    def history(self) -> list[tuple[datetime, SwapEvent]]:
        """What happened to it, each with the moment on the hall's clock."""
        return [(local_moment(self.swap, event.at), event) for event in self.swap.events.all()]

    @property
    def hold_seconds(self) -> int:
        """How long until people are told."""
        return max(1, round((self.swap.hold_until - self.now).total_seconds()) + 2) if self.swap.hold_until else 0

    @property
    def tone(self) -> str:
        """The class of the badge that names its state."""
        return TONES.get(State(self.swap.state), "")

    @property
    def shows_consequences(self) -> bool:
        """To those who decide or answer, while there is something to decide or to answer."""
        return self.swap.is_open and (self.is_leading or bool(self.to_answer))

    @cached_property
    def take_refusal(self) -> str:
        """Why the reader could not take this open shift; empty when she could."""
        employee = own_employee(self.user)
        if employee is None:
            return ""
        standing = standing_on(self.swap.hall, [self.swap.first_day])
        found = propose(standing, SwapRequest.Kind.COVER, self.swap.asker, self.swap.first_day, [employee])
        if found is None:
            return _("You have something else on that day.")
        return " ".join(broken_texts(self.bench.ruling(found).broken, is_leading=True)[:1])

    @cached_property
    def can_decide(self) -> bool:
        return self.is_leading and not self.swap.is_part_of(self.user) and self.swap.is_open and not self.is_past

    @property
    def can_approve(self) -> bool:
        return self.can_decide and self.swap.state == State.AGREED and not self.consequences.broken

    @property
    def can_undo(self) -> bool:
        return self.is_leading and not self.swap.is_part_of(self.user) and self.swap.is_undoable(self.now)

    @property
    def can_withdraw(self) -> bool:
        return (
            self.swap.is_open and not self.is_past and self.user.pk in (self.swap.asker.user_id, self.swap.asked_by_id)
        )

    @property
    def can_take(self) -> bool:
        """Whether it is an open shift for which the reader could be asked."""
        return self.swap.is_free and not self.is_past and not self.swap.is_part_of(self.user) and self.user.is_employee

    @cached_property
    def to_answer(self) -> list[Employee]:
        """The partners whose answer is the reader's to give: herself, or in an emergency those she speaks for."""
        if self.swap.state != State.ASKED or self.is_past:
            return []
        waiting = [part.employee for part in self.swap.all_parts if part.agrees is None]
        return [person for person in waiting if person.user_id == self.user.pk or self._speaks_for(person)]

    def _speaks_for(self, person: Employee) -> bool:
        return self.is_leading and (self.swap.is_emergency or person.user_id is None)

    @property
    def can_step_back(self) -> bool:
        """Whether she has agreed and may still change her mind."""
        parts = [part for part in self.swap.all_parts[1:] if part.employee.user_id == self.user.pk]
        return self.swap.is_open and not self.is_past and any(part.agrees for part in parts)

    @cached_property
    def is_past(self) -> bool:
        return self.swap.is_past(self.now)

    @cached_property
    def consequences(self) -> Consequences:
        return consequences_of(proposal_of(self.swap), self.bench, is_leading=self.is_leading, changes=self.changes)

    @cached_property
    def changes(self) -> list[Changed]:
        """What has changed since it was asked for, unpublished edits too; so for those who decide alone."""
        return changed_since(self.swap) if self.swap.is_open and self.is_leading else []

    @property
    def mark(self) -> str:
        return fingerprint_of(self.changes)

    @property
    def suggestion(self) -> str:
        """A reason for declining, ready to be sent or to be put otherwise."""
        found = self.consequences
        if found.broken:
            return found.broken[0]
        if any(effect.cost > 0 for effect in found.cover):
            return _("Too few people would be there.")
        return _("It does not suit the roster that day.")


def cards_of(swaps: Iterable[SwapRequest], user: User) -> list[Card]:
    """The cards of these requests; each hall's rosters are loaded once, and only when a card needs them."""
    now = timezone.now()
    benches: dict[int, Bench] = {}
    leading: dict[int, bool] = {}
    cards = []
    for swap in swaps:
        bench = benches.setdefault(swap.hall_id, Bench(swap.hall))
        leading.setdefault(swap.hall_id, leads(user, swap.hall))
        cards.append(Card(swap, user, bench, leading[swap.hall_id], now))
    return cards
