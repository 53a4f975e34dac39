from collections.abc import Iterable
from datetime import date
from typing import Any, NoReturn

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .audit import Unchangeable
from .halls import Hall
from .people import Employee, User

PERCENTS = [MinValueValidator(100), MaxValueValidator(1000)]


class TimeBankQuerySet(models.QuerySet["TimeBankEntry"]):
    def balances(self, employees: Iterable[Employee], *, on: date) -> dict[int, int]:
        """Minutes owed to each of the employees at the end of a date, by primary key."""
        entries = self.filter(employee__in=employees, date__lte=on)
        sums = entries.order_by().values("employee").annotate(total=Sum("minutes"))
        return {row["employee"]: row["total"] for row in sums}

    def total(self) -> int:
        return self.aggregate(total=Sum("minutes"))["total"] or 0

    def update(self, **columns: Any) -> NoReturn:
        raise Unchangeable

    def delete(self) -> NoReturn:
        raise Unchangeable


class TimeBankEntry(models.Model):
    """Minutes put into (+) or taken out of (-) an employee's time bank; never changed, never deleted.

    What a month's roster gives rise to names the month and the version it was read from.
    A later version adds the difference, so that the sum of a month's entries of a kind is
    what the last version says.
    """

    class Kind(models.TextChoices):
        EARNED = "earned", _("overtime earned")
        TAKEN = "taken", _("time off taken")
        EXPIRED = "expired", _("expired")
        CORRECTED = "corrected", _("corrected")
        PAID_OUT = "paid_out", _("paid out")

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="bank_entries")
    date = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.CORRECTED)
    minutes = models.IntegerField(_("minutes"))
    reason = models.CharField(_("reason"), max_length=100, blank=True)
    month = models.DateField(_("month"), null=True, blank=True)
    version = models.PositiveIntegerField(null=True, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = TimeBankQuerySet.as_manager()

    class Meta:
        ordering = ["date", "pk"]
        verbose_name = _("time bank entry")
        verbose_name_plural = _("time bank entries")
        constraints = [models.CheckConstraint(condition=~Q(minutes=0), name="bank_entry_moves_something")]
        indexes = [models.Index(fields=["employee", "month"], name="bank_entry_by_month")]

    def __str__(self):
        return f"{self.employee} {self.date} {self.minutes:+d}"

    def save(self, *args: Any, **more: Any) -> None:
        if not self._state.adding:
            raise Unchangeable
        super().save(*args, **more)

    def delete(self, *args: Any, **more: Any) -> NoReturn:
        raise Unchangeable


class TimeBankSettings(models.Model):
    """How a hall pays overtime and keeps its time banks; the law's way where it has set nothing."""

    hall = models.OneToOneField(Hall, models.CASCADE, related_name="bank_settings")
    long_day_percent = models.PositiveSmallIntegerField(
        _("pay beyond the standard day, %"), default=150, validators=PERCENTS
    )
    further_day_percent = models.PositiveSmallIntegerField(
        _("pay beyond the week, %"), default=200, validators=PERCENTS
    )
    holiday_percent = models.PositiveSmallIntegerField(
        _("pay on statutory holidays, %"),
        default=300,
        validators=PERCENTS,
        help_text=_("Work on statutory holidays is always paid, never banked."),
    )
    banks_long_days = models.BooleanField(_("overtime beyond the standard day may be banked"), default=False)
    banks_further_days = models.BooleanField(_("overtime beyond the week may be banked"), default=True)
    banks_unless_asked = models.BooleanField(
        _("bank the overtime of those who have not chosen"), default=True, help_text=_("Otherwise it is paid.")
    )
    most_owing_minutes = models.PositiveIntegerField(
        _("time off in advance, at most minutes"),
        default=0,
        validators=[MaxValueValidator(10_080)],
        help_text=_("How far below zero a time bank may go."),
    )
    expires_after_months = models.PositiveSmallIntegerField(
        _("expires after, months"),
        default=12,
        validators=[MaxValueValidator(120)],
        help_text=_("0: never. The oldest minutes are taken first."),
    )

    class Meta:
        verbose_name = _("settings of the time bank")
        verbose_name_plural = _("settings of time banks")

    def __str__(self):
        return str(self.hall)

    @classmethod
    def of(cls, hall: Hall) -> "TimeBankSettings":
        """The hall's settings, unsaved defaults when it has none."""
        return cls.objects.filter(hall=hall).first() or cls(hall=hall)


class OvertimeChoice(models.Model):
    """Whether an employee wants her overtime banked or paid, from a month on."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="overtime_choices")
    from_month = models.DateField()
    is_banked = models.BooleanField()

    class Meta:
        ordering = ["employee", "from_month"]
        verbose_name = _("choice between pay and time off")
        verbose_name_plural = _("choices between pay and time off")
        constraints = [
            models.UniqueConstraint(fields=["employee", "from_month"], name="one_overtime_choice_a_month"),
        ]

    def __str__(self):
        return f"{self.employee} {self.from_month:%Y-%m}"
