from datetime import date, time

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from staff.models import Employee, Hall
from staff.models.halls import DAY, minutes_of, span_of, validate_span


class ShiftTypeQuerySet(models.QuerySet["ShiftType"]):
    def valid_between(self, first: date, last: date) -> "ShiftTypeQuerySet":
        """Shift types that may be worked on at least one day from first to last."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=last),
            Q(valid_to__isnull=True) | Q(valid_to__gte=first),
        )

    def whole(self) -> "ShiftTypeQuerySet":
        """Those that a hall has settled, without parts of them that were worked on one day."""
        return self.filter(part_of__isnull=True)


class ShiftType(models.Model):
    """A shift a hall works: when it is, what it pays, how it looks and who may work it."""

    class Kind(models.TextChoices):
        EARLY = "early", _("early")
        MIDDLE = "middle", _("middle")
        LATE = "late", _("late")
        LONG = "long", _("long")
        NIGHT = "night", _("night")

    class Colour(models.TextChoices):
        """Names of design tokens, so that light, dark and contrast are settled in one place."""

        SKY = "sky", _("sky")
        GREEN = "green", _("green")
        VIOLET = "violet", _("violet")
        ORANGE = "orange", _("orange")
        ROSE = "rose", _("rose")
        TEAL = "teal", _("teal")
        INDIGO = "indigo", _("indigo")
        OLIVE = "olive", _("olive")

    class OpenTo(models.TextChoices):
        EVERYONE = "everyone", _("everyone")
        MANAGERS = "managers", _("managers")
        CLERKS = "clerks", _("everyone but managers")

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="shift_types")
    code = models.CharField(
        _("code"), max_length=4, help_text=_("What stands in a cell, such as 早. One or two characters read best.")
    )
    letter = models.CharField(
        _("key"),
        max_length=1,
        validators=[RegexValidator(r"^[A-OQ-Z0-9]$", _("One letter A–Z (not P, which pins) or digit."))],
        help_text=_("The key that sets it on the roster."),
    )
    name = models.CharField(_("name"), max_length=50)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    colour = models.CharField(_("colour"), max_length=10, choices=Colour.choices, default=Colour.SKY)
    start = models.TimeField(_("start"))
    end = models.TimeField(_("end"))
    ends_next_day = models.BooleanField(_("ends next day"), default=False)
    gap_start = models.TimeField(
        _("gap from"), null=True, blank=True, help_text=_("For a split shift: the hours off in its middle.")
    )
    gap_end = models.TimeField(_("gap to"), null=True, blank=True)
    break_minutes = models.PositiveSmallIntegerField(
        _("meal break, minutes"), default=0, validators=[MaxValueValidator(180)]
    )
    break_from = models.TimeField(
        _("break no earlier than"), null=True, blank=True, help_text=_("Breaks are staggered within this window.")
    )
    break_to = models.TimeField(_("break over by"), null=True, blank=True)
    paid_minutes = models.PositiveSmallIntegerField(_("paid minutes"), validators=[MaxValueValidator(DAY)])
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    open_to = models.CharField(_("open to"), max_length=10, choices=OpenTo.choices, default=OpenTo.EVERYONE)
    only_for = models.ManyToManyField(
        Employee,
        blank=True,
        related_name="+",
        verbose_name=_("only for"),
        help_text=_("Nobody chosen: everyone it is open to."),
    )
    barred_next = models.ManyToManyField(
        "self",
        blank=True,
        symmetrical=False,
        related_name="barred_after",
        verbose_name=_("not followed the next day by"),
        help_text=_("Who works this shift has none of these on the day after."),
    )
    most_a_month = models.PositiveSmallIntegerField(
        _("most a month for one person"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(31)],
        help_text=_("Empty: as often as it falls. A person’s own limit comes first."),
    )
    part_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        help_text="The shift of which this is a part, worked on one day by somebody who fell ill or came for her.",
    )

    objects = ShiftTypeQuerySet.as_manager()

    class Meta:
        ordering = ["start", "code"]
        verbose_name = _("shift type")
        verbose_name_plural = _("shift types")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="shift_valid_to_after_from",
                violation_error_message=_("“Valid to” is before “valid from”."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"

    def clean(self):
        faults: dict[str, list[ValidationError]] = {}
        for look in (self._clean_times, self._clean_twins):
            try:
                look()
            except ValidationError as error:
                error.update_error_dict(faults)
        if faults:
            raise ValidationError(faults)

    def _clean_times(self) -> None:
        if self.start and self.end:
            validate_span(self.start, self.end, self.ends_next_day, "end")
            self._clean_inner("gap_start", "gap_end")
            self._clean_inner("break_from", "break_to")
            self._clean_minutes()

    def _clean_inner(self, first: str, last: str) -> None:
        start, end = getattr(self, first), getattr(self, last)
        if (start is None) != (end is None):
            raise ValidationError({last: _("Give both times or neither.")})
        if start is None:
            return
        begin, finish = self._inner_span(start, end)
        if not self.span[0] < begin < finish < self.span[1]:
            raise ValidationError({last: _("This does not lie inside the shift.")})

    def _clean_minutes(self) -> None:
        present = sum(end - start for start, end in self.segments)
        if self.paid_minutes is not None and self.paid_minutes > present:
            raise ValidationError({"paid_minutes": _("More is paid than the shift lasts.")})
        if self.break_minutes and self.break_minutes >= present:
            raise ValidationError({"break_minutes": _("The break leaves nothing of the shift.")})
        if window := self.break_window:
            self._clean_window(*window)

    def _clean_window(self, first: int, last: int) -> None:
        if self.break_minutes > last - first:
            raise ValidationError({"break_to": _("The window is shorter than the break.")})
        if not any(start <= first and last <= end for start, end in self.segments):
            raise ValidationError({"break_to": _("Part of the window lies in the gap, when nobody is on duty.")})

    def _clean_twins(self) -> None:
        """Two shift types valid on the same day may share neither code nor key."""
        if self.hall_id is None:
            return
        others = ShiftType.objects.whole().filter(hall=self.hall_id).exclude(pk=self.pk)
        others = others.valid_between(self.valid_from or date.min, self.valid_to or date.max)
        twins = {name: others.filter(**{name: getattr(self, name)}).first() for name in ("code", "letter")}
        said = _("%(twin)s has it on some of the same days.")
        if faults := {name: said % {"twin": twin} for name, twin in twins.items() if twin}:
            raise ValidationError(faults)

    def _inner_span(self, start: time, end: time) -> tuple[int, int]:
        """A span inside the shift; times before its start are of the next day."""
        begin, finish = minutes_of(start), minutes_of(end)
        if begin < minutes_of(self.start):
            begin += DAY
        if finish < begin:
            finish += DAY
        return begin, finish

    @property
    def span(self) -> tuple[int, int]:
        """Start and end in minutes from midnight; past 1440 is the next day."""
        return span_of(self.start, self.end, self.ends_next_day)

    @property
    def segments(self) -> list[tuple[int, int]]:
        """When its people are on duty: one span, or two when the shift is split."""
        start, end = self.span
        if self.gap_start is None or self.gap_end is None:
            return [(start, end)]
        gap = self._inner_span(self.gap_start, self.gap_end)
        return [(start, gap[0]), (gap[1], end)]

    @property
    def break_window(self) -> tuple[int, int] | None:
        if not self.break_minutes or self.break_from is None or self.break_to is None:
            return None
        return self._inner_span(self.break_from, self.break_to)

    @property
    def break_leftover(self) -> int:
        """Minutes of the break window that are left when as many breaks as fit lie in it one after another."""
        window = self.break_window
        return (window[1] - window[0]) % self.break_minutes if window else 0

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)
