from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.models import Employee, Hall, User

from .occurrences import Occurrence


class PlanSettings(models.Model):
    """What a hall has settled about its service plan."""

    hall = models.OneToOneField(Hall, models.CASCADE, related_name="plan_settings")
    keep_days = models.PositiveSmallIntegerField(
        _("days that customers’ entries are kept"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
        help_text=_("After the last follow-up; then reference and notes are erased. Figures stay."),
    )

    class Meta:
        verbose_name = _("settings of the service plan")
        verbose_name_plural = _("settings of service plans")

    def __str__(self):
        return str(self.hall)

    @classmethod
    def of(cls, hall: Hall) -> "PlanSettings":
        return cls.objects.filter(hall=hall).first() or cls(hall=hall)


class Case(models.Model):
    """A customer to be followed up: a reference without name or full number, and nothing that outlives its use."""

    class Kind(models.TextChoices):
        NEW = "new", _("new customer")
        KNOWN = "known", _("existing customer")

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="cases")
    code = models.CharField(_("task"), max_length=32, help_text="The task’s, whatever becomes of its definition.")
    kind = models.CharField(_("customer"), max_length=5, choices=Kind.choices, default=Kind.NEW)
    reference = models.CharField(
        _("reference"),
        max_length=40,
        help_text=_("An order number, or surname and last digits. Names and long numbers are masked."),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    served_on = models.DateField(_("served on"))
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-served_on", "-pk"]
        verbose_name = _("customer to follow up")
        verbose_name_plural = _("customers to follow up")
        constraints = [
            models.UniqueConstraint(fields=["hall", "code", "reference", "served_on"], name="one_case_a_reference"),
        ]

    def __str__(self):
        return f"{self.code} {self.served_on}"


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def counted_in(self, occurrence: Occurrence) -> "FollowUpQuerySet":
        """Those that fall due in the occurrence's period, whose rate they are."""
        days = (occurrence.first_day, occurrence.last_day)
        return self.filter(hall=occurrence.hall_id, code=occurrence.task.code, due_on__range=days)

    def to_count_on(self, today: date) -> "FollowUpQuerySet":
        """Those whose day is over, and those reached by now: for the others there is still time."""
        return self.filter(Q(due_on__lt=today) | Q(outcome__in=REACHED))

    def reached(self) -> "FollowUpQuerySet":
        return self.filter(outcome__in=REACHED)

    def waiting(self) -> "FollowUpQuerySet":
        """Those without an outcome, and those in which nobody was reached, while the customer is known."""
        return self.filter(case__isnull=False).exclude(outcome__in=REACHED)


class FollowUp(models.Model):
    """One call to a customer on a day after she was served. It stays as a figure when the customer is erased."""

    class Outcome(models.TextChoices):
        OPEN = "", pgettext_lazy("of a follow-up", "open")
        CONTENT = "content", _("reached, content")
        PROBLEM = "problem", _("reached, has a problem")
        NOT_REACHED = "not_reached", _("not reached")

    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="follow_ups")
    hall = models.ForeignKey(Hall, models.CASCADE, related_name="follow_ups")
    code = models.CharField(max_length=32)
    due_on = models.DateField(_("due"))
    employee = models.ForeignKey(Employee, models.SET_NULL, null=True, related_name="+", verbose_name=_("employee"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, default=Outcome.OPEN, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    done_on = models.DateField(null=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [
            models.UniqueConstraint(fields=["case", "due_on"], name="one_follow_up_a_day"),
            models.CheckConstraint(
                condition=Q(outcome="", done_on__isnull=True) | (~Q(outcome="") & Q(done_on__isnull=False)),
                name="follow_up_done_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["hall", "code", "due_on"], name="follow_up_by_day")]

    def __str__(self):
        return f"{self.code} {self.due_on}"

    @property
    def is_overdue(self) -> bool:
        return self.outcome not in REACHED and self.due_on < self.hall.today()


REACHED = (FollowUp.Outcome.CONTENT, FollowUp.Outcome.PROBLEM)
