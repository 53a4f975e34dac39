from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from staff.models import Hall, Skill, Station, User
from staff.models.halls import DAY


class Demand(models.Model):
    """How many people a station needs in one interval of a kind of day.

    The most particular kind that has rows for the hall speaks for a date: the date
    itself, then holiday, then the weekday, then workday or rest day.
    """

    class DayType(models.TextChoices):
        MONDAY = "mon", _("Monday")
        TUESDAY = "tue", _("Tuesday")
        WEDNESDAY = "wed", _("Wednesday")
        THURSDAY = "thu", _("Thursday")
        FRIDAY = "fri", _("Friday")
        SATURDAY = "sat", _("Saturday")
        SUNDAY = "sun", _("Sunday")
        WEEKDAY = "weekday", _("weekdays")
        WEEKEND = "weekend", _("weekends")
        HOLIDAY = "holiday", _("holidays")
        DATE = "date", _("special date")

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="demand")
    station = models.ForeignKey(Station, models.CASCADE, related_name="demand", verbose_name=_("station"))
    day_type = models.CharField(_("day type"), max_length=10, choices=DayType.choices)
    date = models.DateField(_("date"), null=True, blank=True)
    start = models.PositiveSmallIntegerField(
        _("start"), validators=[MaxValueValidator(2 * DAY)], help_text=_("Minutes from midnight.")
    )
    end = models.PositiveSmallIntegerField(
        _("end"), validators=[MaxValueValidator(2 * DAY)], help_text=_("Past 1440 is the next day.")
    )
    needed = models.PositiveSmallIntegerField(_("people needed"), validators=[MaxValueValidator(200)])
    is_peak = models.BooleanField(_("peak"), default=False)
    level = models.PositiveSmallIntegerField(
        _("least level at the peak"), choices=[(0, _("any")), *Skill.Level.choices], default=0
    )

    class Meta:
        ordering = ["day_type", "date", "station__position", "start"]
        verbose_name = _("demand")
        verbose_name_plural = _("demand")
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "station", "day_type", "start"],
                condition=Q(date__isnull=True),
                name="one_demand_an_interval",
            ),
            models.UniqueConstraint(
                fields=["hall", "station", "date", "start"],
                condition=Q(date__isnull=False),
                name="one_demand_an_interval_of_a_date",
            ),
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="demand_end_after_start"),
            models.CheckConstraint(
                condition=Q(day_type="date", date__isnull=False) | (~Q(day_type="date") & Q(date__isnull=True)),
                name="demand_date_for_special_dates",
            ),
        ]

    def __str__(self):
        return f"{self.station} {self.date or self.get_day_type_display()} {self.start}–{self.end}: {self.needed}"

    def clean(self):
        faults = {}
        if self.start is not None and self.end is not None and self.end <= self.start:
            faults["end"] = _("The end is not after the start.")
        if (self.day_type == self.DayType.DATE) != (self.date is not None):
            faults["date"] = _("Give the date of a special date, and of no other kind of day.")
        if faults:
            raise ValidationError(faults)


class EarlierDemand(models.Model):
    """All of a hall's demand as it stood before it was last replaced as a whole, to be brought back."""

    hall = models.OneToOneField(Hall, models.CASCADE, related_name="earlier_demand")
    at = models.DateTimeField(auto_now=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    rows = models.JSONField()

    class Meta:
        verbose_name = _("earlier demand")
        verbose_name_plural = _("earlier demand")

    def __str__(self):
        return str(self.hall)
