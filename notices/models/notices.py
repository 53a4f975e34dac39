import uuid
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from staff.models import Hall, User

from ..kinds import Kind
from ..wording import Words, public, words_of
from .attachments import Attachment
from .robots import Robot


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> "NoticeQuerySet":
        """Only her own: nobody reads another's inbox."""
        return self.filter(user=user)

    def managed_by(self, user: User) -> "NoticeQuerySet":
        """What anybody was told about the halls that she manages."""
        return self.filter(hall__in=Hall.objects.managed_by(user))

    def to(self, words: str) -> "NoticeQuerySet":
        """Those to people or chat groups whose name has these words in it."""
        by_name = Q(user__name__icontains=words) | Q(user__username__icontains=words)
        return self.filter(by_name | Q(robot__name__icontains=words))

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """What one person, or one chat group through its robot, was told, once and for good.

    No text is kept: it is made of kind and facts when somebody reads, in her language. What concerns
    the department as a whole has no hall.
    """

    # Known before it is written, so that a second telling can be told from the first.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="notices")
    robot = models.ForeignKey(Robot, models.CASCADE, null=True, blank=True, related_name="notices")
    hall = models.ForeignKey(Hall, models.PROTECT, null=True, blank=True, related_name="notices")
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    key = models.CharField(max_length=200, help_text="Names the event; nobody is told twice of one.")
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    url = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    attachment = models.ForeignKey(Attachment, models.SET_NULL, null=True, blank=True, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_notice_a_user"),
            models.UniqueConstraint(fields=["robot", "key"], name="one_notice_a_robot"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, robot__isnull=True) | Q(user__isnull=True, robot__isnull=False),
                name="notice_to_user_or_robot",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-at"], name="notice_inbox"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["hall", "-at"], name="notice_of_hall"),
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"

    @property
    def recipient(self) -> User | Robot:
        recipient = self.user or self.robot
        assert recipient is not None, "a constraint says so"
        return recipient

    @property
    def local_at(self) -> datetime:
        """When it was told, on the hall's clock; without the zone, into whose place templates would put their own."""
        zone = self.hall.time_zone if self.hall else settings.TIME_ZONE
        return self.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    @property
    def whose(self) -> str:
        """Of which hall it speaks, or that it speaks of all of them."""
        return self.hall.name if self.hall else pgettext("all halls", "Department")

    @cached_property
    def words(self) -> Words:
        return words_of(self.kind, self.facts if self.user_id else public(self.facts))
