from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from staff.forms.fields import SetupForm
from staff.models import TimeBankEntry, TimeBankSettings

Kind = TimeBankEntry.Kind
MOST = 100_000


class BankSettingsForm(SetupForm):
    class Meta:
        model = TimeBankSettings
        fields = [
            "banks_further_days",
            "banks_long_days",
            "banks_unless_asked",
            "expires_after_months",
            "most_owing_minutes",
            "long_day_percent",
            "further_day_percent",
            "holiday_percent",
        ]


class BookForm(forms.Form):
    """An entry that a manager makes by hand."""

    kind = forms.ChoiceField(
        label=_("What"), choices=[(Kind.CORRECTED, _("correct")), (Kind.PAID_OUT, _("pay out"))], initial=Kind.CORRECTED
    )
    minutes = forms.IntegerField(
        label=_("minutes"),
        min_value=-MOST,
        max_value=MOST,
        help_text=_("Below zero takes out. Paying out always does."),
    )
    why = forms.CharField(label=_("Reason"), max_length=100)

    def clean_minutes(self) -> Any:
        minutes = self.cleaned_data["minutes"]
        if minutes == 0:
            raise forms.ValidationError(_("Nothing would move."))
        return minutes
