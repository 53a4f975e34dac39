"""Forms of follow-ups: a customer entered, what came of a call, how long entries are kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.forms.fields import DateInput, DayField, choices_of
from staff.models import Employee, Hall

from ..cases import tasks_with_cases
from ..models import Case, FollowUp, PlanSettings, PlanTask

OUTCOMES = [choice for choice in FollowUp.Outcome.choices if choice[0]]


class CaseForm(forms.ModelForm):
    """A customer to follow up; the task is asked for where the hall has several."""

    task = forms.ModelChoiceField(
        PlanTask.objects.none(), label=pgettext_lazy("of a customer to follow up", "task"), empty_label=None
    )

    class Meta:
        model = Case
        fields = ["reference", "kind", "served_on", "note"]
        field_classes = {"served_on": DayField}
        widgets = {"served_on": DateInput}

    field_order = ["task", "reference", "kind", "served_on", "note"]

    def __init__(self, *args: Any, hall: Hall, **more: Any) -> None:
        super().__init__(*args, **more)
        tasks = tasks_with_cases(hall)
        choices_of(self, "task").queryset = tasks
        self.fields["served_on"].initial = hall.today()
        self.fields["reference"].widget.attrs["autocomplete"] = "off"
        first = tasks[:2]
        if len(first) == 1:
            self.fields["task"].initial = first[0].pk
            self.fields["task"].widget = forms.HiddenInput()


class OutcomeForm(forms.Form):
    """What came of a follow-up."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=OUTCOMES)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class HandOverForm(forms.Form):
    """Whose open follow-ups are whose from now on; those who have left can be chosen to give, not to take."""

    whose = forms.ModelChoiceField(Employee.objects.none(), label=_("follow-ups of"), empty_label=None)
    to = forms.ModelChoiceField(Employee.objects.none(), label=_("go over to"), empty_label=None)

    def __init__(self, *args: Any, hall: Hall, **more: Any) -> None:
        super().__init__(*args, **more)
        today = hall.today()
        waiting = FollowUp.objects.waiting().filter(hall=hall)
        choices_of(self, "whose").queryset = Employee.objects.filter(pk__in=waiting.values("employee"))
        choices_of(self, "to").queryset = hall.employees.employed_between(today, today)

    def clean(self) -> dict[str, Any]:
        facts = self.cleaned_data
        if facts.get("to") and facts["to"] == facts.get("whose"):
            self.add_error("to", _("Choose somebody else."))
        return facts


class KeepForm(forms.ModelForm):
    class Meta:
        model = PlanSettings
        fields = ["keep_days"]
