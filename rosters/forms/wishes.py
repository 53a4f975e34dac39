import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from staff.forms.fields import DateInput, DayField, SetupForm, choices_of
from staff.models import Employee
from staff.months import last_day_of

from ..models import ShiftType, Wish


def prefers_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("Wish"),
        choices=[("", _("would rather not")), ("1", _("would like it"))],
        coerce=bool,
        empty_value="",
        required=False,
        widget=forms.RadioSelect,
    )


class OwnWishForm(forms.Form):
    """A wish as its person enters it; `wish` is the unsaved row."""

    date = DayField(label=_("Date"), widget=DateInput)
    prefers = prefers_field()
    shift_type = forms.ModelChoiceField(
        ShiftType.objects.none(), label=_("Shift type"), required=False, empty_label=_("any shift")
    )
    strength = forms.TypedChoiceField(
        label=_("Strength"), choices=Wish.Strength.choices, coerce=int, initial=Wish.Strength.CLEAR
    )
    note = forms.CharField(label=_("Note"), max_length=100, required=False)

    def __init__(self, *args: Any, employee: Employee, month: datetime.date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.employee, self.month = employee, month
        choices_of(self, "shift_type").queryset = ShiftType.objects.whole().filter(hall=employee.hall)
        days = {"min": month.isoformat(), "max": last_day_of(month).isoformat()}
        self.fields["date"].widget.attrs |= days

    def clean_date(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["date"]
        if day.replace(day=1) != self.month:
            raise forms.ValidationError(_("These days are not in this month."))
        return day

    def clean_prefers(self) -> bool:
        return bool(self.cleaned_data["prefers"])

    @property
    def wish(self) -> Wish:
        return Wish(employee=self.employee, **self.cleaned_data)


class WishForm(SetupForm):
    prefers = prefers_field()

    class Meta:
        model = Wish
        fields = ["employee", "date", "prefers", "shift_type", "strength", "note"]
        field_classes = {"date": DayField}
        widgets = {"date": DateInput}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices_of(self, "employee").queryset = self.hall.employees.all()
        choices_of(self, "shift_type").queryset = ShiftType.objects.whole().filter(hall=self.hall)
        choices_of(self, "shift_type").empty_label = _("any shift")
        if self.instance.prefers:
            self.initial["prefers"] = "1"

    def clean_prefers(self) -> bool:
        return bool(self.cleaned_data["prefers"])
