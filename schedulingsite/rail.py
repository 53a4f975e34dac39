"""Where a user can go: the entries of the rail, and the halls to choose from."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from notices.models import Notice
from reports.models.summaries import READERS
from staff.models import Hall, Post, User

from .requests import Asked, asked_of
from .waiting import Waiting, waiting_for


@dataclass(frozen=True)
class Entry:
    """One place to go; `icon` is a symbol of `static/icons.svg`."""

    label: str
    icon: str
    url: str
    is_current: bool


class Rail:
    """The rail of one request: asks the database only where a template uses it."""

    def __init__(self, request: HttpRequest, user: User) -> None:
        self.user = user
        self.path = request.path
        self.code = str(request.resolver_match.kwargs.get("code", "")) if request.resolver_match else ""

    @cached_property
    def posts(self) -> list[Post]:
        return [post for post in self.user.own_posts if post.hall is not None]

    @cached_property
    def halls(self) -> list[Hall]:
        """The halls in which the user has a post, each once."""
        return list({post.hall.pk: post.hall for post in self.posts if post.hall}.values())

    @cached_property
    def hall(self) -> Hall | None:
        """The hall of this page, else the one that is the user's own."""
        for hall in self.halls:
            if hall.code == self.code:
                return hall
        if self.code and self.user.reads_all_halls:
            return Hall.objects.filter(code=self.code).first()
        return self.halls[0] if self.halls else None

    @cached_property
    def manages(self) -> bool:
        """Whether the set-up of `hall` is the user's to change."""
        managed = {post.hall_id for post in self.posts if post.role == Post.Role.MANAGER}
        return self.hall is not None and (self.user.is_superuser or self.hall.pk in managed)

    @cached_property
    def unread(self) -> int:
        """How many notices the user has not seen."""
        return Notice.objects.visible_to(self.user).unread().count()

    @cached_property
    def waiting(self) -> list[Waiting]:
        """What others wait for her to decide or to answer, elsewhere than here; nothing for somebody without a post."""
        found = waiting_for(self.user) if self.posts or self.user.is_employee else ()
        return [one for one in found if urlsplit(one.url).path != self.path]

    @cached_property
    def asked(self) -> list[Asked]:
        """What she herself has asked for, and what has become of it."""
        return asked_of(self.user)

    @cached_property
    def own_page(self) -> Entry | None:
        """Where an employee finds what is hers."""
        return self._entry(pgettext("rail", "Me"), "person", reverse("rosters:me")) if self.user.is_employee else None

    @property
    def takes_part_in_swaps(self) -> bool:
        """Whether she could ask for swaps or decide about them; a supervisor does neither."""
        deciding = self.user.is_superuser or any(post.role != Post.Role.SUPERVISOR for post in self.posts)
        return deciding or self.user.is_employee

    @property
    def is_full(self) -> bool:
        """Whether the own page has no room beside the rest: it stands in the account's menu then."""
        return self.hall is not None and self.manages

    @property
    def entries(self) -> list[Entry]:
        entries = [self._entry(pgettext("rail", "Month"), "home", reverse("rosters:home"))]
        if self.hall:
            rosters = reverse("rosters:latest", args=[self.hall.code])
            entries.append(self._entry(_("Roster"), "roster", rosters))
            entries.append(
                self._entry(pgettext("rail", "Today"), "clock", reverse("rosters:today", args=[self.hall.code]))
            )
        if self.own_page and not self.is_full:
            entries.append(self.own_page)
        if self.takes_part_in_swaps:
            entries.append(self._entry(pgettext("rail", "Swaps"), "swap", reverse("swaps:home")))
        if self.halls or self.user.reads_all_halls:
            entries.append(self._entry(pgettext("rail", "Plan"), "plan", reverse("plans:plans")))
        if self.user.reads_all_halls or any(post.role in READERS for post in self.posts):
            entries.append(self._entry(pgettext("rail", "Reports"), "report", reverse("reports:reports")))
        if self.hall and self.manages:
            entries.append(self._entry(_("Set-up"), "setup", reverse("staff:setup", args=[self.hall.code])))
        elif self.hall and self.user.reads_all_halls:
            entries.append(self._entry(pgettext("rail", "Log"), "log", reverse("staff:audit", args=[self.hall.code])))
        return entries

    def _entry(self, label: str, icon: str, url: str) -> Entry:
        here = self.path == url or (url != "/" and self.path.startswith(url))
        here = here or (icon == "plan" and "/plans/" in self.path)
        return Entry(label, icon, url, is_current=here)
