from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Hall, OpeningHours, SpecialDay, Station
from ..models.halls import Weekday
from .fields import DateInput, DayField, SetupForm, TimeInput


class HallForm(forms.ModelForm):
    class Meta:
        model = Hall
        fields = ["name", "time_zone", "needs_review"]
        widgets = {"time_zone": forms.TextInput({"list": "time-zones", "autocomplete": "off"})}

    @property
    def time_zones(self) -> list[str]:
        return sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))


class NewHallForm(HallForm):
    class Meta(HallForm.Meta):
        fields = ["code", "name", "time_zone"]
        help_texts = {"code": _("Stands in addresses, such as east-gate; it cannot be changed later.")}


class OpeningHoursForm(SetupForm):
    """One weekday; both times empty means closed."""

    class Meta:
        model = OpeningHours
        fields = ["opens", "closes", "closes_next_day"]
        widgets = {"opens": TimeInput, "closes": TimeInput}

    def __init__(self, *args: Any, weekday: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.instance.weekday = weekday
        self.weekday = Weekday(weekday)
        self.fields["opens"].required = self.fields["closes"].required = False
        for cell in self.cells:
            cell.field.widget.attrs["aria-label"] = f"{self.weekday.label}: {cell.label}"

    @property
    def cells(self) -> list[forms.BoundField]:
        return [self[name] for name in ("opens", "closes", "closes_next_day")]

    @property
    def is_closed(self) -> bool:
        return not self.cleaned_data.get("opens") and not self.cleaned_data.get("closes")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors and not self.is_closed:
            for name in ("opens", "closes"):
                if not self.cleaned_data.get(name):
                    self.add_error(name, _("Give both times, or leave both empty when the hall is closed."))
        return cleaned

    def _post_clean(self) -> None:
        # An empty weekday is no row, so there is nothing for the model to judge.
        if not self.errors and self.is_closed:
            return
        super()._post_clean()  # type: ignore[misc]


def opening_forms(hall: Hall, data: Any = None) -> list[OpeningHoursForm]:
    """A form for each weekday from Monday on."""
    rows = {row.weekday: row for row in hall.opening_hours.all()}
    return [
        OpeningHoursForm(data, hall=hall, weekday=weekday, instance=rows.get(weekday), prefix=f"day{weekday}")
        for weekday in range(7)
    ]


class SpecialDayForm(SetupForm):
    own_in_hall = ("date",)

    class Meta:
        model = SpecialDay
        fields = ["date", "is_closed", "opens", "closes", "closes_next_day", "note"]
        field_classes = {"date": DayField}
        labels = {"closes_next_day": _("Closes on the next day")}
        help_texts = {"closes": _("Both times stay empty when the hall is closed all day.")}
        widgets = {"date": DateInput, "opens": TimeInput, "closes": TimeInput}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("is_closed"):
            self.cleaned_data |= {"opens": None, "closes": None, "closes_next_day": False}
        return cleaned


class StationForm(SetupForm):
    own_in_hall = ("code",)

    class Meta:
        model = Station
        fields = ["code", "name", "position"]
        help_texts = {
            "code": _("Small letters, digits and hyphens, such as counter."),
            "position": _("Stations are listed from the lowest to the highest."),
        }
