from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .halls import Hall


class CalendarDay(models.Model):
    """A date that is not what its weekday says; a hall's own row goes before the national one.

    Dates without a row are workdays from Monday to Friday and rest days at the weekend.
    """

    class Kind(models.TextChoices):
        WORKDAY = "workday", _("workday")
        REST_DAY = "rest_day", _("rest day")
        STATUTORY_HOLIDAY = "statutory_holiday", _("statutory holiday")
        MAKEUP_WORKDAY = "makeup_workday", _("make-up workday")

    hall = models.ForeignKey(Hall, models.CASCADE, null=True, blank=True, related_name="calendar_days")
    date = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=50, blank=True)

    class Meta:
        ordering = ["date"]
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        constraints = [
            models.UniqueConstraint(fields=["hall", "date"], name="one_calendar_day_a_date"),
            models.UniqueConstraint(fields=["date"], condition=Q(hall__isnull=True), name="one_national_day_a_date"),
        ]

    def __str__(self):
        return f"{self.date} {self.name or self.get_kind_display()}"
