from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.models import Hall, User

Words = Any  # text, translated when it is shown


class Step(models.TextChoices):
    """What is done for each month of a hall, in this order; all but the last in the month before."""

    WISHES_OPEN = "wishes_open", _("Wishes open")
    WISHES_CLOSE = "wishes_close", _("Wishes close")
    BUILD = "build", _("Build")
    REVIEW = "review", _("Review")
    PUBLISH = "publish", _("Publish")
    CONFIRM = "confirm", pgettext_lazy("step of the monthly cycle", "Confirm")
    SUMMARY = "summary", _("To the department")
    CLOSE = "close", _("Close and measure")


def day_field(label: Words, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )


class CycleSettings(models.Model):
    """On which days a hall's steps fall due; the row without a hall is the department's, for halls without a row.

    Days are days of the month before the roster's, for closing of the month after it; times are
    the hall's. `rosters.cycles` makes moments of them.
    """

    hall = models.OneToOneField(Hall, models.CASCADE, null=True, blank=True, related_name="cycle_settings")
    wishes_open_day = day_field(_("wishes open on day"), 10)
    wishes_open_time = models.TimeField(_("wishes open at"), default=time(9))
    wishes_close_day = day_field(_("wishes close on day"), 20)
    wishes_close_time = models.TimeField(_("wishes close at"), default=time(18))
    build_day = day_field(_("build on day"), 25)
    build_time = models.TimeField(_("build at"), default=time(9))
    review_day = day_field(_("review by day"), 25)
    review_time = models.TimeField(_("review by"), default=time(18))
    publish_day = day_field(_("publish by day"), 26)
    publish_time = models.TimeField(_("publish by"), default=time(18))
    confirm_day = day_field(_("confirm by day"), 28)
    confirm_time = models.TimeField(_("confirm by"), default=time(18))
    summary_day = day_field(_("to the department on day"), 30)
    summary_time = models.TimeField(_("to the department at"), default=time(18))
    close_day = day_field(_("close on day of the month after"), 5)
    close_time = models.TimeField(_("close at"), default=time(18))

    builds_itself = models.BooleanField(
        _("build without being asked"), default=True, help_text=_("Only while nothing stands in the month.")
    )
    publishes_itself = models.BooleanField(
        _("publish without being asked"),
        default=False,
        help_text=_("Never with a hard rule broken, and never where a second person reviews."),
    )
    closes_itself = models.BooleanField(
        _("close the month without being asked"),
        default=True,
        help_text=_("Only when nothing is unpublished. A closed month cannot be changed any more."),
    )

    class Meta:
        verbose_name = _("settings of the monthly cycle")
        verbose_name_plural = _("settings of the monthly cycle")
        constraints = [
            # A unique column alone takes any number of empty values.
            models.UniqueConstraint(Coalesce("hall", Value(0)), name="one_cycle_setting_a_hall"),
        ]

    def __str__(self):
        return str(self.hall or _("the department"))

    def clean(self):
        before: tuple[int, time] | None = None
        for step in list(Step)[:-1]:
            moment = self.when(step)
            if None in moment:
                return
            if before and moment < before:
                raise ValidationError({f"{step}_day": _("This would fall due before the step that it follows.")})
            before = moment

    @classmethod
    def of(cls, hall: Hall) -> "CycleSettings":
        """The hall's own settings, else the department's, else the policy's, unsaved."""
        return cls.of_all([hall])[hall.pk]

    @classmethod
    def of_all(cls, halls: Iterable[Hall]) -> dict[int, "CycleSettings"]:
        """What holds in each hall, by its primary key, with one query."""
        halls = list(halls)
        rows = {row.hall_id: row for row in cls.objects.filter(Q(hall__in=halls) | Q(hall__isnull=True))}
        common = rows.get(None) or cls()
        return {hall.pk: rows.get(hall.pk, common) for hall in halls}

    def when(self, step: str) -> tuple[int, time]:
        """Day of the month and time at which a step falls due."""
        return getattr(self, f"{step}_day"), getattr(self, f"{step}_time")


# What keeps a step from being done and passes without anybody's doing, and after how long it is told all the same.
PATIENCE = {"is_building": timedelta(hours=6), "time_to_confirm": timedelta(days=1)}
# The program looks each quarter of an hour, and a build takes its time: so far after its moment it is not late.
GRACE = timedelta(hours=1)


class CycleStepQuerySet(models.QuerySet["CycleStep"]):
    def late_at(self, now: datetime) -> "CycleStepQuerySet":
        """Those done late, and those that are overdue, unless only time is needed."""
        done_late = Q(done_at__gt=F("due_at") + GRACE) | Q(is_by_cycle=False, done_at__gt=F("due_at"))
        rows = self.filter(done_late | Q(done_at__isnull=True, due_at__lt=now))
        for reason, patience in PATIENCE.items():
            rows = rows.exclude(done_at__isnull=True, held_up__reason=reason, due_at__gt=now - patience)
        return rows


class CycleStep(models.Model):
    """A step that has fallen due: when, who did it, with what result, or what keeps it from being done.

    Whoever takes it on writes `claim` with one UPDATE and may finish it only with that claim; a claim
    that was left lying counts for nothing after a while. `result` and `held_up` are facts, put into
    words by `cyclewords`. The row without a hall is the department's.
    """

    hall = models.ForeignKey(Hall, models.CASCADE, null=True, blank=True, related_name="cycle_steps")
    month = models.DateField(_("month"), help_text=_("Its first day."))
    step = models.CharField(_("step"), max_length=20, choices=Step.choices)
    due_at = models.DateTimeField(_("due"))
    claim = models.UUIDField(null=True)
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(_("done"), null=True)
    is_by_cycle = models.BooleanField(_("done by the program"), default=False)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=150, blank=True, help_text="Kept when the user is gone.")
    result = models.JSONField(null=True)
    held_up = models.JSONField(null=True)
    late_told_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    objects = CycleStepQuerySet.as_manager()

    class Meta:
        ordering = ["month", "due_at"]
        verbose_name = _("step of the monthly cycle")
        verbose_name_plural = _("steps of the monthly cycle")
        constraints = [
            models.UniqueConstraint(Coalesce("hall", Value(0)), "month", "step", name="one_cycle_step_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="cycle_month_is_its_first_day"),
        ]
        indexes = [models.Index(fields=["hall", "month"], name="cycle_step_by_month")]

    def __str__(self):
        return f"{self.hall or _('the department')} {self.month:%Y-%m} {self.get_step_display()}"

    @property
    def is_late(self) -> bool:
        """Whether it was done after it was due; the program has its time for what it does."""
        return self.done_at is not None and self.done_at > self.due_at + (GRACE if self.is_by_cycle else timedelta())

    @property
    def patience(self) -> timedelta:
        """How long nobody has to do anything about what keeps it from being done."""
        return PATIENCE.get((self.held_up or {}).get("reason", ""), timedelta())
