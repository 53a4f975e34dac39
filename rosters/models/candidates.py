from django.db import models
from django.utils.translation import gettext_lazy as _

from .builds import Build


class Candidate(models.Model):
    """One of the rosters that a build leaves to choose from.

    `cells` maps employee codes to shift ids by day, as a build's result does; `figures` are
    the six of `solver.alternatives.Figures`, and `facts` what the build's panel shows once
    it has been taken.
    """

    class Leaning(models.TextChoices):
        FAIR = "fair", _("Fairest")
        LEAN = "lean", _("Fewest hours")
        WISHED = "wished", _("Most wishes")
        BALANCED = "balanced", _("Balanced")

    build = models.ForeignKey(Build, models.CASCADE, related_name="candidates")
    leaning = models.CharField(_("leaning"), max_length=10, choices=Leaning.choices)
    figures = models.JSONField()
    cells = models.JSONField()
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        constraints = [models.UniqueConstraint(fields=["build", "leaning"], name="one_candidate_a_leaning")]

    def __str__(self):
        return f"{self.build} {self.get_leaning_display()}"
