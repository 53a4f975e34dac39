from typing import Any, NoReturn

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .halls import Hall
from .people import User


class Unchangeable(Exception):
    """Somebody tried to change or delete an entry of the log."""


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def update(self, **columns: Any) -> NoReturn:
        raise Unchangeable

    def delete(self) -> NoReturn:
        raise Unchangeable


class AuditEntry(models.Model):
    """Who did what, when, and what it was before and after; written by the acts, never changed.

    The entries of a hall are numbered, and the digest of each takes in the one before.
    """

    number = models.PositiveIntegerField(help_text="From 1 in each hall, without gaps.")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=150, help_text="Kept when the user is gone.")
    hall = models.ForeignKey(Hall, models.PROTECT, related_name="audit_entries")
    act = models.CharField(max_length=50)
    subject = models.CharField(max_length=200)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    why = models.TextField(blank=True)
    address = models.CharField(max_length=45, blank=True, help_text="Where the request came from; empty for a worker.")
    digest = models.CharField(max_length=64, help_text="SHA-256 over the entry and the digest before it.")

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        constraints = [models.UniqueConstraint(fields=["hall", "number"], name="one_audit_entry_a_number")]
        indexes = [models.Index(fields=["hall", "-at"], name="audit_by_hall")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.by_name} {self.act} {self.subject}"

    def save(self, *args: Any, **more: Any) -> None:
        if not self._state.adding:
            raise Unchangeable
        super().save(*args, **more)

    def delete(self, *args: Any, **more: Any) -> NoReturn:
        raise Unchangeable


class AuditChain(models.Model):
    """Where a hall's log ends: how many entries it has and the digest of the last."""

    hall = models.OneToOneField(Hall, models.CASCADE, primary_key=True, related_name="audit_chain")
    length = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    def __str__(self):
        return f"{self.hall}: {self.length}"
