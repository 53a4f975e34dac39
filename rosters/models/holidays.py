from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from staff.models import Employee


class HolidayChoice(models.Model):
    """What somebody wants of a holiday period: work, and the pay for it, or rest."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="holiday_choices")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    wants_rest = models.BooleanField(_("rest instead of pay"))

    class Meta:
        ordering = ["first_day", "employee"]
        verbose_name = _("holiday choice")
        verbose_name_plural = _("holiday choices")
        constraints = [
            models.UniqueConstraint(fields=["employee", "first_day"], name="one_choice_a_holiday"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="holiday_ends_after_start"),
        ]

    def __str__(self):
        return f"{self.employee} {self.first_day}"
