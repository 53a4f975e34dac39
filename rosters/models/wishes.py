from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import Employee

from .shifts import ShiftType


class Wish(models.Model):
    """An employee would like, or rather not, to work a shift (or at all) on a date."""

    class Strength(models.IntegerChoices):
        MILD = 1, _("mild")
        CLEAR = 2, _("clear")
        STRONG = 3, _("strong")

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="wishes", verbose_name=_("employee"))
    date = models.DateField(_("date"))
    shift_type = models.ForeignKey(
        ShiftType,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("shift type"),
        help_text=_("Empty: working at all."),
    )
    prefers = models.BooleanField(_("would like it"), default=False, help_text=_("Unticked: would rather not."))
    strength = models.PositiveSmallIntegerField(_("strength"), choices=Strength.choices, default=Strength.CLEAR)
    note = models.CharField(_("note"), max_length=100, blank=True)
    is_late = models.BooleanField(default=False, help_text="Entered by a manager after wishes were closed.")

    class Meta:
        ordering = ["date", "employee"]
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        constraints = [
            models.UniqueConstraint(fields=["employee", "date", "shift_type"], name="one_wish_a_shift_and_date"),
            models.UniqueConstraint(
                fields=["employee", "date"],
                condition=models.Q(shift_type__isnull=True),
                name="one_wish_a_date_to_work_at_all",
            ),
        ]

    def __str__(self):
        return f"{self.employee} {self.date}"

    def clean(self):
        if not self.employee_id:
            return
        if self.shift_type and self.shift_type.hall_id != self.employee.hall_id:
            raise ValidationError({"shift_type": _("This shift type belongs to another hall.")})
        if not self.date:
            return
        if not self.employee.is_employed_on(self.date):
            said = _("%(name)s is not employed on this day.") % {"name": self.employee}
            raise ValidationError({"date": said})
        twins = Wish.objects.filter(employee=self.employee_id, date=self.date, shift_type=self.shift_type_id)
        if twins.exclude(pk=self.pk).exists():
            raise ValidationError({"date": _("There is a wish for this day and shift already; change that one.")})
