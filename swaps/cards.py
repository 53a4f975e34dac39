"""A request as its card shows it to one reader: what it is, where it stands, what she can do about it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from staff.models import Employee, User

from .access import own_employee
from .conditions import leads, partiality_of
from .consequences import Consequences, consequences_of
from .deciding import fingerprint_of, proposal_of
from .judging import Bench
from .models import SwapEvent, SwapRequest
from .proposals import propose
from .snapshots import AROUND, Changed, changed_since
from .standing import Standing, standing_on
from .wording import broken_texts, local_moment, refusal_of, state_text, title_of

State = SwapRequest.State

TONES = {
    State.ASKED: "is-accent",
    State.AGREED: "is-warning",
    State.APPROVED: "is-good",
    State.DECLINED: "is-bad",
}


class Desk:
    """What the cards of one hall share for one reader; each fact is read when the first of them asks for it."""

    def __init__(self, swaps: list[SwapRequest], user: User) -> None:
        self.swaps, self.user, self.hall = swaps, user, swaps[0].hall
        self.bench = Bench(self.hall)

    @cached_property
    def is_leading(self) -> bool:
        """Whether the reader may decide in the hall."""
        return leads(self.user, self.hall)

    @cached_property
    def decidable(self) -> set[int]:
        """The requests that are hers to decide, by primary key."""
        rows = SwapRequest.objects.decidable_by(self.user).filter(pk__in=[swap.pk for swap in self.swaps])
        return set(rows.values_list("pk", flat=True))

    @cached_property
    def own(self) -> Employee | None:
        return own_employee(self.user)

    @cached_property
    def standing(self) -> Standing:
        """What stands on the days of its open requests, and around them."""
        days = {cell.date for swap in self.swaps if swap.is_open for cell in swap.all_cells}
        return standing_on(self.hall, days, AROUND)

    @cached_property
    def people(self) -> list[Employee]:
        return list(self.hall.employees.all())


@dataclass(frozen=True)
class Card:
    """A request for one reader."""

    swap: SwapRequest
    user: User
    desk: Desk
    now: datetime

    @property
    def is_leading(self) -> bool:
        return self.desk.is_leading

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
        if self.desk.own is None:
            return ""
        facts = SwapRequest.Kind.COVER, self.swap.asker, self.swap.first_day, [self.desk.own]
        found = propose(self.desk.standing, *facts)
        if found is None:
            return _("You have something else on that day.")
        return " ".join(broken_texts(self.desk.bench.ruling(found).broken, is_leading=True)[:1])

    @property
    def is_to_decide(self) -> bool:
        return self.is_leading and self.swap.is_open and not self.is_past

    @property
    def can_decide(self) -> bool:
        return self.is_to_decide and self.swap.pk in self.desk.decidable

    @property
    def decision_refusal(self) -> str:
        """Why a decision that she would take elsewhere is not hers here; empty when it is."""
        if not self.is_to_decide or self.can_decide:
            return ""
        return refusal_of(partiality_of(self.swap, self.user), is_leading=True)

    @property
    def can_approve(self) -> bool:
        return self.can_decide and self.swap.state == State.AGREED and not self.consequences.broken

    @property
    def can_undo(self) -> bool:
        return self.is_leading and self.swap.is_undoable(self.now) and self.swap.pk in self.desk.decidable

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
        proposal, desk = proposal_of(self.swap), self.desk
        return consequences_of(
            proposal, desk.bench, desk.standing, desk.people, self.changes, is_leading=desk.is_leading
        )

    @cached_property
    def changes(self) -> list[Changed]:
        """What has changed since it was asked for, unpublished edits too; so for those who decide alone."""
        if not (self.swap.is_open and self.is_leading):
            return []
        return changed_since(self.swap, self.desk.standing, self.desk.people)

    @property
    def mark(self) -> str:
        return fingerprint_of(self.changes)

    @property
    def suggestion(self) -> str:
        """A reason for declining, ready to be sent or to be put otherwise."""
        if self.swap.is_free:
            return _("It does not suit the roster that day.")
        found = self.consequences
        if found.broken:
            return found.broken[0]
        if any(effect.cost > 0 for effect in found.cover):
            return _("Too few people would be there.")
        return _("It does not suit the roster that day.")


def cards_of(swaps: Iterable[SwapRequest], user: User) -> list[Card]:
    """The cards of these requests; as many queries for one as for many, and only those that a card needs."""
    swaps, now = list(swaps), timezone.now()
    of_halls: dict[int, list[SwapRequest]] = defaultdict(list)
    for swap in swaps:
        of_halls[swap.hall_id].append(swap)
    desks = {hall: Desk(there, user) for hall, there in of_halls.items()}
    return [Card(swap, user, desks[swap.hall_id], now) for swap in swaps]
