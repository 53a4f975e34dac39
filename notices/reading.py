"""Acts on one's own inbox."""

from django.utils import timezone

from staff.models import User

from .models import Notice


def read(notice: Notice) -> None:
    """Note that its person has seen it; the first time counts."""
    Notice.objects.filter(pk=notice.pk).unread().update(read_at=timezone.now())


def read_all(user: User) -> int:
    """Note that she has seen everything; says how many were new to her."""
    return Notice.objects.visible_to(user).unread().update(read_at=timezone.now())
