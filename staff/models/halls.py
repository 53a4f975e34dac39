from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .people import User

DAY = 24 * 60

code_validator = RegexValidator(r"^[a-z0-9][a-z0-9-]*$", _("Use small letters, digits and hyphens only."))


def validate_time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(
            _("“%(value)s” is not a time zone. Write it like Asia/Shanghai."),
            params={"value": value},
        )


def minutes_of(moment: time) -> int:
    """Minutes from midnight."""
    return moment.hour * 60 + moment.minute


def span_of(start: time, end: time, ends_next_day: bool) -> tuple[int, int]:
    """Start and end in minutes from midnight of the first day; past 1440 is the next day."""
    return minutes_of(start), minutes_of(end) + (DAY if ends_next_day else 0)


def validate_span(start: time, end: time, ends_next_day: bool, end_field: str) -> None:
    """Refuse an end that is not after its start, and a span of more than 24 hours."""
    begin, finish = span_of(start, end, ends_next_day)
    if finish <= begin:
        raise ValidationError(
            {end_field: _("The end is not after the start. If it is past midnight, tick “next day”.")}
        )
    if finish - begin > DAY:
        raise ValidationError({end_field: _("This is longer than 24 hours.")})


class HallQuerySet(models.QuerySet["Hall"]):
    def visible_to(self, user: "User") -> "HallQuerySet":
        """Halls in which the user has a post; all of them for management and administrators."""
        if user.reads_all_halls:
            return self
        return self.filter(pk__in=user.posts.values("hall"))

    def managed_by(self, user: "User") -> "HallQuerySet":
        """Halls whose set-up and rosters the user may change."""
        if user.is_superuser:
            return self
        return self.filter(pk__in=user.posts.filter(role="manager").values("hall"))


class Hall(models.Model):
    """One place with opening hours, its own people, shifts and rules."""

    code = models.CharField(_("code"), max_length=32, unique=True, validators=[code_validator])
    name = models.CharField(_("name"), max_length=100)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Asia/Shanghai", validators=[validate_time_zone]
    )

    needs_review = models.BooleanField(
        _("a second person reviews rosters before they are published"),
        default=False,
        help_text=_("Another manager of the hall, or the department. Nobody reviews her own."),
    )

    objects = HallQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("hall")
        verbose_name_plural = _("halls")

    def __str__(self):
        return self.name

    def now(self, at: datetime | None = None) -> datetime:
        """A moment, this one unless told otherwise, on the hall's clock."""
        return (at or timezone.now()).astimezone(ZoneInfo(self.time_zone))

    def today(self, at: datetime | None = None) -> date:
        return self.now(at).date()


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class OpeningHours(models.Model):
    """When a hall is open on a weekday; a weekday without a row is closed."""

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))
    closes_next_day = models.BooleanField(_("next day"), default=False)

    class Meta:
        ordering = ["weekday"]
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.UniqueConstraint(fields=["hall", "weekday"], name="one_opening_a_weekday"),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def clean(self):
        if self.opens and self.closes:
            validate_span(self.opens, self.closes, self.closes_next_day, "closes")

    @property
    def span(self) -> tuple[int, int]:
        """Opening and closing in minutes from midnight; past 1440 is the next day."""
        return span_of(self.opens, self.closes, self.closes_next_day)


class SpecialDay(models.Model):
    """A date with opening hours of its own, or on which the hall stays closed."""

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="special_days")
    date = models.DateField(_("date"))
    is_closed = models.BooleanField(_("closed all day"), default=False)
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)
    closes_next_day = models.BooleanField(_("next day"), default=False)
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta:
        ordering = ["date"]
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        constraints = [
            models.UniqueConstraint(fields=["hall", "date"], name="one_special_day_a_date"),
            models.CheckConstraint(
                condition=Q(is_closed=True) | Q(opens__isnull=False, closes__isnull=False),
                name="special_day_closed_or_open",
            ),
        ]

    def __str__(self):
        return f"{self.date} {self.note}".strip()

    def clean(self):
        if self.is_closed:
            return
        if not self.opens or not self.closes:
            missing = "closes" if self.opens else "opens"
            raise ValidationError({missing: _("Give both times, or tick “closed all day”.")})
        validate_span(self.opens, self.closes, self.closes_next_day, "closes")

    @property
    def span(self) -> tuple[int, int] | None:
        """Opening and closing in minutes from midnight, or None when closed."""
        if self.is_closed or self.opens is None or self.closes is None:
            return None
        return span_of(self.opens, self.closes, self.closes_next_day)


class Station(models.Model):
    """A role on the floor: counter, floor consultation, greeter."""

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="stations")
    code = models.CharField(_("code"), max_length=32, validators=[code_validator])
    name = models.CharField(_("name"), max_length=50)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("station")
        verbose_name_plural = _("stations")
        constraints = [
            models.UniqueConstraint(fields=["hall", "code"], name="one_station_a_code"),
        ]

    def __str__(self):
        return self.name
