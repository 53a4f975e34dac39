from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import Employee

from .shifts import ShiftType

LEAST_RUN_MOST = 14
WEEKENDS_MOST = 6
SHIFTS_MOST = 31


def minutes_limit(label: Any) -> models.PositiveIntegerField:
    """Minutes of a month, None for no limit."""
    return models.PositiveIntegerField(label, null=True, blank=True, validators=[MaxValueValidator(31 * 24 * 60)])


def count_limit(label: Any, most: int, *, least: int = 0) -> models.PositiveSmallIntegerField:
    """Days, weekends or shifts, None for no limit."""
    validators = [MinValueValidator(least), MaxValueValidator(most)]
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=validators)


class PersonLimits(models.Model):
    """What one person's month may hold, where it differs from the hall's rules; None leaves it to the hall."""

    employee = models.OneToOneField(Employee, models.CASCADE, related_name="limits")
    most_minutes = minutes_limit(_("most minutes a month"))
    least_minutes = minutes_limit(_("least minutes a month"))
    most_run = count_limit(_("most working days in a row"), 31, least=1)
    least_run = count_limit(_("least working days in a row"), LEAST_RUN_MOST)
    least_rest = count_limit(_("least days off in a row"), LEAST_RUN_MOST)
    most_weekends = count_limit(_("most weekends a month"), WEEKENDS_MOST)

    class Meta:
        verbose_name = _("limits of a person")
        verbose_name_plural = _("limits of people")

    def __str__(self):
        return str(self.employee)

    def clean(self):
        if self.employee_id and (
            faults := dict(faults_between(self, getattr(self.employee.hall, "rule_settings", None)))
        ):
            raise ValidationError(faults)


class ShiftLimit(models.Model):
    """How often at most one person works a shift type in a month."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="shift_limits", verbose_name=_("employee"))
    shift_type = models.ForeignKey(ShiftType, models.CASCADE, related_name="limits", verbose_name=_("shift type"))
    most = models.PositiveSmallIntegerField(_("at most"), validators=[MaxValueValidator(SHIFTS_MOST)])

    class Meta:
        ordering = ["employee__code", "shift_type__start", "shift_type__code"]
        verbose_name = _("limit of a shift type")
        verbose_name_plural = _("limits of shift types")
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "shift_type"],
                name="one_limit_a_person_and_shift",
                violation_error_message=_("She has a limit for this shift type already."),
            ),
        ]

    def __str__(self):
        return f"{self.employee} {self.shift_type.code}"


def faults_between(own: Any, hall: Any) -> Iterator[tuple[str, Any]]:
    """Limits that leave nothing between them, by field, the hall's where somebody has none of her own."""

    def limit(name: str, hall_name: str) -> int | None:
        value: int | None = getattr(own, name)
        return getattr(hall, hall_name, None) if value is None else value

    least, most = limit("least_minutes", "month_least_minutes"), limit("most_minutes", "month_most_minutes")
    if least is not None and most is not None and least > most:
        yield "least_minutes" if own.least_minutes is not None else "most_minutes", _("The least is above the most.")
    least, most = limit("least_run", "least_run"), limit("most_run", "days_in_a_row")
    if least is not None and most is not None and least > most:
        field = "least_run" if own.least_run is not None else "most_run"
        yield field, _("More days in a row are wanted than are allowed.")
