from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from staff.models import Employee, Hall, User
from staff.months import last_day_of

from .shifts import ShiftType


class RosterQuerySet(models.QuerySet["Roster"]):
    def editable_by(self, user: User) -> "RosterQuerySet":
        return self.filter(hall__in=Hall.objects.managed_by(user))

    def visible_to(self, user: User) -> "RosterQuerySet":
        """What the user manages; elsewhere what has been published, and what the department is asked to review."""
        seen = Q(published_at__isnull=False)
        if user.reads_all_halls:
            seen |= Q(state=Roster.State.IN_REVIEW)
        shown = Q(hall__in=Hall.objects.visible_to(user)) & seen
        return self.filter(shown | Q(hall__in=Hall.objects.managed_by(user)))


class Roster(models.Model):
    """Who works which shift in one hall, for one month."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        PUBLISHED = "published", _("published")
        CLOSED = "closed", _("closed")

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="rosters")
    month = models.DateField(_("month"), help_text=_("Its first day."))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=0, help_text="Moves on with every edit.")
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="Empty again once it is published.")

    objects = RosterQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "hall"]
        verbose_name = _("roster")
        verbose_name_plural = _("rosters")
        constraints = [
            models.UniqueConstraint(fields=["hall", "month"], name="one_roster_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="roster_month_is_its_first_day"),
        ]

    def __str__(self):
        return f"{self.hall} {self.month:%Y-%m}"

    @property
    def last_day(self) -> date:
        return last_day_of(self.month)

    @property
    def days(self) -> list[date]:
        return [self.month + timedelta(days=n) for n in range(self.last_day.day)]

    @property
    def is_published(self) -> bool:
        """Whether staff can see it, now or as a closed one."""
        return self.published_at is not None

    @property
    def is_in_review(self) -> bool:
        """Whether it waits for a second person, nothing of it being published yet."""
        return self.state == self.State.IN_REVIEW

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed on the hall's clock."""
        return self.is_over_at(None)

    def is_over_at(self, moment: datetime | None) -> bool:
        """Whether its last day had passed at a moment, this one for None."""
        return self.last_day < self.hall.today(moment)


class Assignment(models.Model):
    """One employee on one date: a shift, or a kind of day off.

    Written by `rosters.edits.editing` and `rosters.builds.writing` only.
    """

    class DayOff(models.TextChoices):
        REST = "rest", _("day off")
        LIEU = "lieu", _("time off in lieu")

    class Origin(models.TextChoices):
        BUILT = "built", _("built")
        BY_HAND = "by_hand", _("by hand")
        COPIED = "copied", _("copied")

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="assignments")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="assignments")
    date = models.DateField(_("date"))
    shift_type = models.ForeignKey(ShiftType, models.PROTECT, null=True, blank=True, related_name="assignments")
    day_off = models.CharField(_("day off"), max_length=10, choices=DayOff.choices, blank=True)
    is_pinned = models.BooleanField(_("pinned"), default=False)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.BY_HAND)

    class Meta:
        ordering = ["date", "employee"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(fields=["employee", "date"], name="one_assignment_a_day"),
            models.CheckConstraint(
                condition=Q(shift_type__isnull=False, day_off="") | (Q(shift_type__isnull=True) & ~Q(day_off="")),
                name="assignment_is_shift_or_day_off",
            ),
        ]
        indexes = [models.Index(fields=["roster", "date"], name="assignment_by_day")]

    def __str__(self):
        return f"{self.employee} {self.date} {self.shift_type or self.get_day_off_display()}"

    def clean(self):
        if self.shift_type and self.shift_type.hall_id != self.roster.hall_id:
            raise ValidationError(_("This shift type belongs to another hall."))
