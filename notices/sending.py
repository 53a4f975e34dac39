"""Telling people: the one way by which a notice comes to be."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from staff.models import Hall, User

from .kinds import HOOKED, PUBLIC, Kind
from .models import Attachment, Delivery, Notice, Preferences, Robot

# So long a mail waits for others to the same person, to go out as one.
GATHER = timedelta(minutes=3)


@transaction.atomic
def tell(
    users: Iterable[User],
    kind: Kind | str,
    *,
    hall: Hall | None,
    key: str,
    facts: Mapping[str, Any],
    url: str = "",
    attachment: Attachment | None = None,
) -> int:
    """Put one notice into the inbox of each of them; says to how many it was new.

    Call it in the transaction of the act that it tells of. `key` names the event: who has a
    notice of that key, and every robot that has, gets no second one. `facts` are what
    `wording.py` makes its sentences of; dates may be dates. `url` is a path of this program.
    Without a hall it concerns the department. The attachment goes along with mails.
    Mail and robots' messages follow from the rows that this leaves, whatever happens to the queue.
    """
    kind = Kind(kind)
    people = {user.pk: user for user in users if user.is_active}
    common: dict[str, Any] = {"hall": hall, "kind": kind, "key": key, "facts": dict(facts), "url": url}
    common["attachment"] = attachment
    to_people = [Notice(user=user, **common) for user in people.values()]
    to_robots = [Notice(robot=robot, **common) for robot in robots_told(kind, hall, facts)]
    Notice.objects.bulk_create([*to_people, *to_robots], ignore_conflicts=True)
    written = Notice.objects.filter(pk__in=[row.pk for row in (*to_people, *to_robots)])
    new = set(written.values_list("pk", flat=True))
    plan_deliveries([row for row in to_people if row.pk in new], [row for row in to_robots if row.pk in new])
    return sum(row.pk in new for row in to_people)


def robots_told(kind: Kind, hall: Hall | None, facts: Mapping[str, Any]) -> list[Robot]:
    """The hall's robots that hear of it, and the department's."""
    is_refusal = kind == Kind.SWAP_DECIDED and facts.get("answer") != "approved"
    if kind not in (*PUBLIC, *HOOKED) or is_refusal:
        return []
    rows = Robot.objects.filter(Q(hall=hall) | Q(hall__isnull=True), is_active=True)
    return [robot for robot in rows if robot.is_told_of(kind)]


def plan_deliveries(to_people: list[Notice], to_robots: list[Notice]) -> None:
    """The rows of what leaves the program: mail to those who want it, and all that robots say."""
    now = timezone.now()
    known = {row.user_id: row for row in Preferences.objects.filter(user__in=[row.user_id for row in to_people])}
    mails = [row for row in to_people if wants_mail(row, known)]
    Delivery.objects.bulk_create(
        [
            *(planned(row, Delivery.Channel.MAIL, now + GATHER) for row in mails),
            *(planned(row, Delivery.Channel.ROBOT, now) for row in to_robots),
        ]
    )


def wants_mail(notice: Notice, known: dict[int, Preferences]) -> bool:
    user = notice.user
    return user is not None and bool(user.email) and known.get(user.pk, Preferences()).wants_mail(notice.kind)


def planned(notice: Notice, channel: Delivery.Channel, at: datetime) -> Delivery:
    return Delivery(notice=notice, channel=channel, next_at=at)
