from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staff.forms.fields import SetupForm, TimeInput
from staff.models import Hall

from ..models import CycleSettings, Step

CHOICES = ["builds_itself", "publishes_itself", "closes_itself"]
DAYS = [f"{step}_day" for step in Step]
TIMES = [f"{step}_time" for step in Step]


@dataclass(frozen=True)
class DueFields:
    """A step with the fields that say when it falls due."""

    label: str
    day: forms.BoundField
    time: forms.BoundField
    note: str


class CycleForm(SetupForm):
    """A hall's days; where it has none of its own, they begin as those that it has followed so far."""

    class Meta:
        model = CycleSettings
        fields = [*DAYS, *TIMES, *CHOICES]
        widgets = dict.fromkeys(TIMES, TimeInput) | {
            name: forms.NumberInput({"min": 1, "max": 31, "inputmode": "numeric"}) for name in DAYS
        }

    NOTES = {
        Step.CLOSE: gettext_lazy("of the month after"),
    }

    def dues(self) -> Iterator[DueFields]:
        for step in Step:
            note = self.NOTES.get(step, _("of the month before"))
            yield DueFields(str(step.label), self[f"{step}_day"], self[f"{step}_time"], str(note))

    @property
    def choices(self) -> list[forms.BoundField]:
        return [self[name] for name in CHOICES]


def settings_to_edit(hall: Hall) -> CycleSettings:
    """The hall's own row; else an unsaved one with the days that hold there now."""
    own = CycleSettings.objects.filter(hall=hall).first()
    if own:
        return own
    common: Any = CycleSettings.of(hall)
    return CycleSettings(hall=hall, **{name: getattr(common, name) for name in CycleForm.Meta.fields})
