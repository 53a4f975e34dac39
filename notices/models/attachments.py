from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT = timedelta(days=30)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def unneeded(self, now: datetime) -> "AttachmentQuerySet":
        """Those of a month ago that no mail is to take along any more; one given up can be sent again."""
        needed = Q(notices__deliveries__state__in=("waiting", "sending", "failed"))
        return self.filter(made_at__lt=now - KEPT).exclude(pk__in=self.model.objects.filter(needed).values("pk"))


class Attachment(models.Model):
    """A file that goes along with the mail of a notice; kept as long as the mail may have to be sent again."""

    name = models.CharField(_("name"), max_length=100)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self):
        return self.name
