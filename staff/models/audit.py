from django.db import models
from django.utils.translation import gettext_lazy as _

from .halls import Hall
from .people import User


class AuditEntry(models.Model):
    """Who did what, when, and what it was before and after; written by the acts, never changed."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=150, help_text="Kept when the user is gone.")
    hall = models.ForeignKey(Hall, models.PROTECT, related_name="audit_entries")
    act = models.CharField(max_length=50)
    subject = models.CharField(max_length=200)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [models.Index(fields=["hall", "-at"], name="audit_by_hall")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.by_name} {self.act} {self.subject}"
