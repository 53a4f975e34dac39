"""Who is told of a roster's life: everybody of the first publication, later only those whose days changed."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from notices.sending import tell
from staff.models import Employee, Post, User

from ..models import Assignment, Confirmation, Publication, Review, Roster, ShiftType
from .snapshots import Difference

Facts = dict[str, Any]


def people_of(roster: Roster) -> list[Employee]:
    """Everybody of the month: employed in it, or standing in it."""
    employed = Employee.objects.employed_between(roster.month, roster.last_day)
    standing = Assignment.objects.filter(roster=roster.pk).order_by().values("employee")
    rows = Employee.objects.filter(hall=roster.hall_id).filter(Q(pk__in=employed.values("pk")) | Q(pk__in=standing))
    return list(rows.select_related("user"))


def whom_to_tell(before: Publication | None, changes: Iterable[Difference], roster: Roster) -> list[Employee]:
    """Everybody when staff have seen nothing yet, else those whose days changed and nobody else."""
    if before is None:
        return people_of(roster)
    changed = {change.employee_id for change in changes}
    return list(Employee.objects.filter(pk__in=changed).select_related("user"))


def tell_of(
    publication: Publication, people: Iterable[Employee], changes: Iterable[Difference], *, is_first: bool
) -> None:
    """One notice to everybody of a first publication; of a later one to each person her own days."""
    roster, own = publication.roster, f"publication:{publication.pk}"
    if is_first:
        tell_about(roster, users_of(people), "roster_published", own, mine(roster))
        return
    days = days_of(changes)
    for person in people:
        if person.user and person.pk in days:
            tell_about(roster, [person.user], "days_changed", own, mine(roster), days=days[person.pk])


def tell_of_withdrawal(roster: Roster, at: datetime) -> None:
    tell_about(roster, users_of(people_of(roster)), "roster_withdrawn", f"withdrawn:{at.isoformat()}", mine(roster))


def tell_to_confirm(rows: Iterable[Confirmation], roster: Roster, at: datetime) -> None:
    people = users_of(row.employee for row in rows)
    tell_about(roster, people, "please_confirm", f"confirm:{at.isoformat()}", mine(roster))


def tell_reviewers(review: Review, roster: Roster) -> None:
    """Those who may review it: other managers of the hall and the department."""
    posts = Q(posts__hall=roster.hall_id, posts__role=Post.Role.MANAGER) | Q(posts__role=Post.Role.MANAGEMENT)
    people = User.objects.filter(posts, is_active=True).distinct()
    others = [person for person in people if person.pk != review.asked_by_id]
    facts = {"person": str(review.asked_by), "reason": review.note}
    tell_about(roster, others, "review_asked", f"review:{review.pk}", page(roster, "review"), **facts)


def tell_that_sent_back(review: Review, roster: Roster) -> None:
    if review.asked_by:
        facts = {"person": str(review.decided_by), "reason": review.reason}
        tell_about(roster, [review.asked_by], "review_returned", f"review:{review.pk}", page(roster, "review"), **facts)


def tell_about(roster: Roster, users: Iterable[User], kind: str, event: str, url: str, **facts: Any) -> None:
    key = f"roster:{roster.pk}:{kind}:{event}"
    tell(users, kind, hall=roster.hall, key=key, facts={"month": f"{roster.month:%Y-%m}"} | facts, url=url)


def users_of(people: Iterable[Employee]) -> list[User]:
    return [person.user for person in people if person.user]


def mine(roster: Roster) -> str:
    return f"{reverse('rosters:me')}?month={roster.month:%Y-%m}"


def page(roster: Roster, name: str) -> str:
    return reverse(f"rosters:{name}", args=[roster.hall.code, roster.month])


def days_of(changes: Iterable[Difference]) -> dict[int, list[Facts]]:
    """Each person's changed days with the codes of shifts, as notices tell them."""
    changes = list(changes)
    keys = {key for change in changes for key in (change.before, change.after) if key.isdecimal()}
    codes = {str(pk): code for pk, code in ShiftType.objects.filter(pk__in=keys).values_list("pk", "code")}
    days: dict[int, list[Facts]] = defaultdict(list)
    for change in changes:
        values = {"before": codes.get(change.before, change.before), "after": codes.get(change.after, change.after)}
        days[change.employee_id].append({"date": change.date.isoformat()} | values)
    return dict(days)
