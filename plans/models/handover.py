from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.models import Hall, User

from .tasks import PlanTask


class HandoverItemQuerySet(models.QuerySet["HandoverItem"]):
    def visible_to(self, user: User) -> "HandoverItemQuerySet":
        return self.filter(hall__in=Hall.objects.visible_to(user))

    def open(self) -> "HandoverItemQuerySet":
        return self.filter(closed_at__isnull=True)


class HandoverItem(models.Model):
    """Something that the next shift has to know; it rolls on from shift to shift until it is closed."""

    class Kind(models.TextChoices):
        FOLLOW_UP = "follow_up", _("customer follow-up")
        COMPLAINT = "complaint", _("complaint")
        EQUIPMENT = "equipment", _("equipment")
        CASH = "cash", _("cash")
        OTHER = "other", pgettext_lazy("kind of item", "other")

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="handover_items")
    date = models.DateField()
    shift = models.CharField(_("shift"), max_length=20, blank=True, help_text="What its writer worked that day.")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.OTHER)
    text = models.TextField(_("what the next shift has to know"), max_length=1000)
    task = models.ForeignKey(
        PlanTask, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("belongs to task")
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = HandoverItemQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("handover item")
        verbose_name_plural = _("handover items")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="handover_item_closed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["hall", "-at"], name="handover_by_time")]

    def __str__(self):
        return self.text[:60]


class HandoverSignature(models.Model):
    """Somebody has read every item up to one; written once for each newest item and person."""

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="handover_signatures")
    item = models.ForeignKey(HandoverItem, models.PROTECT, related_name="signatures")
    date = models.DateField()
    shift = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("handover signature")
        verbose_name_plural = _("handover signatures")
        constraints = [models.UniqueConstraint(fields=["item", "by"], name="one_signature_an_item")]

    def __str__(self):
        return f"{self.date} {self.by}"
