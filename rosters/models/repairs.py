import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import User

from .roster import Roster


class Repair(models.Model):
    """A proposal to mend a roster: what happened, which cells would change, what that makes of it.

    It touches nothing until it is accepted. `asked` says what happened, in text and codes;
    `changes` lists cells with what stands and what is to stand there, a shift's id or
    nothing for a day off; `before` and `after` hold the figures of both.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACCEPTED = "accepted", _("accepted")
        DISCARDED = "discarded", _("discarded")

    class What(models.TextChoices):
        NOW = "now", _("mend what is broken now")
        AWAY = "away", _("somebody is away")
        CLOSED = "closed", _("a shift type is closed")
        DEMAND = "demand", _("more people are needed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    roster = models.ForeignKey(Roster, models.CASCADE, related_name="repairs")
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField()
    asked = models.JSONField()
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PROPOSED)
    decided_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    changes = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("repair")
        verbose_name_plural = _("repairs")

    def __str__(self):
        return f"{self.roster} {self.get_status_display()}"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.PROPOSED
