from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..attachments import attachments
from .absences import Absence
from .people import User


def place_of(row: "AbsenceFile", name: str) -> str:
    """A name that says nothing, so that neither its text nor its ending can do harm."""
    return f"absences/{row.absence.first_day:%Y/%m}/{uuid4().hex}"


class AbsenceFile(models.Model):
    """A document that came with an absence; only its person and those who approve may read it."""

    absence = models.ForeignKey(Absence, models.CASCADE, related_name="files")
    file = models.FileField(_("document"), storage=attachments, upload_to=place_of)
    name = models.CharField(max_length=150)
    type = models.CharField(max_length=100)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("document of an absence")
        verbose_name_plural = _("documents of absences")

    def __str__(self):
        return self.name
