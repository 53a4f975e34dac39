from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from staff.forms.fields import DayField, SetupForm, name_empty_choices
from staff.models import Employee, Hall

from .models import SwapRequest, SwapSettings
from .proposals import PARTNERS

Kind = SwapRequest.Kind


class SettingsForm(SetupForm):
    class Meta:
        model = SwapSettings
        fields = ["last_hour", "duty_managers_decide", "remind_hours", "hold_seconds"]


class AskForm(forms.Form):
    """The offer that was chosen, as `kind:partner,partner:other day,third day`, and a message."""

    offer = forms.CharField(max_length=200)
    note = forms.CharField(label=_("Message"), max_length=200, required=False)
    why = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, hall: Hall, **more: Any) -> None:
        super().__init__(*args, **more)
        self.hall = hall

    def clean_offer(self) -> dict[str, Any]:
        kind, _sep, rest = self.cleaned_data["offer"].partition(":")
        codes, _sep, days = rest.rpartition(":")
        wanted = [code for code in codes.split(",") if code]
        people = {person.code: person for person in self.hall.employees.filter(code__in=wanted)}
        if kind not in PARTNERS or len(people) != len(wanted) or len(wanted) != PARTNERS[Kind(kind)]:
            raise forms.ValidationError(_("This offer is no longer there. Choose again."))
        other_day, third_day = (DayField(required=False).clean(day) for day in days_in(days))
        partners = [people[code] for code in wanted]
        return {"kind": kind, "partners": partners, "other_day": other_day, "third_day": third_day}


def days_in(text: str) -> tuple[str, str]:
    """The two further days of an offer; empty where it has none."""
    other, _sep, third = text.partition(",")
    return other, third


class EmergencyForm(forms.Form):
    """For whom a manager enters a swap after the time for asking is over, and why."""

    employee = forms.ModelChoiceField(Employee.objects.none(), label=_("Employee"), to_field_name="code")
    date = DayField(label=_("Date"))
    why = forms.CharField(label=_("Why it is an emergency"), max_length=200)

    def __init__(self, *args: Any, hall: Hall, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["employee"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = hall.employees.all()
        name_empty_choices(self)
