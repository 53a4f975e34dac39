from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from staff.models import Employee, Hall, Station
from staff.models.halls import DAY

from ..solver.problem import OWN


class ReservedTime(models.Model):
    """Other work than with customers in one interval of a date: people of a station, or one employee off the floor.

    It comes on top of the demand, so a build staffs both; an employee's own can be done by nobody else.
    `origin` says whose it is: `rosters.needs.reserving` replaces what one origin has reserved as a whole.
    """

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="reserved_times")
    station = models.ForeignKey(Station, models.CASCADE, null=True, related_name="+", verbose_name=_("station"))
    employee = models.ForeignKey(Employee, models.CASCADE, null=True, related_name="+", verbose_name=_("employee"))
    date = models.DateField(_("date"))
    start = models.PositiveSmallIntegerField(_("start"), validators=[MaxValueValidator(2 * DAY)])
    end = models.PositiveSmallIntegerField(_("end"), validators=[MaxValueValidator(2 * DAY)])
    needed = models.PositiveSmallIntegerField(_("people needed"), default=1, validators=[MinValueValidator(1)])
    label = models.CharField(_("for what"), max_length=100)
    origin = models.CharField(max_length=20)

    class Meta:
        ordering = ["date", "start", "label"]
        verbose_name = _("reserved time")
        verbose_name_plural = _("reserved times")
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "origin", "station", "date", "start", "label"], name="one_reserved_time_a_start"
            ),
            models.UniqueConstraint(
                fields=["hall", "origin", "employee", "date", "start", "label"], name="one_own_time_a_start"
            ),
            models.CheckConstraint(
                condition=Q(station__isnull=True, employee__isnull=False)
                | Q(station__isnull=False, employee__isnull=True),
                name="reserved_of_station_or_employee",
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="reserved_time_ends_after_start"),
        ]
        indexes = [models.Index(fields=["hall", "date"], name="reserved_by_day")]

    def __str__(self):
        return f"{self.label} {self.date} {self.start}–{self.end}"

    @property
    def place(self) -> str:
        """The station by code; one that is the employee's alone, as no station's code begins so."""
        return f"{OWN}{self.employee.code}" if self.employee else self.station.code if self.station else ""

    @property
    def place_name(self) -> str:
        if self.employee:
            return _("%(name)s, off the floor") % {"name": self.employee.name}
        return self.station.name if self.station else ""

    @property
    def minutes(self) -> int:
        """Minutes of work."""
        return self.needed * (self.end - self.start)
