from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import User


class ApiToken(models.Model):
    """What a program of a user's shows instead of her password; of the token itself only a digest is kept."""

    class Scope(models.TextChoices):
        READ = "read", _("read only")
        WRITE = "write", _("read and change")

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=50, help_text=_("What it is for, such as “payroll export”."))
    scope = models.CharField(_("what it may do"), max_length=5, choices=Scope.choices, default=Scope.READ)
    begins_with = models.CharField(max_length=6, help_text="To know it by; the rest is not kept.")
    digest = models.CharField(max_length=64, unique=True)
    is_from_login = models.BooleanField(default=False, help_text="Given for user name and password.")
    made_at = models.DateTimeField(auto_now_add=True)
    used_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self):
        return self.name
