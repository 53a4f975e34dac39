from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .demand import Demand
from .shifts import ShiftType


class Headcount(models.Model):
    """How many people a shift type is wanted with on a kind of day, whatever their stations.

    Kinds of day speak for dates as they do for demand; a shift type without a row may
    have as many as it happens to get.
    """

    shift_type = models.ForeignKey(ShiftType, models.CASCADE, related_name="headcounts", verbose_name=_("shift type"))
    day_type = models.CharField(_("day type"), max_length=10, choices=Demand.DayType.choices)
    date = models.DateField(_("date"), null=True, blank=True)
    needed = models.PositiveSmallIntegerField(_("people wanted"), validators=[MaxValueValidator(200)])

    class Meta:
        ordering = ["day_type", "date", "shift_type__start", "shift_type__code"]
        verbose_name = _("people on a shift")
        verbose_name_plural = _("people on shifts")
        constraints = [
            models.UniqueConstraint(
                fields=["shift_type", "day_type"],
                condition=Q(date__isnull=True),
                name="one_headcount_a_kind_of_day",
                violation_error_message=_("This shift type has a number for these days already."),
            ),
            models.UniqueConstraint(
                fields=["shift_type", "date"],
                condition=Q(date__isnull=False),
                name="one_headcount_a_date",
                violation_error_message=_("This shift type has a number for these days already."),
            ),
            models.CheckConstraint(
                condition=Q(day_type="date", date__isnull=False) | (~Q(day_type="date") & Q(date__isnull=True)),
                name="headcount_date_for_special_dates",
                violation_error_message=_("Give the date of a special date, and of no other kind of day."),
            ),
        ]

    def __str__(self):
        return f"{self.shift_type.code} {self.date or self.get_day_type_display()}: {self.needed}"
