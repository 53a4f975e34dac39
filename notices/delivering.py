"""Getting notices out of the program: due deliveries are claimed, sent, retried, given up in sight.

A delivery is claimed by one UPDATE before anything is sent, so that of two sweeps only one sends
it, and noted by another right before it leaves the program. A worker that dies leaves a claim: after
`LOST_AFTER` what had not begun to leave is sent by the next. What had may have arrived: programs are told
again, as they know an event by its id; people are not, and it stays in sight as unsure.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID, uuid4

from django.db.models import F, Min, Q, QuerySet
from django.utils import timezone

from .channels import robots, webhooks
from .channels.failures import NotDelivered
from .channels.mail import Postman
from .models import Delivery, Preferences, Robot
from .quiet import quiet_until

log = logging.getLogger(__name__)

State, Channel = Delivery.State, Delivery.Channel

ATTEMPTS = 16
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)
LOST_AFTER = timedelta(minutes=10)
# A sweep ends before the next ones pile up behind it.
SWEEP_SECONDS = 45


@dataclass(frozen=True)
class Recipient:
    """A person or a robot for whom something is due; with `handed_as`, as one again what went as one and is unclear."""

    channel: str
    user_id: int | None
    robot_id: int | None
    handed_as: UUID | None
    service: str = "mail"

    def waiting(self) -> QuerySet[Delivery]:
        rows = Delivery.objects.filter(state=State.WAITING, channel=self.channel, handed_as=self.handed_as)
        return rows.filter(notice__user=self.user_id) if self.user_id else rows.filter(notice__robot=self.robot_id)


class Overtaken(Exception):
    """A claim that others have taken for a dead worker's meanwhile."""


@dataclass
class Sweep:
    """One round over all that is due; a service that does not answer is left alone until the next."""

    now: datetime = field(default_factory=timezone.now)
    postman: Postman = field(default_factory=Postman)
    down: set[str] = field(default_factory=set)

    def run(self) -> int:
        """Send what is due; says how many messages went out."""
        deadline, sent = monotonic() + SWEEP_SECONDS, 0
        try:
            for recipient in due(self.now):
                if recipient.service not in self.down and monotonic() < deadline:
                    sent += self.serve(recipient)
        finally:
            self.postman.close()
        return sent

    def serve(self, recipient: Recipient) -> bool:
        if put_off(recipient, self.now):
            return False
        claim, batch = claim_batch(recipient, self.now)
        batch = drop_unwanted(batch)
        if not batch:
            return False
        try:
            self.bring(recipient, claim, batch)
        except Overtaken:
            return False
        except NotDelivered as failure:
            put_back(claim, failure, self.now)
            if failure.is_down:
                self.down.add(recipient.service)
            return False
        except Exception as error:  # one bad message must not hold up all others
            log.exception("Deliveries of claim %s failed.", claim)
            put_back(claim, NotDelivered(type(error).__name__), self.now)
            return False
        sent = {"state": State.SENT, "sent_at": timezone.now(), "claim": None, "handed_as": None, "error": ""}
        of_claim(claim).update(**sent)
        return True

    def bring(self, recipient: Recipient, claim: UUID, batch: Sequence[Delivery]) -> None:
        notices = [delivery.notice for delivery in batch]
        if recipient.channel == Channel.MAIL:
            return self.postman.bring(notices, begin=lambda: begin(claim, batch))
        begin(claim, batch)
        (webhooks if recipient.service.startswith("webhook") else robots).bring(notices)


def sweep_deliveries() -> int:
    """Send all that is due, after bringing back what dead workers left; says how many messages went out."""
    bring_back_lost(timezone.now())
    return Sweep().run()


def due(now: datetime) -> list[Recipient]:
    """All for whom something is due, the longest waiting first: behind a service that is down stand others."""
    rows = Delivery.objects.filter(state=State.WAITING, next_at__lte=now).order_by()
    each = rows.values_list("channel", "notice__user", "notice__robot", "handed_as", "notice__robot__service")
    rows_by_first = each.annotate(first=Min("next_at")).order_by("first")
    return [
        Recipient(channel, user, robot, handed_as, service_of(service, robot))
        for channel, user, robot, handed_as, service, _ in rows_by_first
    ]


def service_of(service: str | None, robot: int | None) -> str:
    """What may be down for all of its recipients; each webhook is a service of its own."""
    return f"webhook {robot}" if service == "webhook" else service or "mail"


