from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .absences import Absence
from .halls import Hall, code_validator
from .people import Employee

Usual = Absence.Kind

# What the law and custom say of each kind where neither the department nor the hall says otherwise.
USUAL: dict[str, dict[str, Any]] = {
    Usual.ANNUAL: {"days_a_year": 5},
    Usual.SICK: {"needs_attachment": True},
    Usual.PERSONAL: {"is_paid": False},
    Usual.MARRIAGE: {"days_a_year": 3, "counts_every_day": True, "may_be_hours": False, "needs_attachment": True},
    Usual.MATERNITY: {"days_a_year": 98, "counts_every_day": True, "may_be_hours": False, "needs_attachment": True},
    Usual.LIEU: {},
    Usual.TRAINING: {},
    Usual.TEAM: {},
    Usual.UNAVAILABLE: {"is_paid": False},
}


class AbsenceKind(models.Model):
    """What a hall, or without one the whole department, has settled about a kind of absence.

    A kind with a code that is not among the usual ones is the hall's own and needs a name.
    """

    class Approver(models.TextChoices):
        MANAGER = "manager", _("hall managers")
        DUTY_MANAGER = "duty_manager", _("hall managers and duty managers")

    hall = models.ForeignKey(
        Hall, models.CASCADE, null=True, blank=True, related_name="absence_kinds", help_text="Empty: every hall."
    )
    code = models.CharField(_("code"), max_length=20, validators=[code_validator])
    name = models.CharField(
        pgettext_lazy("of a kind", "name"), max_length=30, blank=True, help_text=_("Empty: the usual name.")
    )
    days_a_year = models.PositiveSmallIntegerField(
        _("allowance, days a year"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(366)],
        help_text=_("Empty: nobody has an allowance. With one, a person may have another of her own."),
    )
    counts_every_day = models.BooleanField(
        _("rest days inside it count, too"), default=False, help_text=_("Otherwise only workdays of the calendar.")
    )
    is_paid = models.BooleanField(pgettext_lazy("leave", "paid"), default=True)
    may_be_hours = models.BooleanField(_("may be part of a day"), default=True)
    needs_attachment = models.BooleanField(
        _("needs a document"), default=False, help_text=_("Such as a doctor’s note; can be handed in later.")
    )
    approver = models.CharField(_("approved by"), max_length=20, choices=Approver.choices, default=Approver.MANAGER)
    is_offered = models.BooleanField(_("people may ask for it"), default=True)

    class Meta:
        ordering = ["hall", "code"]
        verbose_name = _("kind of absence")
        verbose_name_plural = _("kinds of absence")
        constraints = [
            models.UniqueConstraint(fields=["hall", "code"], name="one_absence_kind_a_code"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(hall__isnull=True), name="one_department_absence_kind_a_code"
            ),
        ]

    def __str__(self):
        return str(self.name or (Usual(self.code).label if self.code in Usual else self.code))

    def clean(self):
        if not self.name and self.code not in Usual:
            raise ValidationError({"name": _("A kind of your own needs a name.")})

    @classmethod
    def of(cls, hall: Hall | None) -> "dict[str, AbsenceKind]":
        """Every kind of the hall by code, the usual ones first: its own row, else the department's, else unsaved.

        Without a hall, what holds where no hall has a row of its own.
        """
        return cls.of_each([hall])[hall]

    @classmethod
    def of_each(cls, halls: Iterable[Hall | None]) -> "dict[Hall | None, dict[str, AbsenceKind]]":
        """The same of several halls; one query."""
        halls = list(halls)
        rows = list(cls.objects.filter(Q(hall__in=[hall for hall in halls if hall]) | Q(hall__isnull=True)))
        common = [row for row in rows if row.hall_id is None]
        found = {}
        for hall in halls:
            own = [row for row in rows if hall and row.hall_id == hall.pk]
            kinds = {str(code): cls(code=code, **facts) for code, facts in USUAL.items()}
            found[hall] = kinds | {row.code: row for row in (*common, *own)}
        return found

    @classmethod
    def usual_codes(cls) -> set[str]:
        return set(USUAL)

    @property
    def is_lieu(self) -> bool:
        """Whether it is paid for from the time bank."""
        return self.code == Usual.LIEU


class Allowance(models.Model):
    """How many days a person has in a year of a kind with an allowance, where it is not as many as everybody."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="allowances")
    kind = models.CharField(_("kind"), max_length=20)
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    days = models.DecimalField(
        _("days"), max_digits=4, decimal_places=1, validators=[MinValueValidator(0), MaxValueValidator(366)]
    )

    class Meta:
        ordering = ["employee", "year", "kind"]
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        constraints = [
            models.UniqueConstraint(fields=["employee", "kind", "year"], name="one_allowance_a_kind_and_year"),
        ]

    def __str__(self):
        return f"{self.employee} {self.year}"


def most_away(label: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("Empty: no limit.")
    )


class LeaveSettings(models.Model):
    """How many people of a hall may be away for whole days at once; no limit where it has set none."""

    hall = models.OneToOneField(Hall, models.CASCADE, related_name="leave_settings")
    most_on_workdays = most_away(_("most people away on a workday"))
    most_on_rest_days = most_away(_("most people away on a rest day"))
    most_on_holidays = most_away(_("most people away on a statutory holiday"))

    class Meta:
        verbose_name = _("settings of leave")
        verbose_name_plural = _("settings of leave")

    def __str__(self):
        return str(self.hall)

    @classmethod
    def of(cls, hall: Hall) -> "LeaveSettings":
        """The hall's settings, unsaved defaults when it has none."""
        return cls.objects.filter(hall=hall).first() or cls(hall=hall)
