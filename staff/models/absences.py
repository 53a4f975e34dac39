from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .halls import minutes_of
from .people import Employee, User


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def approved(self) -> "AbsenceQuerySet":
        return self.filter(state=Absence.State.APPROVED)

    def waiting(self) -> "AbsenceQuerySet":
        """Those that somebody has to decide about."""
        return self.filter(state=Absence.State.ASKED)

    def standing(self) -> "AbsenceQuerySet":
        """Those that are approved, or may still be."""
        return self.filter(state__in=(Absence.State.ASKED, Absence.State.APPROVED))

    def whole_days(self) -> "AbsenceQuerySet":
        return self.filter(start__isnull=True)

    def between(self, first: date, last: date) -> "AbsenceQuerySet":
        """Absences that touch a day from first to last."""
        return self.filter(first_day__lte=last, last_day__gte=first)


class Absence(models.Model):
    """Whole days, or some hours of one day, on which an employee is not to be rostered.

    `kind` is the code of an `AbsenceKind`: the hall's row, else the department's, else the usual one.
    """

    class Kind(models.TextChoices):
        """The kinds that every hall has."""

        ANNUAL = "annual", _("annual leave")
        SICK = "sick", _("sick leave")
        PERSONAL = "personal", _("personal leave")
        MARRIAGE = "marriage", _("marriage leave")
        MATERNITY = "maternity", _("maternity leave")
        LIEU = "lieu", _("time off in lieu")
        TRAINING = "training", _("training")
        TEAM = "team", _("team activity")
        UNAVAILABLE = "unavailable", _("unavailable")

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("absence", "withdrawn")

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="absences", verbose_name=_("employee"))
    kind = models.CharField(_("kind"), max_length=20, default=Kind.ANNUAL)
    kind_name = models.CharField(
        max_length=30, blank=True, editable=False, help_text="The hall's own name of the kind; empty for the usual one."
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    start = models.TimeField(_("from"), null=True, blank=True, help_text=_("Empty: the whole day."))
    end = models.TimeField(_("to"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.ASKED)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(
        _("reason of the decision"),
        max_length=200,
        blank=True,
        help_text=_("Needed when it goes beyond the allowance."),
    )
    is_late = models.BooleanField(default=False, help_text="Entered by a manager after wishes and leave were closed.")

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
        if self.employee_id:
            self._take_kind()

    def _take_kind(self) -> None:
        """Look the kind up in the hall: it must be one of its own, and knows whether it may be hours."""
        from .absencekinds import AbsenceKind  # leaf: kinds refer to absences

        kind = AbsenceKind.of(self.employee.hall).get(self.kind)
        if kind is None:
            raise ValidationError({"kind": _("This hall has no such kind of absence.")})
        if self.start and not kind.may_be_hours:
            raise ValidationError({"start": _("This kind is for whole days only.")})
        self.kind_name = kind.name

    def get_kind_display(self) -> str:
        """The kind in words: the hall's own, else the usual ones."""
        known = self.kind_name or (Absence.Kind(self.kind).label if self.kind in Absence.Kind else self.kind)
        return str(known)

    @property
    def days(self) -> list[date]:
        return [self.first_day + timedelta(days=n) for n in range((self.last_day - self.first_day).days + 1)]

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state == self.State.ASKED

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
