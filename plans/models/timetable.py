from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from staff.models import Employee, Hall, User
from staff.models.halls import minutes_of


class TimeBlock(models.Model):
    """A stretch of every day's timetable with its checks, one a line, for one section of the hall.

    A changed block is a new row from a day on, as with plan tasks; what was ticked stays with the old one.
    """

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="time_blocks")
    section = models.CharField(_("section"), max_length=50)
    start = models.TimeField(_("from"))
    end = models.TimeField(_("to"))
    checks = models.TextField(_("checks"), max_length=2000, help_text=_("One a line."))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    since = models.PositiveSmallIntegerField(
        default=0, help_text="Minutes from midnight on its first day; a block that was over by then does not count."
    )

    class Meta:
        ordering = ["section", "start"]
        verbose_name = _("time block")
        verbose_name_plural = _("time blocks")
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="time_block_ends_after_start",
                violation_error_message=_("The end is not after the start."),
            ),
            models.UniqueConstraint(
                fields=["hall", "section", "start", "end"],
                condition=Q(valid_to__isnull=True),
                name="one_time_block_without_end",
            ),
        ]

    def __str__(self):
        return f"{self.section} {self.start:%H:%M}–{self.end:%H:%M}"

    def clean(self):
        if not self.lines:
            raise ValidationError({"checks": _("Write at least one check.")})

    @property
    def lines(self) -> list[str]:
        """The checks, without empty lines and repetitions."""
        return list(dict.fromkeys(line.strip()[:200] for line in self.checks.splitlines() if line.strip()))

    @property
    def span(self) -> tuple[int, int]:
        """Minutes from midnight."""
        return minutes_of(self.start), minutes_of(self.end)

    def counts_on(self, day: date) -> bool:
        """Whether it is worked on the day: in force, and on its first day not over before it was there."""
        if day < self.valid_from or (self.valid_to and day > self.valid_to):
            return False
        return day > self.valid_from or self.span[1] > self.since


class Tick(models.Model):
    """A check that somebody has done on a day."""

    block = models.ForeignKey(TimeBlock, models.PROTECT, related_name="ticks")
    date = models.DateField()
    line = models.CharField(max_length=200)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    employee = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    is_late = models.BooleanField(default=False)

    class Meta:
        ordering = ["at"]
        verbose_name = _("tick")
        verbose_name_plural = _("ticks")
        constraints = [models.UniqueConstraint(fields=["block", "date", "line"], name="one_tick_a_check")]

    def __str__(self):
        return f"{self.date} {self.line}"
