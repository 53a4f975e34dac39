from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Case, DateField, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.models import Employee, Hall, User

from .tasks import ADDING, PlanTask

# So long ahead somebody has to answer for an occurrence; before that its roster may not be out.
NEAR = timedelta(days=7)


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    def visible_to(self, user: User) -> "OccurrenceQuerySet":
        return self.filter(hall__in=Hall.objects.visible_to(user))

    def with_state(self, halls: Iterable[Hall]) -> "OccurrenceQuerySet":
        """Each row knows its `state` today on its own hall's clock, as `Occurrence.state_on` says it."""
        today = today_of(halls)
        unfinished = Q(completed_on__isnull=True) | Q(verdict=Occurrence.Verdict.RETURNED)
        running = Q(due_on__gt=today, task__measure__in=ADDING) & ~Q(verdict=Occurrence.Verdict.CONFIRMED)
        return self.annotate(
            state=Case(
                When(verdict=Occurrence.Verdict.EXCUSED, then=Value(State.EXCUSED)),
                When(unfinished & Q(closes_on__lt=today), then=Value(State.MISSED)),
                When(unfinished, then=Value(State.OPEN)),
                When(completed_on__gt=F("due_on"), then=Value(State.LATE)),
                When(running, then=Value(State.OPEN)),
                default=Value(State.DONE),
                output_field=models.CharField(),
            ),
            is_overdue=Case(
                When(Q(state=State.OPEN, due_on__lt=today), then=Value(True)),
                default=Value(False),
                output_field=models.BooleanField(),
            ),
            is_far=Case(
                When(due_on__gt=today_of(halls, NEAR), then=Value(True)),
                default=Value(False),
                output_field=models.BooleanField(),
            ),
        )

    def in_state(self, *states: str) -> "OccurrenceQuerySet":
        """Of rows that know their state, those in one of these."""
        wanted: dict[str, Any] = {"state__in": states}
        return self.filter(**wanted)

    def waiting(self) -> "OccurrenceQuerySet":
        """Of rows that know their state, those done and not assessed yet."""
        return self.in_state(State.DONE, State.LATE).filter(verdict=Occurrence.Verdict.NONE)

    def overdue(self) -> "OccurrenceQuerySet":
        """Of rows that know their state, those past their day that can still be done."""
        wanted: dict[str, Any] = {"is_overdue": True}
        return self.filter(**wanted)

    def unnamed(self, today: date) -> "OccurrenceQuerySet":
        """Those due within a week, or sent back and still to be done, for which nobody answers."""
        coming = Q(verdict=Occurrence.Verdict.NONE, due_on__gte=today)
        asked_again = Q(verdict=Occurrence.Verdict.RETURNED, closes_on__gte=today)
        rows = self.filter(answerable_name="", completed_on__isnull=True, due_on__lte=today + NEAR)
        return rows.filter(coming | asked_again)


def today_of(halls: Iterable[Hall], later: timedelta = timedelta()) -> Case:
    """Today, or so much later, by the hall's time zone, as an expression of the database."""
    todays = {hall.time_zone: hall.today() + later for hall in halls}
    return Case(
        *(When(hall__time_zone=zone, then=Value(day)) for zone, day in todays.items()),
        default=Value(max(todays.values(), default=date.min)),
        output_field=DateField(),
    )


class State(models.TextChoices):
    OPEN = "open", pgettext_lazy("of a task", "open")
    DONE = "done", pgettext_lazy("of a task", "done")
    LATE = "late", pgettext_lazy("of a task", "late")
    MISSED = "missed", pgettext_lazy("of a task", "missed")
    EXCUSED = "excused", pgettext_lazy("of a task", "excused")


class Occurrence(models.Model):
    """A task in one of its periods: when it is due, who answers for it, what has been recorded.

    `value`, `base`, `completed_on` and `is_met` sum up the records; `plans.recording` keeps them.
    """

    class Verdict(models.TextChoices):
        NONE = "", _("not assessed")
        CONFIRMED = "confirmed", _("confirmed")
        RETURNED = "returned", _("sent back")
        EXCUSED = "excused", _("excused")

    task = models.ForeignKey(PlanTask, models.PROTECT, related_name="occurrences")
    hall = models.ForeignKey(Hall, models.PROTECT, related_name="plan_occurrences")
    first_day = models.DateField()
    last_day = models.DateField()
    due_on = models.DateField(_("due"))
    closes_on = models.DateField(help_text="The last day on which it can be recorded.")
    answerable = models.ForeignKey(Employee, models.SET_NULL, null=True, related_name="+")
    answerable_name = models.CharField(max_length=100, blank=True, help_text="Empty: nobody.")
    value = models.PositiveIntegerField(default=0)
    base = models.PositiveIntegerField(default=0)
    completed_on = models.DateField(null=True)
    is_met = models.BooleanField(null=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.NONE, blank=True)

    objects = OccurrenceQuerySet.as_manager()

    # What `with_state` adds; annotations for the type checker.
    state: str
    is_overdue: bool
    is_far: bool

    class Meta:
        ordering = ["due_on", "task"]
        verbose_name = _("occurrence of a task")
        verbose_name_plural = _("occurrences of tasks")
        constraints = [
            models.UniqueConstraint(fields=["task", "first_day"], name="one_occurrence_a_period"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="occurrence_ends_after_start"),
        ]
        indexes = [models.Index(fields=["hall", "due_on"], name="occurrence_by_day")]

    def __str__(self):
        return f"{self.task} {self.first_day}" + (f" – {self.last_day}" if self.last_day != self.first_day else "")

    def state_on(self, today: date) -> str:
        """What a row says by itself; `with_state` says the same of many."""
        if self.verdict == self.Verdict.EXCUSED:
            return State.EXCUSED
        if self.completed_on is None or self.verdict == self.Verdict.RETURNED:
            return State.MISSED if self.closes_on < today else State.OPEN
        if self.completed_on > self.due_on:
            return State.LATE
        is_running = self.task.adds_up and self.due_on > today and self.verdict != self.Verdict.CONFIRMED
        return State.OPEN if is_running else State.DONE

    @property
    def opens_on(self) -> date:
        """The first day on which it can be recorded: a due day moved before the period opens it early."""
        return min(self.first_day, self.due_on)

    @property
    def percent(self) -> float | None:
        """The rate in percent, None for a rate of nothing."""
        return round(100 * self.value / self.base, 1) if self.base else None


class Assessment(models.Model):
    """A supervisor's word on an occurrence; all of them are kept, the last one counts."""

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="assessments")
    verdict = models.CharField(max_length=10, choices=Occurrence.Verdict.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")

    def __str__(self):
        return f"{self.occurrence} {self.get_verdict_display()}"
