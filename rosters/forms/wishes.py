from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from staff.forms.fields import DateInput, SetupForm, choices_of

from ..models import ShiftType, Wish


class WishForm(SetupForm):
    prefers = forms.TypedChoiceField(
        label=_("Wish"),
        choices=[("", _("would rather not")), ("1", _("would like it"))],
        coerce=bool,
        empty_value="",
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Wish
        fields = ["employee", "date", "prefers", "shift_type", "strength", "note"]
        widgets = {"date": DateInput}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices_of(self, "employee").queryset = self.hall.employees.all()
        choices_of(self, "shift_type").queryset = ShiftType.objects.filter(hall=self.hall)
        choices_of(self, "shift_type").empty_label = _("any shift")
        if self.instance.prefers:
            self.initial["prefers"] = "1"

    def clean_prefers(self) -> bool:
        return bool(self.cleaned_data["prefers"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        facts = self.cleaned_data
        if not self.errors:
            person, day = facts["employee"], facts["date"]
            if not person.is_employed_on(day):
                self.add_error("date", _("%(name)s is not employed on this day.") % {"name": person})
            twins = Wish.objects.filter(employee=person, date=day, shift_type=facts["shift_type"])
            if twins.exclude(pk=self.instance.pk).exists():
                self.add_error("date", _("There is a wish for this day and shift already; change that one."))
        return cleaned
