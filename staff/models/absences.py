from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .halls import minutes_of
from .people import Employee, User


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def approved(self) -> "AbsenceQuerySet":
        return self.filter(state=Absence.State.APPROVED)

    def between(self, first: date, last: date) -> "AbsenceQuerySet":
        """Absences that touch a day from first to last."""
        return self.filter(first_day__lte=last, last_day__gte=first)


class Absence(models.Model):
    """Whole days, or some hours of one day, on which an employee is not to be rostered."""

    class Kind(models.TextChoices):
        ANNUAL = "annual", _("annual leave")
        SICK = "sick", _("sick leave")
        PERSONAL = "personal", _("personal leave")
        LIEU = "lieu", _("time off in lieu")
        TRAINING = "training", _("training")
        UNAVAILABLE = "unavailable", _("unavailable")

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="absences", verbose_name=_("employee"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.ANNUAL)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    start = models.TimeField(_("from"), null=True, blank=True, help_text=_("Empty: the whole day."))
    end = models.TimeField(_("to"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.ASKED)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "employee"]
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="absence_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True)
                | Q(start__isnull=False, end__isnull=False, first_day=F("last_day")),
                name="absence_hours_of_one_day",
                violation_error_message=_("Hours can be given for a single day only; give both times."),
            ),
        ]

    def __str__(self):
        return f"{self.employee} · {self.get_kind_display()} · {self.first_day}"

    def clean(self):
        if self.start and self.end and self.end <= self.start:
            raise ValidationError({"end": _("The end is not after the start.")})

    @property
    def is_whole_day(self) -> bool:
        return self.start is None

    @property
    def counts_as_work(self) -> bool:
        """Whether the hours away are credited to the week: all but plain unavailability."""
        return self.kind != self.Kind.UNAVAILABLE

    @property
    def span(self) -> tuple[int, int]:
        """Minutes from midnight on each of its days."""
        if self.start is None or self.end is None:
            return 0, 24 * 60
        return minutes_of(self.start), minutes_of(self.end)
