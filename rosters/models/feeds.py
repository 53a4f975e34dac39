import secrets
import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from staff.models import Employee


def new_secret() -> str:
    return secrets.token_urlsafe(24)


class CalendarFeed(models.Model):
    """The secret address at which a person's calendar program reads her published shifts.

    The secret is kept as it is, so that its owner can put it into a second telephone; it
    opens her own shifts and nothing else, and she can take it back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    employee = models.OneToOneField(Employee, models.CASCADE, related_name="calendar_feed")
    secret = models.CharField(max_length=64, unique=True, default=new_secret)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self):
        return str(self.employee)


class FeedEvent(models.Model):
    """What a feed has told of one happening: calendars need to hear when it changes or goes away."""

    feed = models.ForeignKey(CalendarFeed, models.CASCADE, related_name="events")
    key = models.CharField(max_length=40, help_text="Its own for good: of a day's shift, or of an absence.")
    facts = models.JSONField(help_text="What the feed said last, as `feeds.facts_of` writes it.")
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        ordering = ["key"]
        verbose_name = _("feed event")
        verbose_name_plural = _("feed events")
        constraints = [models.UniqueConstraint(fields=["feed", "key"], name="one_feed_event_a_key")]

    def __str__(self):
        return f"{self.feed} {self.key}"
