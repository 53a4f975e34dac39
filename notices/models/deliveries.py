from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.models import Hall, User

from .notices import Notice


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def managed_by(self, user: User) -> "DeliveryQuerySet":
        return self.filter(notice__hall__in=Hall.objects.managed_by(user))

    def of_department(self) -> "DeliveryQuerySet":
        """What went to the department's own webhooks."""
        return self.filter(notice__robot__isnull=False, notice__robot__hall__isnull=True)

    def given_up(self) -> "DeliveryQuerySet":
        """What the program sends no more unless somebody asks it to."""
        return self.filter(state__in=[Delivery.State.FAILED, Delivery.State.UNSURE])


class Delivery(models.Model):
    """A notice on its way out of the program; the row is the truth, no queue remembers it."""

    class Channel(models.TextChoices):
        MAIL = "mail", _("e-mail")
        ROBOT = "robot", _("robot")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("delivery", "waiting")
        SENDING = "sending", pgettext_lazy("delivery", "being sent")
        SENT = "sent", pgettext_lazy("delivery", "sent")
        FAILED = "failed", pgettext_lazy("delivery", "failed")
        UNSURE = "unsure", pgettext_lazy("delivery", "may have arrived")
        DROPPED = "dropped", pgettext_lazy("delivery", "not wanted any more")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next try"))
    claim = models.UUIDField(null=True, blank=True, help_text="Of the sweep that is sending it.")
    claimed_at = models.DateTimeField(null=True, blank=True)
    handed_as = models.UUIDField(null=True, blank=True, help_text="Of all that left as one and may have arrived.")
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="one_delivery_a_channel")]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="delivery_due"),
            models.Index(fields=["claim"], condition=Q(claim__isnull=False), name="delivery_claimed"),
        ]

    def __str__(self):
        return f"{self.channel} {self.state} {self.notice}"

    @property
    def is_given_up(self) -> bool:
        return self.state in (self.State.FAILED, self.State.UNSURE)
