from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from staff.models import Hall, Station
from staff.models.halls import DAY


class Arrivals(models.Model):
    """How many customers came to a hall in one interval of a day, as a file or a program said.

    Date and start are those of the hall's wall clock; what a station is for is what it
    came for, and None is whoever came without anybody knowing.
    """

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="arrivals")
    station = models.ForeignKey(
        Station, models.CASCADE, null=True, blank=True, related_name="arrivals", verbose_name=_("station")
    )
    date = models.DateField(_("date"))
    start = models.PositiveSmallIntegerField(
        _("start"), validators=[MaxValueValidator(DAY - 1)], help_text=_("Minutes from midnight.")
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(1), MaxValueValidator(240)])
    count = models.PositiveIntegerField(_("customers"))
    served = models.PositiveIntegerField(_("customers served"), default=0, help_text=_("Of whom both times are known."))
    handling_seconds = models.PositiveIntegerField(_("seconds of handling"), default=0)
    waiting_seconds = models.PositiveIntegerField(_("seconds of waiting"), default=0)

    class Meta:
        ordering = ["date", "start", "station__position"]
        verbose_name = _("arrivals")
        verbose_name_plural = _("arrivals")
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "station", "date", "start"],
                condition=Q(station__isnull=False),
                name="one_arrivals_a_station_and_interval",
            ),
            models.UniqueConstraint(
                fields=["hall", "date", "start"],
                condition=Q(station__isnull=True),
                name="one_arrivals_an_interval",
            ),
            models.CheckConstraint(
                condition=Q(start__lt=DAY, minutes__range=(1, 240)), name="arrivals_start_in_their_day"
            ),
            models.CheckConstraint(condition=Q(served__lte=F("count")), name="arrivals_served_came"),
        ]

    def __str__(self):
        return f"{self.date} {self.start // 60:02}:{self.start % 60:02}: {self.count}"


class ForecastSettings(models.Model):
    """What a hall promises its customers, from which people needed are worked out."""

    hall = models.OneToOneField(Hall, models.CASCADE, related_name="forecast_settings")
    percent = models.PositiveSmallIntegerField(
        _("percent of customers in time"), default=80, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    within_minutes = models.PositiveSmallIntegerField(
        _("served within minutes"), default=10, validators=[MaxValueValidator(120)]
    )
    weeks = models.PositiveSmallIntegerField(
        _("weeks of history"), default=12, validators=[MinValueValidator(4), MaxValueValidator(104)]
    )

    class Meta:
        verbose_name = _("forecast settings")
        verbose_name_plural = _("forecast settings")

    def __str__(self):
        return str(self.hall)


class Workload(models.Model):
    """What a customer is to a station: how many come to it, how long each takes, who has to be there anyway."""

    station = models.OneToOneField(Station, models.CASCADE, related_name="workload")
    share = models.PositiveSmallIntegerField(
        _("percent of customers"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_("Of those of whom no station is known."),
    )
    handling_minutes = models.DecimalField(
        _("minutes a customer takes"),
        max_digits=4,
        decimal_places=1,
        default=8,
        validators=[MinValueValidator(0.5), MaxValueValidator(240)],
    )
    least = models.PositiveSmallIntegerField(_("people at least"), default=1, validators=[MaxValueValidator(50)])

    class Meta:
        verbose_name = _("workload")
        verbose_name_plural = _("workloads")

    def __str__(self):
        return str(self.station)


class Promotion(models.Model):
    """Days on which more customers come than usual, or fewer."""

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="promotions")
    name = models.CharField(_("name"), max_length=50)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    percent = models.PositiveSmallIntegerField(
        _("percent of usual customers"),
        default=130,
        validators=[MinValueValidator(10), MaxValueValidator(500)],
        help_text=_("100 is as usual, 150 half as many again."),
    )

    class Meta:
        ordering = ["first_day", "name"]
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="promotion_ends_after_it_begins",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self):
        return self.name
