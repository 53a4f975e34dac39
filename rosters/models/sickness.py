import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.models import Absence, Employee, User

from .roster import Roster
from .shifts import ShiftType


class SickShift(models.Model):
    """A shift of today that somebody who fell ill has left, until somebody comes for it.

    Who falls ill on shift leaves the part of it that is still to come (`shift_type`); what she has `worked` is hers.
    `date` is that of the cell which she has left.
    """

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="sick_shifts")
    absence = models.ForeignKey(
        Absence,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="sick_shifts",
        help_text="None where she left on shift and the hall grants sick leave for whole days only.",
    )
    further = models.ForeignKey(
        Absence,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Of the days after today, where today's absence is of hours.",
    )
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="sick_shifts")
    date = models.DateField(_("date"))
    shift_type = models.ForeignKey(ShiftType, models.PROTECT, related_name="+")
    worked = models.ForeignKey(ShiftType, models.PROTECT, null=True, blank=True, related_name="+")
    reported_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    reported_at = models.DateTimeField(default=timezone.now)
    filled_by = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+")
    filled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["date", "reported_at", "pk"]
        verbose_name = _("shift of somebody who fell ill")
        verbose_name_plural = _("shifts of people who fell ill")
        constraints = [
            models.UniqueConstraint(fields=["employee", "date"], name="one_sick_shift_a_day"),
            models.CheckConstraint(
                condition=Q(filled_by__isnull=True) | Q(filled_at__isnull=False), name="sick_shift_filled_at_a_moment"
            ),
        ]

    def __str__(self):
        return f"{self.employee} {self.date} {self.shift_type.code}"

    @property
    def whole(self) -> ShiftType:
        """The shift as it stood in the roster before she fell ill."""
        return self.shift_type.part_of if self.worked and self.shift_type.part_of else self.shift_type

    @property
    def opens_on(self) -> datetime.date:
        """The day on which it stands open, and of which it is a shift of who comes: past midnight the next."""
        return self.shift_type.valid_from if self.worked_id and self.shift_type.valid_from else self.date

    @property
    def last_day(self) -> datetime.date:
        """Until when she is on sick leave, as far as is known; hours past midnight are still of the shift."""
        leave = self.further if self.further and self.further.is_whole_day else self.absence
        return leave.last_day if leave else self.date


class CallNote(models.Model):
    """Somebody was called about a shift that stands open, and what came of it; never changed."""

    class Outcome(models.TextChoices):
        NO_ANSWER = "no_answer", pgettext_lazy("call", "no answer")
        COMES = "comes", pgettext_lazy("call", "will come")
        CANNOT = "cannot", pgettext_lazy("call", "cannot")

    shift = models.ForeignKey(SickShift, models.CASCADE, related_name="calls")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("call note")
        verbose_name_plural = _("call notes")

    def __str__(self):
        return f"{self.employee} {self.get_outcome_display()}"
