from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import User

from ..kinds import Group, group_of


def usual_groups() -> list[str]:
    """All but builds: who asks for one mostly sits before it."""
    return [group.value for group in Group if group != Group.BUILDS]


class Preferences(models.Model):
    """How a person wants to be told beside her inbox; without a row, by mail, of the usual, at any hour."""

    user = models.OneToOneField(User, models.CASCADE, related_name="preferences")
    by_mail = models.BooleanField(_("Tell me by e-mail too"), default=True)
    mail_groups = models.JSONField(_("By e-mail about"), default=usual_groups)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_to = models.TimeField(_("quiet until"), null=True, blank=True)

    class Meta:
        verbose_name = _("preferences")
        verbose_name_plural = _("preferences")

    def __str__(self):
        return str(self.user)

    def wants_mail(self, kind: str) -> bool:
        return self.by_mail and group_of(kind) in self.mail_groups

    @property
    def quiet(self) -> tuple[time, time] | None:
        """From when until when she is left alone; None for never."""
        if self.quiet_from is None or self.quiet_to is None or self.quiet_from == self.quiet_to:
            return None
        return self.quiet_from, self.quiet_to
