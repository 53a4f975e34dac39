from django.db import models
from django.utils.translation import gettext_lazy as _

from .builds import Build
from .publications import DraftVersion


class WhatIf(models.Model):
    """A question to the solver: what would the month be if something were different?

    Its build holds the changed problem and what came of it, and never touches the roster.
    `asks` are the differences as `supposing.from_json` reads them, `base` the problem as it
    was without them. `figures` has the six of each, `base` and `then`, once they are known.
    """

    build = models.OneToOneField(Build, models.CASCADE, related_name="what_if", primary_key=True)
    asks = models.JSONField()
    base = models.JSONField()
    figures = models.JSONField(default=dict)
    draft = models.ForeignKey(DraftVersion, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-build__asked_at"]
        verbose_name = _("what-if")
        verbose_name_plural = _("what-ifs")

    def __str__(self):
        return f"{self.build} {self.asks}"
