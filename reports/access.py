"""Doors of the reports: what is not there or not seen is a 404, a hall seen but not read a 403."""

from django.core.exceptions import PermissionDenied

from staff.access import get_visible_hall
from staff.models import Hall, Post, User

from .models.summaries import READERS


def reads_reports(user: User) -> bool:
    """Whether there is any hall whose summaries she reads."""
    return user.reads_all_halls or any(post.role in READERS for post in user.own_posts)


def require_reader(user: User) -> None:
    if not reads_reports(user):
        raise PermissionDenied


def get_read_hall(user: User, code: str) -> Hall:
    """A hall whose summaries the user may read."""
    hall = get_visible_hall(user, code)
    if not reads_hall(user, hall):
        raise PermissionDenied
    return hall


def reads_hall(user: User, hall: Hall) -> bool:
    return user.reads_all_halls or any(post.hall_id == hall.pk and post.role in READERS for post in user.own_posts)


def may_send(user: User, hall: Hall | None) -> bool:
    """Whether she may have a summary sent anew: a hall's manager of it, management of the department's."""
    if user.is_superuser:
        return True
    if hall is None:
        return any(post.role == Post.Role.MANAGEMENT for post in user.own_posts)
    return any(post.hall_id == hall.pk and post.role == Post.Role.MANAGER for post in user.own_posts)
