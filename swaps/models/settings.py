from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import Hall

MIDNIGHT = 24


class SwapSettings(models.Model):
    """How a hall handles swaps; the policy's way where it has set nothing."""

    hall = models.OneToOneField(Hall, models.CASCADE, related_name="swap_settings")
    last_hour = models.PositiveSmallIntegerField(
        _("can be asked for until, hour of the day before"),
        default=MIDNIGHT,
        validators=[MinValueValidator(1), MaxValueValidator(MIDNIGHT)],
        help_text=_("24: until midnight, so at the latest one day before the earlier shift."),
    )
    duty_managers_decide = models.BooleanField(
        _("duty managers approve, too"), default=True, help_text=_("Otherwise hall managers alone.")
    )
    remind_hours = models.PositiveSmallIntegerField(
        _("remind after, hours"), default=4, validators=[MinValueValidator(1), MaxValueValidator(72)]
    )
    hold_seconds = models.PositiveSmallIntegerField(
        _("a decision can be undone for, seconds"),
        default=30,
        validators=[MaxValueValidator(600)],
        help_text=_("People are told only then."),
    )

    class Meta:
        verbose_name = _("settings of swaps")
        verbose_name_plural = _("settings of swaps")
        constraints = [
            models.CheckConstraint(condition=models.Q(last_hour__range=(1, MIDNIGHT)), name="swap_last_hour_of_a_day")
        ]

    def __str__(self):
        return str(self.hall)

    @classmethod
    def of(cls, hall: Hall) -> "SwapSettings":
        """The hall's settings, unsaved defaults when it has none."""
        return cls.objects.filter(hall=hall).first() or cls(hall=hall)