def put_off(recipient: Recipient, now: datetime) -> bool:
    """Whether the person is not to be disturbed now; what waits for her then waits until she may be."""
    preferences = Preferences.objects.filter(user=recipient.user_id).first() if recipient.user_id else None
    if preferences is None or preferences.quiet is None:
        return False
    zones = recipient.waiting().values_list("notice__hall__time_zone", flat=True)
    until = quiet_until(now, preferences.quiet, zones.first() or "UTC")
    if until is None:
        return False
    recipient.waiting().filter(next_at__lt=until).update(next_at=until)
    return True


def claim_batch(recipient: Recipient, now: datetime) -> tuple[UUID, list[Delivery]]:
    """All that is due for the recipient and what has just come, now ours alone."""
    claim = uuid4()
    due_or_new = recipient.waiting().filter(Q(next_at__lte=now) | Q(attempts=0))
    # By primary key: a condition on the row itself is what PostgreSQL looks at again after waiting for another.
    rows = Delivery.objects.filter(pk__in=list(due_or_new.values_list("pk", flat=True)), state=State.WAITING)
    rows.update(state=State.SENDING, claim=claim, claimed_at=timezone.now(), attempts=F("attempts") + 1)
    names = ("notice__hall", "notice__user__employee", "notice__robot__hall", "notice__attachment")
    return claim, list(of_claim(claim).select_related(*names).order_by("notice__at", "pk"))


def of_claim(claim: UUID) -> QuerySet[Delivery]:
    """What is being sent under the claim, and what others have called unsure because that took so long."""
    return Delivery.objects.filter(claim=claim, state__in=[State.SENDING, State.UNSURE])


def begin(claim: UUID, batch: Sequence[Delivery]) -> None:
    """Note that from now on it may arrive; raises Overtaken where the claim is not ours any more."""
    rows = Delivery.objects.filter(claim=claim, state=State.SENDING)
    if rows.update(handed_as=batch[0].handed_as or claim) < len(batch):
        raise Overtaken


def drop_unwanted(batch: list[Delivery]) -> list[Delivery]:
    """Those that are still wanted: an address, a robot or a wish for mail may have gone meanwhile."""
    if not batch:
        return batch
    preferences = Preferences.objects.filter(user=batch[0].notice.user_id).first() or Preferences()
    unwanted = {delivery.pk for delivery in batch if not is_wanted(delivery, preferences)}
    Delivery.objects.filter(pk__in=unwanted).update(state=State.DROPPED, claim=None)
    return [delivery for delivery in batch if delivery.pk not in unwanted]


def is_wanted(delivery: Delivery, preferences: Preferences) -> bool:
    notice = delivery.notice
    if notice.robot:
        return notice.robot.is_active
    assert notice.user is not None
    return notice.user.is_active and bool(notice.user.email) and preferences.wants_mail(notice.kind)


def put_back(claim: UUID, failure: NotDelivered, now: datetime) -> None:
    """Have the claimed deliveries tried again later, or give up on them for everybody to see.

    Those of which it is unclear whether they have arrived go together again, as the same mail.
    """
    rows, ended = of_claim(claim), {"claim": None, "error": failure.why[:300]}
    over = Q() if failure.is_final else Q(attempts__gte=ATTEMPTS)
    rows.filter(over).update(state=State.FAILED, handed_as=None, **ended)
    if not failure.is_unclear:
        rows.update(handed_as=None)
    for delivery in rows:
        next_at = now + wait_after(delivery.attempts)
        rows.filter(pk=delivery.pk).update(state=State.WAITING, next_at=next_at, **ended)


def wait_after(attempts: int) -> timedelta:
    """Twice as long with every attempt."""
    return min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)


def bring_back_lost(now: datetime) -> None:
    """Give back what a worker has claimed and not ended, for it is dead, but not to people what it may have sent.

    The claim stays with that: a worker that was slow and not dead says how it ended.
    """
    lost = Delivery.objects.filter(state=State.SENDING, claimed_at__lt=now - LOST_AFTER)
    for_programs = list(lost.filter(notice__robot__service=Robot.Service.WEBHOOK).values_list("pk", flat=True))
    begun = lost.filter(handed_as__isnull=False).exclude(pk__in=for_programs)
    begun.update(state=State.UNSURE, error="worker lost")
    lost.filter(attempts__gte=ATTEMPTS).update(state=State.FAILED, claim=None, handed_as=None, error="worker lost")
    lost.update(state=State.WAITING, claim=None, next_at=now)
