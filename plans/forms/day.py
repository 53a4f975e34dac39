"""Forms of the daily timetable and of the handover log."""

from datetime import timedelta
from typing import Any

from django import forms

from staff.forms.fields import TimeInput, choices_of, name_empty_choices
from staff.models import Hall

from ..models import HandoverItem, PlanTask, TimeBlock


class BlockForm(forms.ModelForm):
    class Meta:
        model = TimeBlock
        fields = ["section", "start", "starts_next_day", "end", "ends_next_day", "checks"]
        widgets = {"start": TimeInput, "end": TimeInput, "checks": forms.Textarea({"rows": 8})}

    def __init__(self, *args: Any, hall: Hall, **more: Any) -> None:
        super().__init__(*args, **more)
        self.instance.hall = hall
        if self.instance._state.adding:
            self.instance.valid_from = hall.today()


class HandoverForm(forms.ModelForm):
    """Something for the next shift, said in a sentence."""

    class Meta:
        model = HandoverItem
        fields = ["kind", "text", "task"]
        widgets = {"text": forms.Textarea({"rows": 2})}

    def __init__(self, *args: Any, hall: Hall, **more: Any) -> None:
        super().__init__(*args, **more)
        self.instance.hall = hall
        today = hall.today()
        choices_of(self, "task").queryset = PlanTask.objects.filter(hall=hall).valid_between(
            today, today + timedelta(days=1)
        )
        name_empty_choices(self)
