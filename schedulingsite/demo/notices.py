"""What the people of the first demo hall were told."""

from datetime import date, timedelta

from django.urls import reverse

from notices.kinds import Kind
from notices.models import Notice
from staff.models import Post, User

from .writing import Written

SEEN_AFTER = timedelta(hours=2)


def write_notices(first: Written, today: date) -> None:
    """Of each published month to everybody in the hall, read unless it is this one; and of one change to the clerk."""
    people = [post.user for post in Post.objects.filter(hall=first.hall).select_related("user")]
    rows = [notice_of(first, month, user, today) for month in first.rosters for user in people]
    rows += [change_of(first, today, user) for user in people if user.username == "clerk"]
    Notice.objects.bulk_create(rows)


def notice_of(first: Written, month: date, user: User, today: date) -> Notice:
    roster = first.rosters[month]
    assert roster.published_at is not None, "past months of the demo are published"
    return Notice(
        user=user,
        hall=first.hall,
        kind=Kind.ROSTER_PUBLISHED,
        key=f"demo:published:{month:%Y-%m}",
        facts={"month": month},
        url=page_of(first, month, user),
        at=roster.published_at,
        read_at=None if month == today.replace(day=1) else roster.published_at + SEEN_AFTER,
    )


def change_of(first: Written, today: date, user: User) -> Notice:
    """Two days that changed hands, told this morning."""
    early, late = list(first.shifts)[:2]
    days = [
        {"date": today + timedelta(days=2), "before": early, "after": late},
        {"date": today + timedelta(days=3), "before": late, "after": "rest"},
    ]
    month = today.replace(day=1)
    key, url = f"demo:changed:{today}", reverse("rosters:me")
    return Notice(
        user=user, hall=first.hall, kind=Kind.DAYS_CHANGED, key=key, facts={"month": month, "days": days}, url=url
    )


def page_of(first: Written, month: date, user: User) -> str:
    if user.username == "clerk":
        return reverse("rosters:me")
    return reverse("rosters:grid", args=[first.hall.code, month])
