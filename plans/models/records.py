from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from staff.attachments import attachments
from staff.models import Employee, User

from .occurrences import Occurrence


def place_of(record: "Record", name: str) -> str:
    """A name that says nothing, so that neither its text nor its ending can do harm."""
    return f"{record.occurrence.first_day:%Y/%m}/{uuid4().hex}"


class RecordQuerySet(models.QuerySet["Record"]):
    def in_force(self) -> "RecordQuerySet":
        """Those that no correction has replaced."""
        return self.filter(correction__isnull=True)


class Record(models.Model):
    """What somebody noted down about an occurrence; a correction is a new record that replaces one."""

    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="records")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    employee = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="plan_records")
    at = models.DateTimeField(default=timezone.now)
    date = models.DateField(help_text="On the hall's clock; a correction keeps the day of what it corrects.")
    value = models.PositiveIntegerField(default=0)
    base = models.PositiveIntegerField(default=0)
    note = models.CharField(_("note"), max_length=500, blank=True)
    link = models.URLField(_("link"), blank=True)
    file = models.FileField(_("photo or file"), storage=attachments, upload_to=place_of, blank=True)
    file_name = models.CharField(max_length=150, blank=True)
    file_type = models.CharField(max_length=100, blank=True)
    is_late = models.BooleanField(default=False)
    import_key = models.CharField(
        max_length=40, blank=True, help_text="Names the row of a file that it came from; empty for what people record."
    )
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="correction")

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("record")
        verbose_name_plural = _("records")
        constraints = [
            models.UniqueConstraint(
                fields=["import_key"], condition=~Q(import_key=""), name="one_record_a_row_of_a_file"
            ),
        ]

    def __str__(self):
        return f"{self.occurrence} {self.date}"

    @property
    def whose(self) -> str:
        """The name of the person who noted it down."""
        return str(self.employee or self.by or "")
