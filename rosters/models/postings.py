from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from staff.models import User

from .roster import Roster


class Posting(models.Model):
    """That a month's overtime and time off in lieu stand in the time banks, and of which version.

    `open_minutes` could not be taken out: the banks were at the hall's limit.
    """

    roster = models.OneToOneField(Roster, models.CASCADE, related_name="posting")
    version = models.PositiveIntegerField()
    open_minutes = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("posting of a month’s overtime")
        verbose_name_plural = _("postings of months’ overtime")

    def __str__(self):
        return f"{self.roster} v{self.version}"
