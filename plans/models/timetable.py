from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from staff.models import Employee, Hall, User
from staff.models.halls import DAY, minutes_of, span_of, validate_span


def clock(minutes: int) -> str:
    """Half past midnight the next day is written 24:30, as timetables do."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def minute_now(hall: Hall, day: date) -> int:
    """The hall's clock in minutes from midnight of the day; past 1440 on the days after it, negative before."""
    now = hall.now()
    return (now.date() - day).days * DAY + minutes_of(now.time())


class TimeBlock(models.Model):
    """A stretch of every day's timetable with its checks, one a line, for one section of the hall.

    It belongs to the day on which the hall opened: after midnight it starts and ends on the next day of the calendar.
    A changed block is a new row from a day on, as with plan tasks; what was ticked stays with the old one.
    """

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="time_blocks")
    section = models.CharField(_("section"), max_length=50)
    start = models.TimeField(_("from"))
    starts_next_day = models.BooleanField(_("starts next day"), default=False)
    end = models.TimeField(_("to"))
    ends_next_day = models.BooleanField(_("ends next day"), default=False)
    checks = models.TextField(_("checks"), max_length=2000, help_text=_("One a line."))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    since = models.PositiveSmallIntegerField(
        default=0, help_text="Minutes from midnight on its first day; a block that was over by then does not count."
    )

    class Meta:
        ordering = ["section", "starts_next_day", "start"]
        verbose_name = _("time block")
        verbose_name_plural = _("time blocks")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_next_day=F("ends_next_day"), end__gt=F("start"))
                | Q(starts_next_day=False, ends_next_day=True),
                name="time_block_ends_after_start",
                violation_error_message=_("The end is not after the start."),
            ),
            models.UniqueConstraint(
                fields=["hall", "section", "start", "starts_next_day", "end", "ends_next_day"],
                condition=Q(valid_to__isnull=True),
                name="one_time_block_without_end",
            ),
        ]

    def __str__(self):
        return f"{self.section} {clock(self.span[0])}–{clock(self.span[1])}"

    def clean(self):
        if self.starts_next_day:
            self.ends_next_day = True
        if self.start and self.end:
            validate_span(self.start, self.end, self.ends_next_day and not self.starts_next_day, "end")
        if not self.lines:
            raise ValidationError({"checks": _("Write at least one check.")})

    @property
    def lines(self) -> list[str]:
        """The checks, without empty lines and repetitions."""
        return list(dict.fromkeys(line.strip()[:200] for line in self.checks.splitlines() if line.strip()))

    @property
    def span(self) -> tuple[int, int]:
        """Start and end in minutes from midnight of its day; past 1440 is the next day."""
        begin = minutes_of(self.start) + (DAY if self.starts_next_day else 0)
        return begin, span_of(self.start, self.end, self.ends_next_day)[1]

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
