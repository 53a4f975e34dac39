from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staff.forms.fields import HoursField, SetupForm, TimeInput

from ..models import RuleSettings

HARD = ["rest_minutes", "days_in_a_row", "weekly_rest", "night_from", "night_to"]
OVERTIME = ["standard_day_minutes", "overtime_day_minutes", "overtime_month_minutes"]
FIGURES = ["demand_step", "tolerance_minutes", "bank_spend_minutes", "performance_counts", "performance_percent"]
LIMITS = ["month_most_minutes", "month_least_minutes", "least_run", "least_rest", "most_weekends"]
COVER = ["weight_manager", "weight_short_peak", "weight_short", "weight_over", "weight_skill"]
HEADS = ["weight_headcount_short", "weight_headcount_over"]
HOURS = ["weight_overtime", "weight_undertime", "weight_month_least", "weight_bank", "weight_equal_hours"]
SHARES = ["weight_early", "weight_late", "weight_weekend", "weight_holiday"]
RUNS = ["weight_short_run", "weight_short_break"]
CALM = ["weight_handover", "weight_run", "weight_lonely", *RUNS, "weight_wish", "holiday_strength", "wish_points"]
REASONS = ["why_broken", "why_over_target", "why_no_manager", "why_short", "why_wish"]


@dataclass(frozen=True)
class Setting:
    """One field beside what it would be unless changed."""

    field: forms.BoundField
    default: str
    is_default: bool


class RulesForm(SetupForm):
    rest_minutes = HoursField(label=gettext_lazy("Rest between shifts, hours"), most=24)
    standard_day_minutes = HoursField(label=gettext_lazy("Standard day, hours"), most=24)
    overtime_day_minutes = HoursField(label=gettext_lazy("Most overtime a day, hours"), most=24)
    overtime_month_minutes = HoursField(label=gettext_lazy("Most overtime a month, hours"), most=31 * 24)
    tolerance_minutes = HoursField(
        label=gettext_lazy("Weekly hours: tolerance, hours"),
        most=24,
        help_text=gettext_lazy("So far above or below the target costs nothing."),
    )
    bank_spend_minutes = HoursField(label=gettext_lazy("Time bank: most given back a month, hours"), most=31 * 24)

    month_most_minutes = HoursField(
        label=gettext_lazy("Most hours a month"),
        most=31 * 24,
        required=False,
        help_text=gettext_lazy(
            "Empty: no limit. The most is always kept, the least has its price. What one person has agreed stands on"
            " her own page."
        ),
    )
    month_least_minutes = HoursField(
        label=gettext_lazy("Least hours a month"),
        most=31 * 24,
        required=False,
        help_text=gettext_lazy("Leave, and days outside her contract, take their part from it."),
    )

    GROUPS = [
        (gettext_lazy("Never broken"), HARD),
        (gettext_lazy("Overtime"), OVERTIME),
        (gettext_lazy("Limits for everybody"), LIMITS),
        (gettext_lazy("How demand and hours are counted"), FIGURES),
        (gettext_lazy("Cover"), [*COVER, *HEADS]),
        (gettext_lazy("Hours"), HOURS),
        (gettext_lazy("Fair shares"), SHARES),
        (gettext_lazy("A calm roster, and wishes"), CALM),
        (gettext_lazy("An edit is asked for a reason when"), REASONS),
    ]

    class Meta:
        model = RuleSettings
        fields = [*HARD, *OVERTIME, *LIMITS, *FIGURES, *COVER, *HEADS, *HOURS, *SHARES, *CALM, *REASONS]
        widgets = {"night_from": TimeInput, "night_to": TimeInput}

    def groups(self) -> Iterator[tuple[str, list[Setting]]]:
        for title, names in self.GROUPS:
            yield str(title), [self.setting(name) for name in names]

    def setting(self, name: str) -> Setting:
        default = getattr(RuleSettings(), name)
        words = worded(self.fields[name].prepare_value(default))
        return Setting(self[name], words, getattr(self.instance, name) == default)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        facts = self.cleaned_data
        night = facts.get("night_from"), facts.get("night_to")
        if None not in night and night[0] == night[1]:
            self.add_error("night_to", _("Night would begin and end at the same time."))
        return cleaned


def worded(value: Any) -> str:
    """A default as people read it."""
    if value is None:
        return _("not set")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value)
