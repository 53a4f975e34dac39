from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import Hall
from staff.models.halls import minutes_of

from ..solver.problem import HISTORY_DAYS
from .limits import LEAST_RUN_MOST, WEEKENDS_MOST, count_limit, minutes_limit

Words = Any  # text, translated when it is shown


def minutes_field(label: Words, default: int, most: int, help_text: Words = "") -> models.PositiveIntegerField:
    return models.PositiveIntegerField(
        label, default=default, validators=[MaxValueValidator(most)], help_text=help_text
    )


def weight_field(label: Words, default: int, help_text: Words = "") -> models.PositiveIntegerField:
    return models.PositiveIntegerField(
        label, default=default, validators=[MaxValueValidator(100_000)], help_text=help_text
    )


class RuleSettings(models.Model):
    """A hall's limits (hard rules) and weights (what a good roster costs least).

    `why_…` say which edits are asked for a reason.
    """

    hall = models.OneToOneField(Hall, models.CASCADE, related_name="rule_settings")

    rest_minutes = minutes_field(_("rest between shifts, minutes"), 660, 24 * 60)
    days_in_a_row = models.PositiveSmallIntegerField(
        _("most working days in a row"), default=6, validators=[MinValueValidator(1), MaxValueValidator(HISTORY_DAYS)]
    )
    weekly_rest = models.BooleanField(_("a full rest day every week"), default=True)
    night_from = models.TimeField(_("night begins"), default=time(22))
    night_to = models.TimeField(_("night ends"), default=time(6))
    standard_day_minutes = minutes_field(_("standard day, minutes"), 480, 24 * 60)
    overtime_day_minutes = minutes_field(_("most overtime a day, minutes"), 180, 24 * 60)
    overtime_month_minutes = minutes_field(_("most overtime a month, minutes"), 2160, 31 * 24 * 60)

    month_most_minutes = minutes_limit(_("most minutes a month"))
    month_least_minutes = minutes_limit(_("least minutes a month"))
    least_run = count_limit(_("least working days in a row"), LEAST_RUN_MOST)
    least_rest = count_limit(_("least days off in a row"), LEAST_RUN_MOST)
    most_weekends = count_limit(_("most weekends a month"), WEEKENDS_MOST)

    demand_step = models.PositiveSmallIntegerField(
        _("demand step, minutes"), default=30, choices=[(n, str(n)) for n in (15, 20, 30, 60)]
    )
    tolerance_minutes = minutes_field(
        _("weekly hours: tolerance, minutes"), 60, 24 * 60, _("So far above or below the target costs nothing.")
    )
    bank_spend_minutes = minutes_field(_("time bank: most given back a month, minutes"), 960, 31 * 24 * 60)
    performance_counts = models.BooleanField(_("last month’s performance weighs wishes"), default=False)
    performance_percent = models.PositiveSmallIntegerField(
        _("by at most, percent"), default=20, validators=[MaxValueValidator(50)]
    )

    weight_manager = weight_field(_("no manager on site, per hour"), 4000)
    weight_short_peak = weight_field(_("a person short at a peak, per hour"), 2000)
    weight_short = weight_field(_("a person short, per hour"), 1200)
    weight_over = weight_field(_("a person too many, per hour"), 20)
    weight_headcount_short = weight_field(_("a person short on a shift, each"), 400)
    weight_headcount_over = weight_field(_("a person too many on a shift, each"), 40)
    weight_skill = weight_field(_("a person below the needed level at a peak, per hour"), 600)
    weight_overtime = weight_field(_("above the weekly target, per hour"), 300)
    weight_undertime = weight_field(_("below the weekly target, per hour"), 100)
    weight_month_least = weight_field(_("below the least hours of a month, per hour"), 200)
    weight_bank = weight_field(_("time bank not spent, per hour"), 80)
    weight_equal_hours = weight_field(_("hours apart from the others, per hour"), 70)
    weight_early = weight_field(_("early shifts above or below a fair share"), 50)
    weight_late = weight_field(_("late shifts above or below a fair share"), 50)
    weight_weekend = weight_field(_("weekend shifts above or below a fair share"), 60)
    weight_holiday = weight_field(_("holiday shifts above or below a fair share"), 70)
    weight_handover = weight_field(_("a moment of the day at which somebody comes or goes"), 40)
    weight_run = weight_field(_("a change of shift type from one working day to the next"), 30)
    weight_lonely = weight_field(_("a lonely working day or day off"), 30)
    weight_short_run = weight_field(_("a run of working days that is too short"), 60)
    weight_short_break = weight_field(_("a run of days off that is too short"), 60)
    weight_wish = weight_field(_("a refused wish, times its strength"), 20)

    holiday_strength = models.PositiveSmallIntegerField(
        _("a holiday choice counts as a wish of strength"), default=10, validators=[MaxValueValidator(100)]
    )
    wish_points = models.PositiveSmallIntegerField(
        _("points for wishes, a person and month"),
        default=12,
        validators=[MaxValueValidator(1000)],
        help_text=_("A wish takes as many as its strength, 1 to 3, so that strength means something."),
    )

    why_broken = models.BooleanField(_("it breaks a hard rule"), default=False)
    why_over_target = models.BooleanField(_("a week goes above its target"), default=True)
    why_no_manager = models.BooleanField(_("time is left without a manager"), default=True)
    why_short = models.BooleanField(_("more hours are short"), default=False)
    why_wish = models.BooleanField(_("a wish is refused"), default=False)

    class Meta:
        verbose_name = _("rules of a hall")
        verbose_name_plural = _("rules of halls")

    def __str__(self):
        return str(self.hall)

    def clean(self):
        faults = {}
        least, most = self.month_least_minutes, self.month_most_minutes
        if least is not None and most is not None and least > most:
            faults["month_least_minutes"] = _("The least is above the most.")
        if self.least_run is not None and self.days_in_a_row is not None and self.least_run > self.days_in_a_row:
            faults["least_run"] = _("More days in a row are wanted than are allowed.")
        if faults:
            raise ValidationError(faults)

    def as_rules(self) -> dict[str, dict[str, Any]]:
        """The rules by name with their settings, as `rosters.solver` takes them."""
        return self._hard_rules() | self._soft_rules()

    def _hard_rules(self) -> dict[str, dict[str, Any]]:
        rules: dict[str, dict[str, Any]] = {
            "one-shift": {},
            "absences": {},
            "pins": {},
            "eligible": {},
            "rest": {"least_minutes": self.rest_minutes},
            "consecutive-days": {"most": self.days_in_a_row},
            "protected": {
                "night_from": minutes_of(self.night_from),
                "night_to": minutes_of(self.night_to),
                "standard_day": self.standard_day_minutes,
            },
            "overtime": {
                "standard_day": self.standard_day_minutes,
                "day_most": self.overtime_day_minutes,
                "month_most": self.overtime_month_minutes,
            },
        }
        if self.weekly_rest:
            rules["weekly-rest"] = {}
        return rules

    def _soft_rules(self) -> dict[str, dict[str, Any]]:
        return {
            "manager-on-site": {"weight": self.weight_manager},
            "cover": {
                "weight_short": self.weight_short,
                "weight_short_peak": self.weight_short_peak,
                "weight_over": self.weight_over,
            },
            "peak-skill": {"weight": self.weight_skill},
            "weekly-hours": {
                "weight_over": self.weight_overtime,
                "weight_under": self.weight_undertime,
                "tolerance_minutes": self.tolerance_minutes,
            },
            "time-bank": {"weight": self.weight_bank, "most_spend_minutes": self.bank_spend_minutes},
            "equal-hours": {"weight": self.weight_equal_hours},
            "equal-shares": {
                "weight_early": self.weight_early,
                "weight_late": self.weight_late,
                "weight_weekend": self.weight_weekend,
                "weight_holiday": self.weight_holiday,
            },
            "handovers": {"weight": self.weight_handover},
            "same-shift-runs": {"weight": self.weight_run},
            "lonely-days": {"weight": self.weight_lonely},
            "wishes": {"weight": self.weight_wish},
        }

    def limit_rules(self) -> dict[str, dict[str, Any]]:
        """The rules that count only where somebody or something has a limit, by name, with their settings."""
        return {
            "succession": {},
            "month-most": {},
            "shift-count": {},
            "weekends": {},
            "headcounts": {},
            "month-least": {"weight": self.weight_month_least},
            "short-runs": {"weight": self.weight_short_run},
            "short-breaks": {"weight": self.weight_short_break},
        }
