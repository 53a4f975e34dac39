"""Employees say that they have read a publication; their manager sees who has not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from staff import audit
from staff.models import Employee, User

from ..models import Confirmation, Publication, Roster
from ..models.publications import ConfirmationQuerySet
from . import telling

REMIND_AGAIN_AFTER = timedelta(hours=1)


class NotConfirmable(Exception):
    """A confirmation that was refused; `facts` say why, for `wording.reason_of`."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.facts: dict[str, Any] = {"reason": reason}


def ask_to_confirm(publication: Publication, employees: Iterable[Employee]) -> None:
    Confirmation.objects.bulk_create(Confirmation(publication=publication, employee=employee) for employee in employees)


def asked_of(employee: Employee) -> list[Confirmation]:
    """What the employee has yet to confirm, the earliest month first; a closed one waits for nobody."""
    rows = Confirmation.objects.waiting().filter(employee=employee).select_related("publication__roster__hall")
    rows = rows.exclude(publication__roster__state=Roster.State.CLOSED)
    return list(rows.defer("publication__cells").order_by("publication__roster__month"))


@transaction.atomic
def confirm(employee: Employee, publication: Publication, *, by: User) -> Confirmation:
    """She has read this version; refused when another has changed her days since."""
    if employee.user_id != by.pk:
        raise NotConfirmable("not_yours")
    newest = Confirmation.objects.current().filter(employee=employee, publication__roster=publication.roster_id)
    row = Confirmation.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=newest.values("pk")).first()
    if row is None or row.publication_id != publication.pk:
        raise NotConfirmable("newer_version")
    if row.confirmed_at is None:
        row.confirmed_at = timezone.now()
        row.save(update_fields=["confirmed_at"])
        facts = {"employee": employee.code, "version": publication.number}
        record("publication_confirmed", publication.roster, by=by, after=facts)
    return row


@transaction.atomic
def remind(roster: Roster, *, by: User | None, now: datetime | None = None) -> list[Employee]:
    """Tell those who have not confirmed once more, and say who they are; not twice within an hour.

    Nobody is reminded of a month that is closed.
    """
    if roster.is_closed:
        return []
    now = now or timezone.now()
    rows = list(
        Confirmation.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=waiting_for(roster).values("pk"))
        .filter(remindable(now))
        .select_related("employee__user", "publication__roster__hall")
    )
    Confirmation.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=now)
    people = [row.employee for row in rows]
    if rows:
        record("confirmation_reminded", roster, by=by, after=[person.code for person in people])
        telling.tell_to_confirm(rows, roster, now)
    return people


@dataclass(frozen=True)
class Reading:
    """Who has read what a roster says now, and who has yet to."""

    rows: list[Confirmation]

    @cached_property
    def waiting(self) -> list[Confirmation]:
        return [row for row in self.rows if row.confirmed_at is None]

    @cached_property
    def confirmed(self) -> list[Confirmation]:
        return [row for row in self.rows if row.confirmed_at is not None]


def reading_of(roster: Roster) -> Reading:
    """Everybody who was asked, by code, each with the version that changed her days last."""
    rows = Confirmation.objects.current().filter(publication__roster=roster)
    rows = rows.select_related("employee", "publication").defer("publication__cells")
    return Reading(list(rows.order_by("employee__code")))


def waiting_for(roster: Roster) -> ConfirmationQuerySet:
    """Those who have yet to confirm what the roster says now."""
    return Confirmation.objects.waiting().filter(publication__roster=roster)


def remindable(now: datetime | None = None) -> Q:
    """Those who can log in and were not reminded just now."""
    long_ago = Q(reminded_at__isnull=True) | Q(reminded_at__lt=(now or timezone.now()) - REMIND_AGAIN_AFTER)
    return long_ago & Q(employee__user__isnull=False)


def record(act: str, roster: Roster, *, by: User | None, after: object) -> None:
    audit.record(act, by=by, hall=roster.hall, subject=f"{roster.month:%Y-%m}", after=after)
