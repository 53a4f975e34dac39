from typing import Any, NoReturn

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from staff.models import Hall, Post, User
from staff.models.audit import Unchangeable

READERS = (Post.Role.MANAGER, Post.Role.SUPERVISOR)


def halls_read_by(user: User) -> models.QuerySet[Hall]:
    """Halls whose summaries the user may read: all for management, else those she manages or supervises."""
    if user.reads_all_halls:
        return Hall.objects.all()
    return Hall.objects.filter(pk__in=user.posts.filter(role__in=READERS).values("hall"))


class SummaryQuerySet(models.QuerySet["Summary"]):
    def visible_to(self, user: User) -> "SummaryQuerySet":
        """The department's for management alone, a hall's for whoever manages or supervises it too."""
        return self if user.reads_all_halls else self.filter(hall__in=halls_read_by(user))

    def in_force(self) -> "SummaryQuerySet":
        """The last number of each hall and month."""
        return self.filter(replaced_at__isnull=True)

    def of_halls(self) -> "SummaryQuerySet":
        return self.filter(hall__isnull=False)

    def of_department(self) -> "SummaryQuerySet":
        return self.filter(hall__isnull=True)


class Summary(models.Model):
    """What management is told of a month, of one hall or (`hall` empty) of the department: numbered and frozen.

    `figures` is a `figures.Figures` as JSON and never changes; a later change of the month makes
    the next number, with `differences` to the one before. The columns below repeat those of its
    figures that lists are made of, amounts of work in minutes. `version` is the roster's
    publication that was counted, and `parts` are the halls' summaries in a department's.
    """

    hall = models.ForeignKey(Hall, models.PROTECT, null=True, blank=True, related_name="summaries")
    month = models.DateField(_("month"), help_text=_("Its first day."))
    number = models.PositiveIntegerField(_("number"))
    version = models.PositiveIntegerField(null=True, blank=True)
    figures = models.JSONField(encoder=DjangoJSONEncoder)
    differences = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    parts = models.ManyToManyField("self", symmetrical=False, related_name="wholes")
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When its readers were told.")
    replaced_at = models.DateTimeField(null=True, blank=True, help_text="When the next number was made.")
    checked_at = models.DateTimeField(null=True, blank=True, help_text="When it was last found to be still true.")
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=150, blank=True, help_text="Kept when the user is gone.")

    people = models.PositiveIntegerField()
    planned_minutes = models.PositiveIntegerField()
    overtime_minutes = models.PositiveIntegerField()
    needed_minutes = models.PositiveIntegerField()
    missing_minutes = models.PositiveIntegerField()
    cover_by_day = models.JSONField(default=list, help_text="Of each day in percent, null where nobody is needed.")
    most_overtime = models.JSONField(default=list, help_text="Those with the most: name, minutes, minutes allowed.")
    most_overtime_minutes = models.PositiveIntegerField(default=0, help_text="Of the first of them.")
    plan_due = models.PositiveIntegerField()
    plan_completed = models.PositiveIntegerField()
    days_late = models.PositiveIntegerField(null=True, blank=True, help_text="Of the publication; empty without one.")

    objects = SummaryQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "hall__name", "-number"]
        verbose_name = _("summary")
        verbose_name_plural = _("summaries")
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "month", "number"], condition=Q(hall__isnull=False), name="one_summary_a_number"
            ),
            models.UniqueConstraint(
                fields=["month", "number"], condition=Q(hall__isnull=True), name="one_department_summary_a_number"
            ),
            models.UniqueConstraint(
                fields=["hall", "month"],
                condition=Q(hall__isnull=False, replaced_at__isnull=True),
                name="one_summary_in_force",
            ),
            models.UniqueConstraint(
                fields=["month"],
                condition=Q(hall__isnull=True, replaced_at__isnull=True),
                name="one_department_summary_in_force",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="summary_month_is_its_first_day"),
        ]
        indexes = [
            models.Index(fields=["month", "hall"], condition=Q(replaced_at__isnull=True), name="summary_in_force"),
            models.Index(fields=["made_at"], condition=Q(sent_at__isnull=True), name="summary_to_send"),
        ]

    def __str__(self):
        return f"{self.hall or _('department')} {self.month:%Y-%m} #{self.number}"

    def save(self, *args: Any, **more: Any) -> None:
        if not self._state.adding:
            raise Unchangeable
        super().save(*args, **more)

    def delete(self, *args: Any, **more: Any) -> NoReturn:
        raise Unchangeable

    @property
    def notice_key(self) -> str:
        """Names the event that its readers are told of."""
        return f"summary:{self.pk}"
